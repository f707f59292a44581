package dev.stoa.tokenizer.file;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.pair.BytePairParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The well-known vocabularies among {@code .tiktoken} files. Such a file says neither how texts are
 * split nor which special tokens there are; how many ranks it has tells which one it is.
 *
 * <p>Sources: OpenAI's tiktoken ({@code openai_public.py}); Meta's Llama 3 ({@code tokenizer.py}).
 */
enum KnownTiktoken {
  R50K_BASE(50_256, SplitPattern.GPT2, Map.of("<|endoftext|>", 50_256)),
  P50K_BASE(50_280, SplitPattern.GPT2, Map.of("<|endoftext|>", 50_256)),
  CL100K_BASE(
      100_256,
      SplitPattern.CL100K,
      Map.of(
          "<|endoftext|>",
          100_257,
          "<|fim_prefix|>",
          100_258,
          "<|fim_middle|>",
          100_259,
          "<|fim_suffix|>",
          100_260,
          "<|endofprompt|>",
          100_276)),
  O200K_BASE(
      199_998, SplitPattern.O200K, Map.of("<|endoftext|>", 199_999, "<|endofprompt|>", 200_018)),
  LLAMA3(128_000, SplitPattern.LLAMA3, llama3());

  private static final long MAX_BYTES = 1L << 27;

  private final int ranks;
  private final SplitPattern split;
  private final Map<String, Integer> special;

  KnownTiktoken(int ranks, SplitPattern split, Map<String, Integer> special) {
    this.ranks = ranks;
    this.split = split;
    this.special = special;
  }

  /** 256 tokens, most of which are reserved. */
  private static Map<String, Integer> llama3() {
    Map<Integer, String> named =
        Map.of(
            0,
            "<|begin_of_text|>",
            1,
            "<|end_of_text|>",
            6,
            "<|start_header_id|>",
            7,
            "<|end_header_id|>",
            9,
            "<|eot_id|>");
    Map<String, Integer> ids = new LinkedHashMap<>();
    int reserved = 0;
    for (int i = 0; i < 256; i++) {
      String name = named.get(i);
      ids.put(name == null ? "<|reserved_special_token_" + reserved++ + "|>" : name, 128_000 + i);
    }
    return ids;
  }

  /** Whether a file that begins with these bytes can be one: Base64, a space and a number. */
  static boolean recognizes(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    return end > 0 && text.substring(0, end).strip().matches("[A-Za-z0-9+/]{2,}={0,2} [0-9]{1,8}");
  }

  static BytePairParts read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new FormatException(
          file,
          "expected at most " + MAX_BYTES + " bytes of tokens, but it has " + Files.size(file));
    }
    long found;
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      found = lines.filter(line -> !line.isBlank()).count();
    }
    for (KnownTiktoken known : values()) {
      if (known.ranks == found) {
        return TiktokenFile.read(file, known.split, known.special);
      }
    }
    throw new FormatException(
        file,
        ("this .tiktoken file has %d ranks, which is none of the known vocabularies %s: name its"
                + " split and its special tokens with BytePairTokenizer.fromTiktoken")
            .formatted(found, List.of(values())));
  }
}
