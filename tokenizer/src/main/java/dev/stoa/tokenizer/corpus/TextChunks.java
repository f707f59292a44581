package dev.stoa.tokenizer.corpus;

import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.bytes.Utf8;
import dev.stoa.tokenizer.split.CharacterKinds;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a long text, as UTF-8, in chunks whose pieces are the pieces of the whole text. It cuts
 * where the split pattern ends a piece whatever follows: before a space between two letters, and
 * behind a single line feed before a letter, a digit or another visible character of ASCII, but for
 * a slash, which o200k's pattern takes behind line ends.
 */
public final class TextChunks {

  /** The letters beside which a text may be cut. */
  public enum Cuts {
    /** None: the text is one chunk. */
    NOWHERE,
    /** Those of ASCII. */
    BESIDE_ASCII,
    /** Those of any script. */
    BESIDE_LETTERS;

    /**
     * Where texts may be cut that are split by a pattern. For {@link SplitPattern#DEEPSEEK_LLM},
     * not every letter belongs to a word.
     *
     * @param split the pattern
     * @return the letters beside which they may be cut
     */
    public static Cuts of(SplitPattern split) {
      return switch (split) {
        case NONE -> NOWHERE;
        case DEEPSEEK_LLM -> BESIDE_ASCII;
        default -> BESIDE_LETTERS;
      };
    }
  }

  private final InputStream in;
  private final Cuts cuts;
  private final List<byte[]> uncut;
  private final int wanted;
  private byte[] buffer;
  private int length;

  /**
   * A reader of chunks.
   *
   * @param cuts where the text may be cut
   * @param uncut words that are never cut through
   * @param wanted the number of bytes from which on a chunk is cut, if it can be
   */
  TextChunks(InputStream in, Cuts cuts, List<byte[]> uncut, int wanted) {
    this.in = in;
    this.cuts = cuts;
    this.uncut = uncut;
    this.wanted = wanted;
    buffer = new byte[wanted];
  }

  /** The next chunk, or null at the end. */
  byte[] next() throws IOException {
    for (int from = 0; ; ) {
      if (length == buffer.length) {
        if (length > Integer.MAX_VALUE / 4) {
          throw new IllegalArgumentException(
              "the text has no place to cut it (a space between letters, or behind a line without"
                  + " spaces at its end one that begins with a letter, a digit or a sign) within "
                  + length
                  + " bytes");
        }
        buffer = Arrays.copyOf(buffer, length * 2);
      }
      int read = in.read(buffer, length, buffer.length - length);
      if (read < 0) {
        return length == 0 ? null : take(length);
      }
      length += read;
      if (length < wanted || cuts == Cuts.NOWHERE) {
        continue;
      }
      int cut = lastCut(Math.max(from, 2));
      if (cut > 0) {
        return take(cut);
      }
      // The letter behind the last place looked at may have been read in part.
      from = length - 5;
    }
  }

  private byte[] take(int end) {
    byte[] chunk = Arrays.copyOf(buffer, end);
    System.arraycopy(buffer, end, buffer, 0, length - end);
    length -= end;
    return chunk;
  }

  /** The last place to cut at or behind an index, with a character left behind it, or 0. */
  private int lastCut(int from) {
    for (int at = length - 1; at >= from; at--) {
      if ((isBetweenWords(at) || isBehindLine(at)) && !isWithinUncut(at)) {
        return at;
      }
    }
    return 0;
  }

  private boolean isBetweenWords(int at) {
    return buffer[at] == ' ' && isLetter(characterBefore(at)) && isLetter(characterAt(at + 1));
  }

  private boolean isBehindLine(int at) {
    boolean isVisible = buffer[at] > ' ' && buffer[at] < 0x7F && buffer[at] != '/';
    return buffer[at - 1] == '\n'
        && (isVisible || isLetter(characterAt(at)))
        && !is(CharacterKinds.SPACES, characterBefore(at - 1));
  }

  private boolean isLetter(int character) {
    return (cuts == Cuts.BESIDE_LETTERS || character < 0x80)
        && is(CharacterKinds.LETTERS, character);
  }

  private static boolean is(int kinds, int character) {
    return (kinds >>> CharacterKinds.of(character) & 1) != 0;
  }

  private int characterAt(int at) {
    return at < length ? Utf8.codePoint(buffer, at, length) : -1;
  }

  private int characterBefore(int end) {
    int at = end - 1;
    while (at > 0 && at > end - 4 && (buffer[at] & 0xC0) == 0x80) {
      at--;
    }
    return Utf8.codePoint(buffer, at, end);
  }

  private boolean isWithinUncut(int cut) {
    for (byte[] word : uncut) {
      for (int at = Math.max(0, cut - word.length + 1); at < cut; at++) {
        int end = Math.min(length, at + word.length);
        // A word at the end of what was read may go on.
        if (Arrays.equals(buffer, at, end, word, 0, end - at)) {
          return true;
        }
      }
    }
    return false;
  }
}
