package dev.stoa.tokenizer;

import dev.stoa.tokenizer.testdata.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/**
 * The texts and ids of llama.cpp's tokenizer tests, which stand beside a vocabulary as .inp and
 * .out.
 */
final class LlamaCppCases {

  private static final String SEPARATOR = "\n__ggml_vocab_test__\n";

  private LlamaCppCases() {}

  /** The texts: what is between the separators. */
  static List<String> texts(String vocabulary) throws IOException {
    String all = Files.readString(SharedData.file("vocab/ggml-vocab-" + vocabulary + ".gguf.inp"));
    String[] parts = all.split(SEPARATOR, -1);
    // Behind the last separator there is nothing.
    return Arrays.asList(parts).subList(0, parts.length - 1);
  }

  /** The ids: a line for each text. */
  static List<int[]> ids(String vocabulary) throws IOException {
    return Files.readAllLines(SharedData.file("vocab/ggml-vocab-" + vocabulary + ".gguf.out"))
        .stream()
        .map(LlamaCppCases::numbers)
        .toList();
  }

  private static int[] numbers(String line) {
    return Arrays.stream(line.strip().split(" "))
        .filter(number -> !number.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }
}
