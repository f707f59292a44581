package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.contract.tokenizer.TokenizerContract;
import dev.stoa.tokenizer.testdata.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tokenizer of llama2.c's stories260K: a real file with 512 pieces. */
@DisplayName("llama2.c's tok512.bin")
class Llama2cGoldenTest extends TokenizerContract {

  private Tokenizer tokenizer;

  @BeforeEach
  void load() throws IOException {
    tokenizer = Tokenizer.load(SharedData.file("tok512.bin"));
  }

  @Override
  protected Tokenizer tokenizer() {
    return tokenizer;
  }

  private static byte[] content() throws IOException {
    return Files.readAllBytes(SharedData.file("tok512.bin"));
  }

  /**
   * The beginning of the story that llama2.c's documentation shows; the pieces were put together by
   * hand from the file.
   */
  @Test
  void onceUponATimeIsFiveTokens() throws IOException {
    int[] ids = {403, 407, 261, 378, 432};
    assertArrayEquals(ids, tokenizer().encode("Once upon a time,"));
    assertEquals("Once upon a time,", tokenizer().decode(1, 403, 407, 261, 378, 432));
  }

  @Test
  void everyPieceIsWhatTheFileSays() throws IOException {
    NaiveSentencePiece file = new NaiveSentencePiece(content());
    Tokenizer tokenizer = tokenizer();
    assertEquals(512, tokenizer.vocabularySize());
    assertEquals(512, file.pieces.size());
    assertEquals("", tokenizer.decode(1) + tokenizer.decode(2));
    for (int b = 0; b < 256; b++) {
      assertArrayEquals(new byte[] {(byte) b}, tokenizer.bytes(3 + b));
    }
    for (int id = 259; id < 512; id++) {
      String piece = file.pieces.get(id);
      assertEquals(piece, new String(tokenizer.bytes(id), StandardCharsets.UTF_8));
    }
  }

  @Test
  void textHasTheIdsThatTheRulesGive() throws IOException {
    NaiveSentencePiece naive = new NaiveSentencePiece(content());
    Tokenizer tokenizer = tokenizer();
    String shakespeare = Files.readString(SharedData.file("tinyshakespeare.txt"));
    Random random = new Random(4);
    for (int round = 0; round < 100; round++) {
      int start = random.nextInt(shakespeare.length() - 300);
      String text = shakespeare.substring(start, start + random.nextInt(300));
      assertArrayEquals(naive.encode(text), tokenizer.encode(text));
    }
    for (String text : SampleTexts.anyScript()) {
      assertArrayEquals(naive.encode(text), tokenizer.encode(text));
    }
  }

  @Test
  void savingWritesTheSameFile(@TempDir Path folder) throws IOException {
    tokenizer().save(folder.resolve("tokenizer.bin"));
    assertArrayEquals(content(), Files.readAllBytes(folder.resolve("tokenizer.bin")));
  }
}
