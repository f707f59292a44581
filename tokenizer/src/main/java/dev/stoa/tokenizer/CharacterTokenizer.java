package dev.stoa.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.file.FormatException;
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

  private static final String FORMAT = "stoa characters";

  private final int[] codePoints;

  private CharacterTokenizer(int[] sortedCodePoints) {
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
    JsonFile.write(
        file,
        json -> {
          json.writeStartObject();
          json.writeStringField("format", FORMAT);
          json.writeNumberField("version", 1);
          json.writeStringField("characters", new String(codePoints, 0, codePoints.length));
          json.writeEndObject();
        });
  }

  /** Whether a JSON object is what {@link #save} writes. */
  static boolean recognizes(JsonNode root) {
    return root.path("format").asText().equals(FORMAT);
  }

  static CharacterTokenizer read(Path file, JsonNode root) throws IOException {
    if (root.path("version").asInt() != 1) {
      throw new FormatException(
          file, "expected version 1 of '" + FORMAT + "', found " + root.path("version"));
    }
    String characters = root.path("characters").asText();
    int[] codePoints = characters.codePoints().toArray();
    for (int i = 1; i < codePoints.length; i++) {
      if (codePoints[i - 1] >= codePoints[i]) {
        throw new FormatException(
            file,
            "expected characters in increasing order, each once, but U+%04X follows U+%04X"
                .formatted(codePoints[i], codePoints[i - 1]));
      }
    }
    if (codePoints.length == 0 || Arrays.stream(codePoints).anyMatch(c -> encodable(c) != c)) {
      throw new FormatException(
          file, "expected a string of characters, none of them a lone surrogate");
    }
    return new CharacterTokenizer(codePoints);
  }
}
