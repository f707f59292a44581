package dev.stoa.tokenizer.split;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Runs found eight bytes at a time, beside a search byte by byte. */
class AsciiRunTest {

  private interface Run {
    int end(byte[] text, int start, int limit);
  }

  private static int naive(byte[] text, int start, int limit, IntPredicate isInRun) {
    int at = start;
    while (at < limit && isInRun.test(text[at])) {
      at++;
    }
    return at;
  }

  private static void agree(Run run, IntPredicate isInRun) {
    // Every byte at every place of a word, behind a run and before any byte.
    Random random = new Random(8);
    for (int value = -128; value < 128; value++) {
      for (int length = 0; length < 20; length++) {
        byte[] text = new byte[24];
        random.nextBytes(text);
        for (int i = 0; i < length; i++) {
          do {
            text[i] = (byte) random.nextInt(128);
          } while (!isInRun.test(text[i]));
        }
        text[length] = (byte) value;
        for (int limit = length; limit <= text.length; limit++) {
          assertEquals(naive(text, 0, limit, isInRun), run.end(text, 0, limit), "byte " + value);
        }
        int start = Math.min(3, length);
        assertEquals(naive(text, start, 24, isInRun), run.end(text, start, 24), "byte " + value);
      }
    }
  }

  @Test
  void lettersInAnyCase() {
    agree(AsciiRun::endOfLetters, c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z');
  }

  @Test
  void smallLetters() {
    agree(AsciiRun::endOfSmallLetters, c -> c >= 'a' && c <= 'z');
  }

  @Test
  void spaces() {
    agree(AsciiRun::endOfSpaces, c -> c == ' ');
  }
}
