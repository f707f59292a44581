package dev.stoa.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.testdata.SharedFiles;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The vocabularies of llama.cpp's tokenizer test, through the entry for GGUF files, give the ids of
 * that test: models/ggml-vocab-*.gguf, .inp and .out.
 */
class GgufGoldenTest {

  private static Tokenizer tokenizer(String name) throws IOException {
    return TokenizerLoader.load(SharedFiles.vocabulary("ggml-vocab-" + name + ".gguf"));
  }

  /** The texts of a test: what is between the separators; behind the last one is nothing. */
  private static List<String> texts(String name) throws IOException {
    Path file = SharedFiles.vocabulary("ggml-vocab-" + name + ".gguf.inp");
    String[] parts = Files.readString(file).split("\n__ggml_vocab_test__\n", -1);
    return Arrays.asList(parts).subList(0, parts.length - 1);
  }

  /** The ids of a test: a line for each text. */
  private static List<int[]> ids(String name) throws IOException {
    return Files.readAllLines(SharedFiles.vocabulary("ggml-vocab-" + name + ".gguf.out")).stream()
        .map(line -> Arrays.stream(line.strip().split(" ")).filter(number -> !number.isEmpty()))
        .map(numbers -> numbers.mapToInt(Integer::parseInt).toArray())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-2", "falcon", "llama-spm", "bert-bge"})
  void llamaCppsTextsHaveItsIds(String name, @TempDir Path folder) throws IOException {
    Tokenizer tokenizer = tokenizer(name);
    tokenizer.save(folder.resolve("saved"));
    Tokenizer saved = Tokenizer.load(folder.resolve("saved"));
    List<String> texts = texts(name);
    List<int[]> expected = ids(name);
    assertTrue(texts.size() > 40 && texts.size() == expected.size());
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      assertArrayEquals(expected.get(i), tokenizer.encode(text), () -> "ids of '" + text + "'");
      assertArrayEquals(expected.get(i), saved.encode(text), () -> "saved, ids of '" + text + "'");
      if (!name.startsWith("bert")) {
        assertEquals(text, tokenizer.decode(expected.get(i)));
      }
    }
  }

  /** Falcon's vocabulary has no token for U+0003. */
  @Test
  void aByteWithoutATokenIsNamed() throws IOException {
    Tokenizer falcon = tokenizer("falcon");
    Exception e = assertThrows(IllegalArgumentException.class, () -> falcon.encode("a\u0003b"));
    assertTrue(e.getMessage().contains("0x03"), e::getMessage);
    assertThrows(IllegalArgumentException.class, () -> falcon.encode("\u0003"));
  }

  /** llama.cpp puts the beginning before Llama's texts, and [CLS] and [SEP] around BERT's. */
  @Test
  void whatModelsExpectAroundATextIsAdded() throws IOException {
    assertArrayEquals(
        new int[] {1, 15043}, tokenizer("llama-spm").encodeWithSpecialTokens("Hello"));
    assertArrayEquals(
        new int[] {101, 7592, 102}, tokenizer("bert-bge").encodeWithSpecialTokens("Hello"));
    assertArrayEquals(
        tokenizer("gpt-2").encode("Hello"), tokenizer("gpt-2").encodeWithSpecialTokens("Hello"));
  }

  @Test
  void beginAndEndAreWhatTheKeysSay() throws IOException {
    assertEquals(OptionalInt.of(1), tokenizer("llama-spm").specialTokens().beginOfText());
    assertEquals(OptionalInt.of(101), tokenizer("bert-bge").specialTokens().beginOfText());
    assertEquals(OptionalInt.of(102), tokenizer("bert-bge").specialTokens().endOfText());
    assertEquals(OptionalInt.of(11), tokenizer("falcon").specialTokens().endOfText());
    assertEquals(OptionalInt.empty(), tokenizer("falcon").specialTokens().beginOfText());
    assertEquals(12, tokenizer("falcon").specialTokens().ids().size());
  }
}
