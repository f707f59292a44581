package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.contract.tokenizer.TokenizerContract;
import dev.stoa.tokenizer.testdata.Llama2cBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small SentencePiece vocabulary written by hand. */
class SentencePieceTokenizerTest extends TokenizerContract {

  /** Ids from 259 on; the score of each is minus its place, except that the last two are equal. */
  private static final String[] PIECES = {
    " ", "t", "h", "e", "a", "b", "he", " the", "the", " t", "ab", "aba", "ba", "é", "🦙", "s",
    "hes"
  };

  private static byte[] file;
  private static SentencePieceTokenizer tokenizer;

  @BeforeAll
  static void writeTheFile(@TempDir Path folder) throws IOException {
    Llama2cBytes bytes = Llama2cBytes.withBytePieces(6);
    for (int i = 0; i < PIECES.length; i++) {
      bytes.add(PIECES[i], PIECES[i].equals("ba") ? -10 : -i);
    }
    file = bytes.bytes();
    tokenizer =
        SentencePieceTokenizer.fromLlama2c(Files.write(folder.resolve("tokenizer.bin"), file));
  }

  @Override
  protected Tokenizer tokenizer() {
    return tokenizer;
  }

  private static int id(String piece) {
    return 259 + Arrays.asList(PIECES).indexOf(piece);
  }

  /**
   * " the": he joins first (score -6). Of " t" (-9) and "the" (-8) the latter is higher, and then "
   * the" (-7) is left.
   */
  @Test
  void theHighestScoreIsMergedFirst() {
    assertArrayEquals(new int[] {id(" the")}, tokenizer.encode("the"));
    assertArrayEquals(new int[] {id(" t"), id("h")}, tokenizer.encode("th"));
  }

  /** ab and ba both have score -10. In "bab" the left one wins: ba, b; in "abab": ab, ab. */
  @Test
  void ofEqualScoresTheLeftmostIsMergedFirst() {
    assertArrayEquals(new int[] {id(" "), id("ba"), id("b")}, tokenizer.encode("bab"));
    assertArrayEquals(new int[] {id(" "), id("ab"), id("ab")}, tokenizer.encode("abab"));
    assertArrayEquals(new int[] {id(" "), id("aba")}, tokenizer.encode("aba"));
  }

  /** ü is C3 BC in UTF-8; byte pieces begin at id 3. */
  @Test
  void aCharacterThatIsNoPieceBecomesItsBytes() {
    assertArrayEquals(new int[] {id(" "), 3 + 0xC3, 3 + 0xBC}, tokenizer.encode("ü"));
    assertArrayEquals(new int[] {id(" "), id("é"), id("🦙")}, tokenizer.encode("é🦙"));
    assertEquals("ü", tokenizer.decode(3 + 0xC3, 3 + 0xBC));
  }

  @Test
  void controlPiecesAndBytePiecesInTextAreText() {
    for (String text : new String[] {"<s>", "\n<s>\n", "<unk>", "<0x41>", "</s>"}) {
      for (int id : tokenizer.encode(text)) {
        assertEquals(1, tokenizer.bytes(id).length, text);
      }
      assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
    }
  }

  @Test
  void thePieceBehindTheBeginningLosesItsSpace() {
    int the = id(" the");
    assertEquals("the the", tokenizer.decode(1, the, the));
    assertEquals("the the", tokenizer.decode(the, the));
    assertEquals("the thethe", tokenizer.decode(1, the, the, 1, the));
    // Another control token leaves a text at its beginning.
    assertEquals("the", tokenizer.decode(2, the));
    // A byte piece keeps its space, and so does what follows it.
    assertEquals("  the", tokenizer.decode(1, 3 + ' ', the));
    assertEquals(" the", tokenizer.decode(id(" "), the));
  }

  @Test
  void beginAndEndAreIds1And2() {
    assertEquals(OptionalInt.of(1), tokenizer.specialTokens().beginOfText());
    assertEquals(OptionalInt.of(2), tokenizer.specialTokens().endOfText());
    assertArrayEquals(
        new int[] {1, id(" the"), 2, id(" the")},
        tokenizer.encode("<s>the</s>the", Set.of("<s>", "</s>")));
  }

  @Test
  void savingWritesTheSameBytes(@TempDir Path folder) throws IOException {
    Path saved = folder.resolve("saved");
    tokenizer.save(saved);
    assertArrayEquals(file, Files.readAllBytes(saved));
  }

  @Test
  void randomTextHasTheIdsThatTheRulesGive() {
    NaiveSentencePiece naive = new NaiveSentencePiece(file);
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(90); i >= 0; i--) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      assertArrayEquals(naive.encode(text.toString()), tokenizer.encode(text.toString()));
    }
    for (String text : SampleTexts.anyScript()) {
      assertArrayEquals(naive.encode(text), tokenizer.encode(text));
    }
  }

  @Test
  void aLongTextIsEncoded() {
    assertEquals(1 + 100_000, tokenizer.encode("ab".repeat(100_000)).length);
  }
}
