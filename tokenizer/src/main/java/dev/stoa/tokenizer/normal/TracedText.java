package dev.stoa.tokenizer.normal;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * A text on its way through normalization, and if that is asked for, where in the text as it was
 * given each of its characters comes from. Whoever changes a text builds the new one from it by
 * {@link Builder}, so that the places follow whatever the steps are.
 */
public final class TracedText {

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

  /**
   * A text whose places nobody asks for.
   *
   * @param text the text
   * @return the text, not traced
   */
  public static TracedText of(String text) {
    return new TracedText(text, null, null);
  }

  /**
   * A part of a text, each of whose characters comes from itself.
   *
   * @param text all of the text
   * @param from where the part begins
   * @param to where the part ends
   * @return the part, traced
   */
  public static TracedText traced(String text, int from, int to) {
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

  /**
   * The text as it is now.
   *
   * @return the text
   */
  public String text() {
    return text;
  }

  /**
   * Whether no character is left.
   *
   * @return whether the text is empty
   */
  public boolean isEmpty() {
    return text.isEmpty();
  }

  /** Whether the places are known. */
  boolean isTraced() {
    return starts != null;
  }

  /**
   * Where the origin of a char begins.
   *
   * @param index the index of the char in the text as it is now
   * @return an index of the text as it was given
   */
  public int start(int index) {
    return starts[index];
  }

  /**
   * The index behind the origin of a char.
   *
   * @param index the index of the char in the text as it is now
   * @return an index of the text as it was given
   */
  public int end(int index) {
    return ends[index];
  }

  /**
   * A part of the text.
   *
   * @param from where it begins
   * @param to where it ends
   * @return the part, traced if this text is
   */
  public TracedText substring(int from, int to) {
    if (from == 0 && to == text.length()) {
      return this;
    }
    String part = text.substring(from, to);
    return isTraced()
        ? new TracedText(
            part, Arrays.copyOfRange(starts, from, to + 1), Arrays.copyOfRange(ends, from, to))
        : of(part);
  }

  /**
   * The text with something before it, which comes from nowhere.
   *
   * @param prefix what comes before it
   * @return the new text
   */
  public TracedText prefixed(String prefix) {
    return builder().put(prefix, 0, 0).copy(0, text.length()).build();
  }

  /**
   * The text in which another one replaces each occurrence of a text that is not empty.
   *
   * @param target the text that is replaced
   * @param replacement what comes in its place
   * @return the new text
   */
  public TracedText replace(String target, String replacement) {
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
   * @param isSpace says whether a char is a space
   * @param mark before this character, which is a space already, there is none either
   * @return the new text
   */
  public TracedText withoutExtra(IntPredicate isSpace, char mark) {
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

  /**
   * Builds what a step makes of this text, from left to right.
   *
   * @return a builder that has nothing yet
   */
  public Builder builder() {
    return new Builder();
  }

  /** Takes the characters of the new text and what part of the old one they come from. */
  public final class Builder {

    private final StringBuilder result = new StringBuilder(text.length() + 16);
    private int[] newStarts = isTraced() ? new int[text.length() + 16] : null;
    private int[] newEnds = isTraced() ? new int[text.length() + 16] : null;

    private Builder() {}

    /**
     * Adds a part of the old text as it is.
     *
     * @param from where the part begins
     * @param to where the part ends
     * @return this builder
     */
    public Builder copy(int from, int to) {
      if (isTraced()) {
        reserve(to - from);
        System.arraycopy(starts, from, newStarts, result.length(), to - from);
        System.arraycopy(ends, from, newEnds, result.length(), to - from);
      }
      result.append(text, from, to);
      return this;
    }

    /**
     * Adds characters for a part of the old text; for none of it, if the part is empty.
     *
     * @param replacement the characters
     * @param from where the part begins
     * @param to where the part ends
     * @return this builder
     */
    public Builder put(String replacement, int from, int to) {
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

    /**
     * Adds a character for a part of the old text, which stays as it is if it is the same.
     *
     * @param codePoint the character
     * @param from where the part begins
     * @param to where the part ends
     * @return this builder
     */
    public Builder put(int codePoint, int from, int to) {
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

    /**
     * The new text.
     *
     * @return the text, traced if the old one is
     */
    public TracedText build() {
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
