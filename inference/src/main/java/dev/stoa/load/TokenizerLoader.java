package dev.stoa.load;

import dev.stoa.file.FormatException;
import dev.stoa.format.GgufFile;
import dev.stoa.tokenizer.GgufVocabulary;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens the tokenizer of any file that has one. */
public final class TokenizerLoader {

  private static final byte[] GGUF = {'G', 'G', 'U', 'F'};
  private static final String PREFIX = "tokenizer.ggml.";

  private static final List<String> IDS =
      List.of("bos", "eos", "unknown", "cls", "seperator", "padding", "mask");

  private static final List<String> FLAGS =
      List.of(
          "add_bos_token",
          "add_eos_token",
          "add_sep_token",
          "add_space_prefix",
          "remove_extra_whitespaces",
          "normalizer.lowercase",
          "normalizer.strip_accents");

  private TokenizerLoader() {}

  /**
   * Opens a tokenizer.
   *
   * @param path a GGUF file, or anything that {@link Tokenizer#load} reads
   * @return the tokenizer
   * @throws FormatException if the file is damaged or of no known kind
   * @throws IOException if the file cannot be read
   */
  public static Tokenizer load(Path path) throws IOException {
    return isGguf(path) ? of(GgufFile.read(path)) : Tokenizer.load(path);
  }

  private static boolean isGguf(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(GGUF.length), GGUF);
    }
  }

  /**
   * The tokenizer of a GGUF file.
   *
   * @param file the file
   * @return the tokenizer
   * @throws FormatException if the file has none, or if it is damaged or of no known kind
   */
  public static Tokenizer of(GgufFile file) throws FormatException {
    String model = file.string(PREFIX + "model").orElse(null);
    if (model == null) {
      throw new FormatException(
          file.file(),
          "expected the key tokenizer.ggml.model, without which there is no tokenizer");
    }
    try {
      return vocabulary(file, model).tokenizer();
    } catch (IllegalArgumentException e) {
      throw new FormatException(file.file(), e.getMessage());
    }
  }

  private static GgufVocabulary vocabulary(GgufFile file, String model) throws FormatException {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (String name : IDS) {
      file.integer(PREFIX + name + "_token_id").ifPresent(id -> ids.put(name, id));
    }
    Map<String, Boolean> flags = new LinkedHashMap<>();
    for (String name : FLAGS) {
      file.flag(PREFIX + name).ifPresent(flag -> flags.put(name, flag));
    }
    double[] numbers = file.numbers(PREFIX + "scores");
    float[] scores = new float[numbers.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) numbers[i];
    }
    long[] bytes = file.integers(PREFIX + "precompiled_charsmap");
    byte[] charsMap = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      charsMap[i] = (byte) bytes[i];
    }
    return new GgufVocabulary(
        model,
        file.string(PREFIX + "pre"),
        new GgufVocabulary.Entries(
            file.strings(PREFIX + "tokens"), scores, types(file.integers(PREFIX + "token_type"))),
        file.strings(PREFIX + "merges"),
        ids,
        flags,
        charsMap);
  }

  /** A number that no type has stays one. */
  private static int[] types(long[] numbers) {
    return Arrays.stream(numbers).mapToInt(n -> n == (int) n ? (int) n : -1).toArray();
  }
}
