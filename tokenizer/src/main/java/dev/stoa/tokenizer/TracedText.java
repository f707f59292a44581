package dev.stoa.tokenizer;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * A text on its way through normalization, and if that is asked for, where in the text as it was
 * given each of its characters comes from. Whoever changes a text builds the new one from it by
 * {@link Builder}, so that the places follow whatever the steps are.
 */
final class TracedText {

  private final String text;

  /**
   * Where the origin of each char begins, and behind the last one the end of all; null if not
   * asked.
   */
  private final int[] starts;

  private final int[] ends;

  private TracedText(String text, int[] starts, int[] ends) {
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  /** A text whose places nobody asks for. */
  static TracedText of(String text) {
    return new TracedText(text, null, null);
  }

  /** A part of a text, each of whose characters comes from itself. */
  static TracedText traced(String text, int from, int to) {
    int[] starts = new int[to - from + 1];
    int[] ends = new int[to - from];
    for (int at = from; at < to; ) {
      int end = Math.min(to, at + Character.charCount(text.codePointAt(at)));
      Arrays.fill(starts, at - from, end - from, at);
      Arrays.fill(ends, at - from, end - from, end);
      at = end;
    }
    starts[to - from] = to;
    return new TracedText(text.substring(from, to), starts, ends);
  }

  /** The text as it is now. */
  String text() {
    return text;
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  /** Whether the places are known. */
  boolean isTraced() {
    return starts != null;
  }

  /** Where the origin of a char begins. */
  int start(int index) {
    return starts[index];
  }

  /** The index behind the origin of a char. */
  int end(int index) {
    return ends[index];
  }

  /** A part of the text. */
  TracedText substring(int from, int to) {
    if (from == 0 && to == text.length()) {
      return this;
    }
    String part = text.substring(from, to);
    return isTraced()
        ? new TracedText(
            part, Arrays.copyOfRange(starts, from, to + 1), Arrays.copyOfRange(ends, from, to))
        : of(part);
  }

  /** The text with something before it, which comes from nowhere. */
  TracedText prefixed(String prefix) {
    return builder().put(prefix, 0, 0).copy(0, text.length()).build();
  }

  /** The text in which another one replaces each occurrence of a text that is not empty. */
  TracedText replace(String target, String replacement) {
    Builder out = builder();
    int from = 0;
    for (int at = text.indexOf(target); at >= 0; at = text.indexOf(target, from)) {
      out.copy(from, at).put(replacement, at, at + target.length());
      from = at + target.length();
    }
    return from == 0 ? this : out.copy(from, text.length()).build();
  }

  /**
   * What is no space, with one space for those between and none at the ends.
   *
   * @param mark before this character, which is a space already, there is none either
   */
  TracedText withoutExtra(IntPredicate isSpace, char mark) {
    Builder out = builder();
    int end = 0;
    for (int at = 0; at < text.length(); at++) {
      if (!isSpace.test(text.charAt(at))) {
        if (end > 0 && end < at && text.charAt(at) != mark) {
          out.put(" ", end, at);
        }
        end = at + 1;
        out.copy(at, end);
      }
    }
    return out.build();
  }

  /** Builds what a step makes of this text, from left to right. */
  Builder builder() {
    return new Builder();
  }

  /** Takes the characters of the new text and what part of the old one they come from. */
  final class Builder {

    private final StringBuilder result = new StringBuilder(text.length() + 16);
    private int[] newStarts = isTraced() ? new int[text.length() + 16] : null;
    private int[] newEnds = isTraced() ? new int[text.length() + 16] : null;

    /** Adds a part of the old text as it is. */
    Builder copy(int from, int to) {
      if (isTraced()) {
        reserve(to - from);
        System.arraycopy(starts, from, newStarts, result.length(), to - from);
        System.arraycopy(ends, from, newEnds, result.length(), to - from);
      }
      result.append(text, from, to);
      return this;
    }

    /** Adds characters for a part of the old text; for none of it, if the part is empty. */
    Builder put(String replacement, int from, int to) {
      if (isTraced()) {
        int length = replacement.length();
        reserve(length);
        int at = result.length();
        Arrays.fill(newStarts, at, at + length, starts[from]);
        Arrays.fill(newEnds, at, at + length, to > from ? ends[to - 1] : starts[from]);
      }
      result.append(replacement);
      return this;
    }

    /** Adds a character for a part of the old text, which stays as it is if it is the same. */
    Builder put(int codePoint, int from, int to) {
      return text.codePointAt(from) == codePoint
          ? copy(from, to)
          : put(Character.toString(codePoint), from, to);
    }

    private void reserve(int more) {
      if (result.length() + more >= newStarts.length) {
        int room = Math.max(result.length() + more + 1, newStarts.length * 3 / 2);
        newStarts = Arrays.copyOf(newStarts, room);
        newEnds = Arrays.copyOf(newEnds, room);
      }
    }

    /** Whether nothing was added yet. */
    boolean isEmpty() {
      return result.isEmpty();
    }

    /** The new text. */
    TracedText build() {
      if (!isTraced()) {
        return of(result.toString());
      }
      int length = result.length();
      int[] allStarts = Arrays.copyOf(newStarts, length + 1);
      allStarts[length] = starts[text.length()];
      return new TracedText(result.toString(), allStarts, Arrays.copyOf(newEnds, length));
    }
  }
}
