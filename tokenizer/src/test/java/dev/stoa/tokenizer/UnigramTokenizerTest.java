package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.contract.tokenizer.TokenizerContract;
import dev.stoa.tokenizer.piece.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A small unigram vocabulary written by hand. */
class UnigramTokenizerTest extends TokenizerContract {

  private static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>");
  private static final List<String> PIECES =
      List.of(" ", "a", "b", "c", " a", "ab", "bc", "abc", " the", "the", "é", "🦙", "cc");
  private static final double[] SCORES = {-2, -3, -4, -3.5, -4, -5, -5.5, -9, -6, -5.5, -7, -8, -6};

  private static final UnigramTokenizer TOKENIZER =
      UnigramTokenizer.of(PIECES, SCORES, SPECIAL, true);
  private static final UnigramTokenizer WITHOUT_BYTES =
      UnigramTokenizer.of(PIECES, SCORES, SPECIAL, false);

  @Override
  protected Tokenizer tokenizer() {
    return TOKENIZER;
  }

  private static int id(String piece) {
    return 3 + PIECES.indexOf(piece);
  }

  /**
   * Of " abc": " "+abc = -2-9 = -11; " a"+bc = -4-5.5 = -9.5; " "+ab+c = -10.5; " a"+b+c = -11.5.
   */
  @Test
  void theHighestSumOfScoresWins() {
    assertArrayEquals(new int[] {id(" a"), id("bc")}, WITHOUT_BYTES.encode("abc"));
  }

  /** The lowest score is -9, so an unknown character costs -19: two of them are one unknown. */
  @Test
  void unknownCharactersInARowAreOneUnknown() {
    assertArrayEquals(new int[] {id(" a"), 0, id("a")}, WITHOUT_BYTES.encode("axyza"));
    assertArrayEquals(new int[] {id(" "), 0, id(" "), 0}, WITHOUT_BYTES.encode("x y"));
  }

  /** ü is C3 BC in UTF-8; the byte pieces begin behind the three special tokens. */
  @Test
  void withByteFallbackUnknownCharactersAreTheirBytes() {
    int space = 3 + 256;
    assertArrayEquals(new int[] {space, 3 + 0xC3, 3 + 0xBC}, TOKENIZER.encode("ü"));
    assertEquals("ü", TOKENIZER.decode(TOKENIZER.encode("ü")));
  }

  @Test
  void specialPiecesInTextAreText() {
    for (String text : List.of("<s>", "</s>", "<unk>", "<0x41>")) {
      assertEquals(text, TOKENIZER.decode(TOKENIZER.encode(text)));
    }
  }

  /** All ways to cut a text into pieces and single unknown characters; the best sum of them. */
  private static double best(String text, int at) {
    if (at == text.length()) {
      return 0;
    }
    double best = Double.NEGATIVE_INFINITY;
    int character = Character.charCount(text.codePointAt(at));
    boolean isPiece = false;
    for (int i = 0; i < PIECES.size(); i++) {
      if (text.startsWith(PIECES.get(i), at)) {
        best = Math.max(best, SCORES[i] + best(text, at + PIECES.get(i).length()));
        isPiece |= PIECES.get(i).length() == character;
      }
    }
    return isPiece ? best : Math.max(best, -19 + best(text, at + character));
  }

  private static double score(Tokenizer tokenizer, String text, int[] ids) {
    double sum = 0;
    int at = 0;
    String spaced = " " + text;
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] >= 3) {
        sum += SCORES[ids[i] - 3];
        String piece = PIECES.get(ids[i] - 3);
        assertTrue(spaced.startsWith(piece, at), () -> "pieces of " + spaced);
        at += piece.length();
        continue;
      }
      String next = i + 1 < ids.length ? PIECES.get(ids[i + 1] - 3) : "";
      int end = next.isEmpty() ? spaced.length() : spaced.indexOf(next, at + 1);
      sum -= 19.0 * spaced.codePointCount(at, end);
      at = end;
    }
    assertEquals(spaced.length(), at);
    return sum;
  }

  @Test
  void noOtherWayToCutATextHasAHigherSum() {
    Random random = new Random(5);
    String letters = "aabbcc the xé";
    for (int round = 0; round < 400; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(11); i >= 0; i--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      // An unknown character beside another piece of the same text would be found too early.
      String written = text.toString().replace("x", "x ");
      double found = score(WITHOUT_BYTES, written, WITHOUT_BYTES.encode(written));
      assertEquals(best(" " + written, 0), found, 1e-9, written);
    }
  }

  @Test
  void aLongTextTakesTimeInProportion() {
    assertEquals(100_001, WITHOUT_BYTES.encode("c".repeat(200_000)).length);
    assertEquals(2, WITHOUT_BYTES.encode("x".repeat(200_000)).length);
    assertEquals(1 + 200_000, TOKENIZER.encode("x".repeat(200_000)).length);
  }

  @Test
  void damagedListsAreRefused() {
    refuses("twice", "both 'a'", List.of("a", "a"), new double[2]);
    refuses("number", "not a number", List.of("a"), new double[] {Double.NaN});
    refuses("finite", "finite", List.of("a", "b"), new double[] {1, Double.NEGATIVE_INFINITY});
    refuses("as many", "2 scores", List.of("a"), new double[2]);
    refuses("empty", "empty", List.of("a", ""), new double[2]);
    refuses("long", "1024", List.of("a".repeat(1025)), new double[1]);
    refuses("none", "finite", List.of(), new double[0]);
  }

  private static void refuses(String what, String word, List<String> pieces, double[] scores) {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> UnigramTokenizer.of(pieces, scores, SPECIAL, false),
            what);
    assertTrue(e.getMessage().contains(word), e::getMessage);
  }

  @Test
  void manyPiecesAreAllFound() {
    Random random = new Random(6);
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      String piece = Integer.toString(i, 26) + SampleTexts.random(random, 3).replace(' ', '_');
      pieces.add(piece.replace(Piece.SPACE, '_'));
    }
    double[] scores = new double[pieces.size()];
    Arrays.fill(scores, -1);
    UnigramTokenizer many = UnigramTokenizer.of(pieces, scores, List.of("<unk>"), false);
    for (int i = 0; i < pieces.size(); i++) {
      int[] ids = many.encode(pieces.get(i));
      assertEquals(1 + i, ids[ids.length - 1], pieces.get(i));
    }
  }
}
