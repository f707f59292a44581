package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.tokenizer.testdata.Llama2cBytes;
import dev.stoa.tokenizer.testdata.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Llama 2's vocabulary of 32,000 pieces, turned into llama2.c's file, gives the ids that llama.cpp
 * expects.
 */
@DisplayName("Llama 2's vocabulary")
class LlamaGoldenTest {

  /**
   * Texts and ids of llama.cpp's tokenizer test: models/ggml-vocab-llama-spm.gguf, .inp and .out.
   */
  @Test
  void llamaCppsTextsHaveItsIds(@TempDir Path folder) throws IOException {
    GgufPieces gguf = GgufPieces.read(SharedData.file("vocab/ggml-vocab-llama-spm.gguf"));
    List<String> tokens = gguf.tokens();
    float[] scores = gguf.scores();
    Llama2cBytes file = Llama2cBytes.withBytePieces(48);
    for (int id = 259; id < tokens.size(); id++) {
      String piece = tokens.get(id).replace('\u2581', ' ');
      file.add(piece.getBytes(StandardCharsets.UTF_8), scores[id]);
    }
    Tokenizer llama = Tokenizer.load(Files.write(folder.resolve("tokenizer.bin"), file.bytes()));
    assertEquals(32_000, llama.vocabularySize());

    List<String> texts = LlamaCppCases.texts("llama-spm");
    List<int[]> expected = LlamaCppCases.ids("llama-spm");
    assertTrue(texts.size() > 40 && texts.size() == expected.size());
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      assertArrayEquals(expected.get(i), llama.encode(text), () -> "ids of '" + text + "'");
      assertEquals(text, llama.decode(expected.get(i)));
    }
  }
}
