package dev.stoa.benchmarks.peers;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.SplitPattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** The vocabularies that jtokkit brings, opened by it and, out of its artifact, by Stoa. */
enum JtokkitVocabulary {
  R50K(EncodingType.R50K_BASE, SplitPattern.GPT2, 50_256),
  P50K(EncodingType.P50K_BASE, SplitPattern.GPT2, 50_256),
  CL100K(EncodingType.CL100K_BASE, SplitPattern.CL100K, 100_257),
  O200K(EncodingType.O200K_BASE, SplitPattern.O200K, 199_999);

  static final String PEER = "jtokkit";

  private final EncodingType type;
  private final SplitPattern split;
  private final int endOfText;

  JtokkitVocabulary(EncodingType type, SplitPattern split, int endOfText) {
    this.type = type;
    this.split = split;
    this.endOfText = endOfText;
  }

  /** Its name in the names of comparisons. */
  String shortName() {
    return type.getName().replace("_base", "");
  }

  Encoding theirs() {
    return Encodings.newLazyEncodingRegistry().getEncoding(type);
  }

  BytePairTokenizer ours() {
    String resource = "/com/knuddels/jtokkit/" + type.getName() + ".tiktoken";
    try {
      Path file = Files.createTempFile(type.getName(), ".tiktoken");
      try (InputStream in = Encodings.class.getResourceAsStream(resource)) {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        return BytePairTokenizer.fromTiktoken(file, split, Map.of("<|endoftext|>", endOfText));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
