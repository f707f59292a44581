package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
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
    return GgufPieces.read(SharedData.file("vocab/ggml-vocab-" + name + ".gguf"))
        .vocabulary()
        .tokenizer();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-2", "falcon", "llama-spm", "bert-bge"})
  void llamaCppsTextsHaveItsIds(String name, @TempDir Path folder) throws IOException {
    Tokenizer tokenizer = tokenizer(name);
    tokenizer.save(folder.resolve("saved"));
    Tokenizer saved = Tokenizer.load(folder.resolve("saved"));
    List<String> texts = LlamaCppCases.texts(name);
    List<int[]> expected = LlamaCppCases.ids(name);
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
