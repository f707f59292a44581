package dev.stoa.tokenizer.split;

import static dev.stoa.tokenizer.split.CharacterKinds.LETTERS;
import static dev.stoa.tokenizer.split.CharacterKinds.NUMBERS;
import static dev.stoa.tokenizer.split.CharacterKinds.OTHERS;
import static dev.stoa.tokenizer.split.CharacterKinds.SPACES;

import dev.stoa.tokenizer.PreTokenizer;
import dev.stoa.tokenizer.bytes.Utf8;

/**
 * GPT-2's split pattern as a scanner. The alternatives are tried in the order of the regular
 * expression.
 *
 * @param cutDigits whether every digit is cut out of the text before the pattern is applied to what
 *     is left between them
 */
public record Gpt2Scanner(boolean cutDigits) implements PreTokenizer {

  @Override
  public int end(byte[] text, int start, int limit) {
    if (text[start] == '\'') {
      int end = Contraction.end(text, start, limit);
      if (end > start) {
        return end;
      }
    }
    // " ?X+": the space belongs to the run if a run of any kind follows it.
    int first = text[start] == ' ' ? start + 1 : start;
    if (first < limit) {
      int codePoint = Utf8.codePoint(text, first, limit);
      int run = kindsOfRun(CharacterKinds.of(codePoint));
      if (run == NUMBERS && cutDigits) {
        return first > start ? first : first + Utf8.length(codePoint);
      }
      if (run != SPACES) {
        return CharacterKinds.endOfRun(text, first, limit, run);
      }
    }
    int end = CharacterKinds.endOfRun(text, start, limit, SPACES);
    return WhiteSpace.end(text, start, end, end == limit || cutDigits && isDigit(text, end, limit));
  }

  private static boolean isDigit(byte[] text, int at, int limit) {
    return (1 << CharacterKinds.of(Utf8.codePoint(text, at, limit)) & NUMBERS) != 0;
  }

  private static int kindsOfRun(int kind) {
    int bit = 1 << kind;
    if ((bit & LETTERS) != 0) {
      return LETTERS;
    }
    return (bit & NUMBERS) != 0 ? NUMBERS : (bit & SPACES) != 0 ? SPACES : OTHERS;
  }
}
