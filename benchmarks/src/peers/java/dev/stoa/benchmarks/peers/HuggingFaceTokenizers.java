package dev.stoa.benchmarks.peers;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.stoa.benchmarks.peers.Comparison.Limit;
import dev.stoa.tokenizer.BytePairTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Hugging Face's tokenizers, through DJL: text to ids with GPT-2's vocabulary, which it opens as
 * the {@code tokenizer.json} that Stoa writes. It takes shorter texts than jtokkit, being slower.
 */
public final class HuggingFaceTokenizers implements PeerSource {
  static final String PEER = "huggingface";
  private static final int SOURCE_CHARACTERS = 1_000_000;

  @Override
  public List<Comparison> comparisons(String name) {
    List<Comparison> comparisons = new ArrayList<>();
    Optional<BytePairTokenizer> gpt2 = gpt2();
    String source = String.join("", Texts.javaSource(SOURCE_CHARACTERS).values());
    gpt2.ifPresent(tokenizer -> add(comparisons, "java-source", tokenizer, source));
    Texts.sharedText("tinyshakespeare.txt")
        .ifPresent(text -> gpt2.ifPresent(t -> add(comparisons, "shakespeare", t, text)));
    comparisons.removeIf(comparison -> comparison.amount() == 0);
    return comparisons;
  }

  /** GPT-2's tokenizer out of the shared data. */
  static Optional<BytePairTokenizer> gpt2() {
    return Texts.shared("gpt2/encoder.json")
        .flatMap(
            encoder ->
                Texts.shared("gpt2/vocab.bpe")
                    .map(
                        merges ->
                            Texts.checked(() -> BytePairTokenizer.fromGpt2(encoder, merges))));
  }

  /** A tokenizer of ours, written to a file and opened by Hugging Face's library. */
  static HuggingFaceTokenizer open(BytePairTokenizer ours) {
    return Texts.checked(
        () -> {
          Path file = Files.createTempFile("tokenizer", ".json");
          try {
            ours.save(file);
            return open(file);
          } finally {
            Files.delete(file);
          }
        });
  }

  /** A {@code tokenizer.json}, opened by Hugging Face's library, which adds special tokens. */
  static HuggingFaceTokenizer open(Path file) throws IOException {
    return HuggingFaceTokenizer.builder()
        .optTokenizerPath(file)
        .optAddSpecialTokens(true)
        .optTruncation(false)
        .optPadding(false)
        .build();
  }

  static int[] ids(Encoding encoding) {
    return Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
  }

  private static void add(
      List<Comparison> to, String name, BytePairTokenizer tokenizer, String text) {
    double megabytes = 1e-6 * text.getBytes(StandardCharsets.UTF_8).length;
    to.add(
        new Comparison(
            "tokenizer-gpt2-" + name,
            PEER,
            megabytes,
            Limit.TEXT,
            workers -> {
              HuggingFaceTokenizer theirs = open(tokenizer);
              return new TextSides<>(
                  workers.threads(),
                  text,
                  () -> tokenizer.withCache(1 << 24),
                  theirs::encode,
                  HuggingFaceTokenizers::ids);
            }));
  }
}
