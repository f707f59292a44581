package dev.stoa.tokenizer.word;

import dev.stoa.tokenizer.bytes.TokenSpans;
import dev.stoa.tokenizer.bytes.Vocabulary;
import dev.stoa.tokenizer.normal.BertNormalizer;
import dev.stoa.tokenizer.normal.PlacedIds;
import dev.stoa.tokenizer.normal.TracedText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The pieces of words: of each word the longest beginning that is a token, then the longest
 * beginning of the rest that is a continuing token, and so on.
 */
public final class WordPieceEncoder {

  /** Before the tokens that continue a word, in files. */
  public static final String CONTINUES = "##";

  /** A word of more characters is unknown. */
  public static final int MAX_CHARACTERS = 100;

  private final Vocabulary beginning;
  private final Vocabulary continuing;
  private final int unknown;

  /**
   * Makes the tokens ready to be found.
   *
   * @param parts the tokens
   */
  public WordPieceEncoder(WordPieceParts parts) {
    unknown = parts.unknownId();
    beginning = vocabulary(parts, false);
    continuing = vocabulary(parts, true);
  }

  private static boolean continues(String token) {
    return token.startsWith(CONTINUES) && token.length() > CONTINUES.length();
  }

  /** The tokens that begin a word, or those that continue one. */
  private static Vocabulary vocabulary(WordPieceParts parts, boolean continuing) {
    List<byte[]> bytes = new ArrayList<>();
    for (int id = 0; id < parts.tokens().size(); id++) {
      String token = parts.tokens().get(id);
      boolean isOfWords = !parts.isSpecial(token, id) && !parts.onlyCutOut().contains(id);
      boolean left = continues(token) == continuing && isOfWords;
      String text = continuing && left ? token.substring(CONTINUES.length()) : token;
      bytes.add(left ? text.getBytes(StandardCharsets.UTF_8) : new byte[0]);
    }
    return new Vocabulary(bytes);
  }

  /**
   * What each token stands for.
   *
   * @param parts the tokens
   * @return the text of each, with a space before those that begin a word; none for special ones
   */
  public static Vocabulary decoded(WordPieceParts parts) {
    List<byte[]> bytes = new ArrayList<>();
    for (int id = 0; id < parts.tokens().size(); id++) {
      String token = parts.tokens().get(id);
      String text =
          parts.isSpecial(token, id)
              ? ""
              : continues(token) ? token.substring(CONTINUES.length()) : " " + token;
      bytes.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return new Vocabulary(bytes);
  }

  /**
   * Adds the tokens of all words of a text.
   *
   * @param normalized the text as the normalizer left it: words with one space between them
   * @param out takes the tokens
   */
  public void encode(TracedText normalized, PlacedIds out) {
    for (TracedText word : BertNormalizer.words(normalized)) {
      encodeWord(word, out);
    }
  }

  private void encodeWord(TracedText word, PlacedIds out) {
    byte[] text = word.text().getBytes(StandardCharsets.UTF_8);
    TokenSpans pieces = new TokenSpans(Math.min(text.length, MAX_CHARACTERS));
    int at = word.text().codePointCount(0, word.text().length()) > MAX_CHARACTERS ? -1 : 0;
    while (at >= 0 && at < text.length) {
      Vocabulary vocabulary = at == 0 ? beginning : continuing;
      int end = text.length;
      int id = vocabulary.find(text, at, end);
      while (id < 0 && end > at + 1) {
        end--;
        id = vocabulary.find(text, at, end);
      }
      if (id >= 0) {
        pieces.add(id, end);
      }
      at = id < 0 ? -1 : end;
    }
    if (at < 0) {
      out.add(unknown, word);
    } else {
      out.addAll(word, pieces);
    }
  }
}
