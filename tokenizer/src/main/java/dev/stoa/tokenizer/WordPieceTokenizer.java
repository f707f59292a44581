package dev.stoa.tokenizer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * WordPiece, as BERT has it.
 *
 * <p>The text is cut into words: white space and control characters are dropped, every punctuation
 * character and every Chinese character is a word, accents and capitals may be dropped. Of each
 * word the longest beginning that is a token is taken, then the longest beginning of the rest that
 * is a continuing token ({@code ##ing}), and so on. A word of which something is left over, or of
 * more than 100 characters, becomes the one token for unknown words.
 *
 * <p>Decoding gives the words with one space between them. The text itself does not come back:
 * white space, capitals, accents and unknown words are lost.
 *
 * <p>Sources: Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers for Language
 * Understanding", 2019, and the code published with it.
 */
public final class WordPieceTokenizer extends SpacedTokenizer {

  /** Before the tokens that continue a word, in files. */
  static final String CONTINUES = "##";

  static final int MAX_CHARACTERS = 100;

  private final List<String> tokens;
  private final Vocabulary beginning;
  private final Vocabulary continuing;
  private final int unknown;
  private final BertNormalizer normalizer;
  private final Set<Integer> onlyCutOut;

  /** As below, with special tokens that are found as they are, and nothing around a text. */
  WordPieceTokenizer(
      List<String> tokens,
      String unknown,
      boolean stripAccents,
      boolean lowercase,
      SpecialTokens special) {
    this(
        tokens,
        unknown,
        new BertNormalizer(stripAccents, lowercase),
        AddedTokens.of(special),
        Set.of(),
        Template.none());
  }

  /**
   * Takes the tokens in the order of their ids.
   *
   * @param tokens tokens; those that continue a word begin with {@code ##}
   * @param unknown the token for unknown words, one of the special tokens
   * @param normalizer cuts texts into words
   * @param added the tokens that are cut out of texts
   * @param onlyCutOut the ids of plain tokens that are looked for in no word, as no special one is
   * @param template what models expect around a text
   * @throws IllegalArgumentException if the unknown token is none of the special tokens, or if a
   *     token is there twice
   */
  WordPieceTokenizer(
      List<String> tokens,
      String unknown,
      BertNormalizer normalizer,
      AddedTokens added,
      Set<Integer> onlyCutOut,
      Template template) {
    super(decoded(tokens, added.special()), added, OptionalInt.empty(), template);
    this.tokens = List.copyOf(tokens);
    this.normalizer = normalizer;
    this.onlyCutOut = Set.copyOf(onlyCutOut);
    SpecialTokens special = added.special();
    Integer id = special.ids().get(unknown);
    if (id == null) {
      throw new IllegalArgumentException(
          "the token for unknown words, '" + unknown + "', is not one of the special tokens");
    }
    this.unknown = id;
    Set<String> seen = new HashSet<>();
    for (String token : tokens) {
      if (!seen.add(token)) {
        throw new IllegalArgumentException("token '" + token + "' is there twice");
      }
    }
    beginning = vocabulary(false);
    continuing = vocabulary(true);
  }

  private static boolean continues(String token) {
    return token.startsWith(CONTINUES) && token.length() > CONTINUES.length();
  }

  private static boolean isSpecial(String token, int id, SpecialTokens special) {
    return Integer.valueOf(id).equals(special.ids().get(token));
  }

  /** The tokens that begin a word, or those that continue one. */
  private Vocabulary vocabulary(boolean continuing) {
    List<byte[]> bytes = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      String token = tokens.get(id);
      boolean isOfWords = !isSpecial(token, id, specialTokens()) && !onlyCutOut.contains(id);
      boolean left = continues(token) == continuing && isOfWords;
      String text = continuing && left ? token.substring(CONTINUES.length()) : token;
      bytes.add(left ? text.getBytes(StandardCharsets.UTF_8) : new byte[0]);
    }
    return new Vocabulary(bytes);
  }

  /** What each token stands for. */
  private static Vocabulary decoded(List<String> tokens, SpecialTokens special) {
    List<byte[]> bytes = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      String token = tokens.get(id);
      String text =
          isSpecial(token, id, special)
              ? ""
              : continues(token) ? token.substring(CONTINUES.length()) : " " + token;
      bytes.add(text.getBytes(StandardCharsets.UTF_8));
    }
    return new Vocabulary(bytes);
  }

  @Override
  TracedText normalize(TracedText part) {
    return normalizer.apply(part);
  }

  @Override
  void encodePart(TracedText normalized, boolean isFirst, PlacedIds out) {
    for (TracedText word : BertNormalizer.words(normalized)) {
      encodeWord(word, out);
    }
  }

  private void encodeWord(TracedText word, PlacedIds out) {
    byte[] text = word.text().getBytes(StandardCharsets.UTF_8);
    Tokens pieces = new Tokens(Math.min(text.length, MAX_CHARACTERS));
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

  @Override
  boolean losesSpace(int id) {
    return true;
  }

  /** The tokens as files write them. */
  List<String> tokens() {
    return tokens;
  }

  /** The ids of the plain tokens that are looked for in no word. */
  Set<Integer> onlyCutOut() {
    return onlyCutOut;
  }

  /** The token for unknown words. */
  String unknownToken() {
    return tokens.get(unknown);
  }

  boolean stripAccents() {
    return normalizer.stripAccents();
  }

  boolean lowercase() {
    return normalizer.lowercase();
  }

  /** Writes Hugging Face's {@code tokenizer.json}, which their library opens too. */
  @Override
  public void save(Path file) throws IOException {
    WordPieceJson.write(this, file);
  }
}
