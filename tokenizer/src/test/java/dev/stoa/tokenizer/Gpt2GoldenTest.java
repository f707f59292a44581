package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.TokenizerContract;
import dev.stoa.tokenizer.testdata.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** GPT-2's own vocabulary gives GPT-2's ids. */
@DisplayName("GPT-2's vocabulary")
class Gpt2GoldenTest extends TokenizerContract {

  private static BytePairTokenizer gpt2;

  @Override
  protected BytePairTokenizer tokenizer() throws IOException {
    if (gpt2 == null) {
      gpt2 =
          BytePairTokenizer.fromGpt2(
              SharedData.file("gpt2/encoder.json"), SharedData.file("gpt2/vocab.bpe"));
    }
    return gpt2;
  }

  /** The example that OpenAI's and Hugging Face's documentation of GPT-2 begins with. */
  @Test
  void helloIAmHasFourIds() throws IOException {
    assertArrayEquals(new int[] {15496, 11, 314, 716}, tokenizer().encode("Hello, I am"));
    assertEquals("Hello, I am", tokenizer().decode(15496, 11, 314, 716));
  }

  @Test
  void thereAre50257TokensAndTheLastEndsAText() throws IOException {
    assertEquals(50257, tokenizer().vocabularySize());
    assertEquals(50000, tokenizer().merges().size());
    assertEquals(Set.of("<|endoftext|>"), tokenizer().specialTokens().ids().keySet());
    assertEquals(OptionalInt.of(50256), tokenizer().specialTokens().endOfText());
    assertEquals(OptionalInt.empty(), tokenizer().specialTokens().beginOfText());
  }

  @Test
  void endOfTextIsTextUnlessAllowed() throws IOException {
    String text = "a<|endoftext|>b";
    assertArrayEquals(new int[] {64, 50256, 65}, tokenizer().encode(text, Set.of("<|endoftext|>")));
    assertEquals(text, tokenizer().decode(tokenizer().encode(text)));
  }

  /**
   * Texts and ids of llama.cpp's tokenizer test for GPT-2: models/ggml-vocab-gpt-2.gguf.inp and
   * .out.
   */
  @Test
  void llamaCppsTextsHaveItsIds() throws IOException {
    List<int[]> expected = LlamaCppCases.ids("gpt-2");
    List<String> texts = LlamaCppCases.texts("gpt-2");
    assertTrue(texts.size() > 40 && texts.size() == expected.size());
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      assertArrayEquals(expected.get(i), tokenizer().encode(text), () -> "ids of '" + text + "'");
      assertEquals(text, tokenizer().decode(expected.get(i)));
    }
  }

  @Test
  void everyTokenButTheSpecialOneEncodesToItself() throws IOException {
    for (int id = 0; id < 50256; id++) {
      byte[] bytes = tokenizer().bytes(id);
      boolean isOnePiece = SplitPattern.GPT2.end(bytes, 0, bytes.length) == bytes.length;
      if (isOnePiece) {
        assertArrayEquals(new int[] {id}, tokenizer().encode(bytes));
      }
    }
  }

  @Test
  void shakespeareComesBack() throws IOException {
    String text = Files.readString(SharedData.file("tinyshakespeare.txt"));
    int cut = (int) (text.length() * 0.9);
    int[] begin = tokenizer().encode(text.substring(0, cut));
    int[] end = tokenizer().encode(text.substring(cut));
    // As many tokens as nanoGPT's data/shakespeare/prepare.py counts for these two parts.
    assertEquals(301_966, begin.length);
    assertEquals(36_059, end.length);
    assertEquals(text, tokenizer().decode(begin) + tokenizer().decode(end));
  }
}
