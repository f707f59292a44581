package dev.stoa.tokenizer;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.Set;

/**
 * Reads a long text in chunks whose pieces are the pieces of the whole text. It cuts where every
 * split pattern but {@link SplitPattern#NONE} ends a piece whatever follows: before a space between
 * two letters, and behind a single line feed before a letter.
 */
final class TextChunks {

  private final Reader in;
  private final boolean cuts;
  private final Set<String> uncut;
  private final int wanted;
  private char[] buffer;
  private int length;

  /**
   * A reader of chunks.
   *
   * @param uncut words that are never cut through
   * @param wanted the number of characters from which on a chunk is cut, if it can be
   */
  TextChunks(Reader in, SplitPattern split, Set<String> uncut, int wanted) {
    this.wanted = wanted;
    buffer = new char[wanted];
    this.in = in;
    this.uncut = uncut;
    cuts = split != SplitPattern.NONE;
  }

  /** The next chunk, or null at the end. */
  String next() throws IOException {
    for (int from = 0; ; ) {
      if (length == buffer.length) {
        if (length > Integer.MAX_VALUE / 4) {
          throw new IllegalArgumentException(
              "the text has no place to cut it within " + length + " characters");
        }
        buffer = Arrays.copyOf(buffer, length * 2);
      }
      int read = in.read(buffer, length, buffer.length - length);
      if (read < 0) {
        return length == 0 ? null : take(length);
      }
      length += read;
      if (length < wanted || !cuts) {
        continue;
      }
      int cut = lastCut(Math.max(from, 2));
      if (cut > 0) {
        return take(cut);
      }
      from = length - 2;
    }
  }

  private String take(int end) {
    String chunk = new String(buffer, 0, end);
    System.arraycopy(buffer, end, buffer, 0, length - end);
    length -= end;
    return chunk;
  }

  /** The last place to cut at or behind an index, with a character left behind it, or 0. */
  private int lastCut(int from) {
    for (int at = length - 2; at >= from; at--) {
      if ((isBetweenWords(at) || isBehindLine(at)) && !isWithinUncut(at)) {
        return at;
      }
    }
    return 0;
  }

  private boolean isBetweenWords(int at) {
    return buffer[at] == ' '
        && Character.isLetter(buffer[at - 1])
        && Character.isLetter(buffer[at + 1]);
  }

  private boolean isBehindLine(int at) {
    return buffer[at - 1] == '\n'
        && Character.isLetter(buffer[at])
        && !Character.isWhitespace(buffer[at - 2])
        && !Character.isSpaceChar(buffer[at - 2]);
  }

  private boolean isWithinUncut(int cut) {
    for (String word : uncut) {
      int from = Math.max(0, cut - word.length() + 1);
      int to = Math.min(length, cut + word.length() - 1);
      if (new String(buffer, from, to - from).contains(word)) {
        return true;
      }
    }
    return false;
  }
}
