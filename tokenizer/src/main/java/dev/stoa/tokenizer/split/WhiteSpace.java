package dev.stoa.tokenizer.split;

/** What split patterns make of a run of white space. */
final class WhiteSpace {

  private WhiteSpace() {}

  /**
   * {@code \s+(?!\S)|\s+}: the whole run if nothing follows it, or all but its last character, or
   * its only one.
   *
   * @param end the end of the run
   * @param isLast whether the text, or the part of it that is split, ends there
   */
  static int end(byte[] text, int start, int end, boolean isLast) {
    if (isLast) {
      return end;
    }
    int last = end - 1;
    while ((text[last] & 0xC0) == 0x80) {
      last--;
    }
    return last > start ? last : end;
  }

  /** {@code \s*[\r\n]+}: the position behind the last line end of a run, or {@code start}. */
  static int behindLastLineEnd(byte[] text, int start, int end) {
    int at = end;
    while (at > start && text[at - 1] != '\r' && text[at - 1] != '\n') {
      at--;
    }
    return at;
  }
}
