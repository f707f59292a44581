package dev.stoa.tokenizer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

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
public final class WordPieceTokenizer implements Tokenizer {

  /** Before the tokens that continue a word, in files. */
  static final String CONTINUES = "##";

  static final int MAX_CHARACTERS = 100;

  private final List<String> tokens;
  private final Vocabulary beginning;
  private final Vocabulary continuing;
  private final Vocabulary decoded;
  private final int unknown;
  private final boolean dropsAccents;
  private final boolean makesSmall;
  private final SpecialTokens special;

  /**
   * Takes the tokens in the order of their ids.
   *
   * @param tokens tokens; those that continue a word begin with {@code ##}
   * @param unknown the token for unknown words, one of the special tokens
   * @param dropsAccents whether accents are dropped
   * @param makesSmall whether capital letters become small ones
   * @param special the special tokens, which are looked for in no word
   * @throws IllegalArgumentException if the unknown token is none of the special tokens, or if a
   *     token is there twice
   */
  WordPieceTokenizer(
      List<String> tokens,
      String unknown,
      boolean dropsAccents,
      boolean makesSmall,
      SpecialTokens special) {
    this.tokens = List.copyOf(tokens);
    this.special = special;
    this.dropsAccents = dropsAccents;
    this.makesSmall = makesSmall;
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
    beginning = vocabulary(Part.BEGINNING);
    continuing = vocabulary(Part.CONTINUING);
    decoded = vocabulary(Part.DECODED);
  }

  private enum Part {
    BEGINNING,
    CONTINUING,
    DECODED
  }

  private Vocabulary vocabulary(Part part) {
    List<byte[]> bytes = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      String token = tokens.get(id);
      boolean continues = token.startsWith(CONTINUES) && token.length() > CONTINUES.length();
      String text = continues ? token.substring(CONTINUES.length()) : token;
      boolean left = part == Part.DECODED || (part == Part.CONTINUING) == continues;
      String kept = part == Part.DECODED && !continues ? " " + text : text;
      boolean isSpecial = token.equals(nameOfSpecial(id));
      bytes.add(left && !isSpecial ? kept.getBytes(StandardCharsets.UTF_8) : new byte[0]);
    }
    return new Vocabulary(bytes);
  }

  private String nameOfSpecial(int id) {
    String name = tokens.get(id);
    return Integer.valueOf(id).equals(special.ids().get(name)) ? name : null;
  }

  @Override
  public int[] encode(String text, Set<String> allowedSpecial) {
    SpecialTokenFinder finder = new SpecialTokenFinder(text, special, allowedSpecial);
    IntArray ids = new IntArray(text.length() / 4);
    int start = 0;
    while (finder.next(start)) {
      encodePart(text.substring(start, finder.start()), ids);
      ids.add(finder.id());
      start = finder.end();
    }
    encodePart(text.substring(start), ids);
    return ids.toArray();
  }

  private void encodePart(String part, IntArray ids) {
    // A lone surrogate is read as a question mark, as everywhere.
    byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
    String valid = new String(utf8, StandardCharsets.UTF_8);
    for (String word : BertNormalizer.words(valid, dropsAccents, makesSmall)) {
      encodeWord(word, ids);
    }
  }

  private void encodeWord(String word, IntArray ids) {
    byte[] text = word.getBytes(StandardCharsets.UTF_8);
    int[] pieces = new int[Math.min(text.length, MAX_CHARACTERS)];
    int count = 0;
    int at = word.codePointCount(0, word.length()) > MAX_CHARACTERS ? -1 : 0;
    while (at >= 0 && at < text.length) {
      Vocabulary vocabulary = at == 0 ? beginning : continuing;
      int end = text.length;
      int id = vocabulary.find(text, at, end);
      while (id < 0 && end > at + 1) {
        end--;
        id = vocabulary.find(text, at, end);
      }
      if (id >= 0) {
        pieces[count++] = id;
      }
      at = id < 0 ? -1 : end;
    }
    if (at < 0) {
      ids.add(unknown);
    } else {
      ids.addAll(pieces, count);
    }
  }

  /** Gives the bytes of a sequence of ids, without the space before its first word. */
  private final class Words implements IntFunction<byte[]> {
    private boolean atBeginning = true;

    @Override
    public byte[] apply(int id) {
      byte[] bytes = bytes(id);
      boolean drops = atBeginning && bytes.length > 0 && bytes[0] == ' ';
      atBeginning &= bytes.length == 0;
      return drops ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
  }

  @Override
  public String decode(int... ids) {
    Words sequence = new Words();
    ByteArrayOutputStream all = new ByteArrayOutputStream(ids.length * 6);
    for (int id : ids) {
      all.writeBytes(sequence.apply(id));
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    return new StreamingDecoder() {
      private StreamingDecoder decoder = StreamingDecoder.of(new Words());

      @Override
      public String next(int id) {
        return decoder.next(id);
      }

      @Override
      public String finish() {
        String rest = decoder.finish();
        decoder = StreamingDecoder.of(new Words());
        return rest;
      }
    };
  }

  /**
   * {@inheritDoc}
   *
   * <p>A token that begins a word has a space before it.
   */
  @Override
  public byte[] bytes(int id) {
    return decoded.bytes(id);
  }

  @Override
  public int vocabularySize() {
    return tokens.size();
  }

  @Override
  public SpecialTokens specialTokens() {
    return special;
  }

  /** The tokens as files write them. */
  List<String> tokens() {
    return tokens;
  }

  /** The token for unknown words. */
  String unknownToken() {
    return tokens.get(unknown);
  }

  boolean dropsAccents() {
    return dropsAccents;
  }

  boolean makesSmall() {
    return makesSmall;
  }

  /** Writes Hugging Face's {@code tokenizer.json}, which their library opens too. */
  @Override
  public void save(Path file) throws IOException {
    WordPieceJson.write(this, file);
  }
}
