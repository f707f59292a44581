package dev.stoa.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * What the tokenizers have in common whose tokens begin with the space before a word: added tokens
 * are cut out, the parts between them are normalized and encoded, and the space that encoding put
 * before a text is dropped in decoding.
 */
abstract class SpacedTokenizer implements Tokenizer {

  private final Vocabulary decoded;
  private final AddedTokens added;
  private final OptionalInt begin;

  /**
   * Takes what decoding needs.
   *
   * @param decoded what each token stands for
   * @param added the tokens that are cut out of a text
   * @param begin the id behind which a text begins anew, if there is one
   */
  SpacedTokenizer(Vocabulary decoded, AddedTokens added, OptionalInt begin) {
    this.decoded = decoded;
    this.added = added;
    this.begin = begin;
  }

  /** Changes a part of a text before it is cut into pieces. */
  abstract String normalize(String part);

  /**
   * Adds the ids of a part of a text.
   *
   * @param normalized the part, normalized, not empty
   * @param isFirst whether the text begins with it
   */
  abstract void encodePart(String normalized, boolean isFirst, IntArray ids);

  /** Whether a token loses the space it begins with at the beginning of a text. */
  abstract boolean losesSpace(int id);

  @Override
  public int[] encode(String text, Set<String> allowedSpecial) {
    SpecialTokenFinder finder = new SpecialTokenFinder(text, added.wanted(allowedSpecial, false));
    List<AddedToken> behindNormalizing = added.wanted(allowedSpecial, true);
    IntArray ids = new IntArray(text.length() / 3);
    int start = 0;
    while (finder.next(start)) {
      encodeRaw(text.substring(start, finder.start()), start == 0, behindNormalizing, ids);
      ids.add(finder.id());
      start = finder.end();
    }
    encodeRaw(text.substring(start), start == 0, behindNormalizing, ids);
    return ids.toArray();
  }

  private void encodeRaw(String part, boolean isFirst, List<AddedToken> wanted, IntArray ids) {
    String normalized = part.isEmpty() ? part : normalize(wellFormed(part));
    SpecialTokenFinder finder = new SpecialTokenFinder(normalized, wanted);
    int start = 0;
    while (finder.next(start)) {
      encodeNormalized(normalized.substring(start, finder.start()), isFirst && start == 0, ids);
      ids.add(finder.id());
      start = finder.end();
    }
    encodeNormalized(normalized.substring(start), isFirst && start == 0, ids);
  }

  private void encodeNormalized(String part, boolean isFirst, IntArray ids) {
    if (!part.isEmpty()) {
      encodePart(part, isFirst, ids);
    }
  }

  /** A lone surrogate is read as a question mark, as everywhere. */
  private static String wellFormed(String part) {
    return new String(part.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** Gives the bytes of a sequence of ids, without the space that begins a text. */
  private final class Sequence implements IntFunction<byte[]> {
    private boolean atBeginning = true;

    @Override
    public byte[] apply(int id) {
      byte[] bytes = bytes(id);
      boolean drops = atBeginning && bytes.length > 0 && bytes[0] == ' ' && losesSpace(id);
      atBeginning &= bytes.length == 0;
      atBeginning |= begin.isPresent() && begin.getAsInt() == id;
      return drops ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
  }

  @Override
  public String decode(int... ids) {
    Sequence sequence = new Sequence();
    ByteArrayOutputStream all = new ByteArrayOutputStream(ids.length * 4);
    for (int id : ids) {
      all.writeBytes(sequence.apply(id));
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    return new StreamingDecoder() {
      private StreamingDecoder decoder = StreamingDecoder.of(new Sequence());

      @Override
      public String next(int id) {
        return decoder.next(id);
      }

      @Override
      public String finish() {
        String rest = decoder.finish();
        decoder = StreamingDecoder.of(new Sequence());
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
    return decoded.size();
  }

  @Override
  public SpecialTokens specialTokens() {
    return added.special();
  }

  /** The tokens that are cut out of a text. */
  AddedTokens added() {
    return added;
  }
}
