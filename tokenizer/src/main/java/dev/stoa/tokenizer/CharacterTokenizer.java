package dev.stoa.tokenizer;

import dev.stoa.tokenizer.bytes.IdSink;
import dev.stoa.tokenizer.bytes.IntArray;
import dev.stoa.tokenizer.bytes.Vocabulary;
import dev.stoa.tokenizer.file.CharacterFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * One id for each character (code point), in the order of their code points. It knows the
 * characters of the text it was made from and no others, and has no special tokens.
 *
 * <p>The vocabulary is small and the sequences are long, which suits a first language model:
 * Shakespeare has 65 characters.
 */
public final class CharacterTokenizer implements Tokenizer {

  private final int[] codePoints;

  CharacterTokenizer(int[] sortedCodePoints) {
    codePoints = sortedCodePoints;
  }

  /**
   * The tokenizer of all characters of a text.
   *
   * @param text the text; a lone surrogate in it is read as a question mark
   * @return the tokenizer
   * @throws IllegalArgumentException if the text is empty
   */
  public static CharacterTokenizer of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the text is empty: there are no characters to learn");
    }
    return new CharacterTokenizer(
        text.codePoints().map(CharacterTokenizer::encodable).sorted().distinct().toArray());
  }

  private static int encodable(int codePoint) {
    boolean loneSurrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return loneSurrogate ? '?' : codePoint;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the text has a character that this tokenizer does not know;
   *     the message names it. Also if {@code allowedSpecial} is not empty
   */
  @Override
  public int[] encode(String text, Set<String> allowedSpecial) {
    if (!allowedSpecial.isEmpty()) {
      throw new IllegalArgumentException(
          "a character tokenizer has no special tokens, but these were allowed: " + allowedSpecial);
    }
    IntArray ids = new IntArray(text.length());
    encode(text, ids);
    return ids.toArray();
  }

  /** Counts without keeping any ids. */
  @Override
  public int count(String text) {
    IdSink.Counter counter = new IdSink.Counter();
    encode(text, counter);
    return counter.size();
  }

  private void encode(String text, IdSink ids) {
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      int id = Arrays.binarySearch(codePoints, encodable(codePoint));
      if (id < 0) {
        throw new IllegalArgumentException(
            "character '%s' (U+%04X) at index %d is not one of the %d characters of this tokenizer"
                .formatted(Character.toString(codePoint), codePoint, at, codePoints.length));
      }
      ids.add(id);
      at += Character.charCount(codePoint);
    }
  }

  @Override
  public Encoding encodeWithOffsets(String text, Set<String> allowedSpecial) {
    int[] ids = encode(text, allowedSpecial);
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    int at = 0;
    for (int i = 0; i < ids.length; i++) {
      starts[i] = at;
      at += Character.charCount(text.codePointAt(at));
      ends[i] = at;
    }
    return new Encoding(ids, starts, ends);
  }

  @Override
  public String decode(int... ids) {
    StringBuilder text = new StringBuilder(ids.length);
    for (int id : ids) {
      Vocabulary.checkId(id, codePoints.length);
      text.appendCodePoint(codePoints[id]);
    }
    return text.toString();
  }

  @Override
  public byte[] bytes(int id) {
    Vocabulary.checkId(id, codePoints.length);
    return Character.toString(codePoints[id]).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int vocabularySize() {
    return codePoints.length;
  }

  @Override
  public SpecialTokens specialTokens() {
    return SpecialTokens.none();
  }

  /** Writes a JSON object with the characters in one string. */
  @Override
  public void save(Path file) throws IOException {
    CharacterFile.write(codePoints, file);
  }
}
