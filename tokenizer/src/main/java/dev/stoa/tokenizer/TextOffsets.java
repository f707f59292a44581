package dev.stoa.tokenizer;

import java.text.Normalizer;
import java.util.Arrays;

/**
 * Where in a text each byte of its UTF-8 comes from, after Unicode's form NFC if that was asked
 * for.
 *
 * <p>No character below U+0300 joins with the ones before it, so the text is normalized in runs
 * that begin with one. The bytes of a run that normalizing changed come from the run as a whole.
 */
final class TextOffsets {

  private static final int FIRST_THAT_JOINS = 0x300;

  private final String text;
  private int[] starts;
  private int[] ends;
  private int size;

  /** The places of the bytes of a part of a text, as indices of the text. */
  TextOffsets(String text, int from, int to, boolean normalizes) {
    this.text = text;
    starts = new int[Math.max(16, to - from)];
    ends = new int[starts.length];
    for (int at = from; at < to; ) {
      int end = normalizes ? endOfRun(at, to) : to;
      String run = text.substring(at, end);
      String normal = normalizes ? Normalizer.normalize(run, Normalizer.Form.NFC) : run;
      if (normal.equals(run)) {
        addCharacters(at, end);
      } else {
        int begin = at;
        normal.codePoints().forEach(codePoint -> add(codePoint, begin, end));
      }
      at = end;
    }
  }

  private int endOfRun(int from, int to) {
    int at = from + 1;
    while (at < to && text.charAt(at) >= FIRST_THAT_JOINS) {
      at++;
    }
    return at;
  }

  private void addCharacters(int from, int to) {
    for (int at = from; at < to; ) {
      int codePoint = text.codePointAt(at);
      int end = Math.min(to, at + Character.charCount(codePoint));
      add(codePoint, at, end);
      at = end;
    }
  }

  private void add(int codePoint, int start, int end) {
    boolean loneSurrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    int length = loneSurrogate ? 1 : Utf8.length(codePoint);
    if (size + length > starts.length) {
      starts = Arrays.copyOf(starts, starts.length * 2);
      ends = Arrays.copyOf(ends, starts.length);
    }
    Arrays.fill(starts, size, size + length, start);
    Arrays.fill(ends, size, size + length, end);
    size += length;
  }

  /** The index of the character that a byte comes from. */
  int start(int index) {
    return starts[index];
  }

  /** The index behind the character that a byte comes from. */
  int end(int index) {
    return ends[index];
  }
}
