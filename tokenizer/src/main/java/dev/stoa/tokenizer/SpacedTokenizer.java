package dev.stoa.tokenizer;

import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.added.SoughtTokens;
import dev.stoa.tokenizer.added.SpecialTokenFinder;
import dev.stoa.tokenizer.added.WantedTokens;
import dev.stoa.tokenizer.bytes.IdSink;
import dev.stoa.tokenizer.bytes.IntArray;
import dev.stoa.tokenizer.bytes.Vocabulary;
import dev.stoa.tokenizer.normal.PlacedIds;
import dev.stoa.tokenizer.normal.TracedText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
  private final WantedTokens wanted;
  private final OptionalInt begin;
  private final Template template;

  /**
   * Takes what decoding needs.
   *
   * @param decoded what each token stands for
   * @param added the tokens that are cut out of a text
   * @param begin the id behind which a text begins anew, if there is one
   * @param template what models expect around a text
   */
  SpacedTokenizer(Vocabulary decoded, AddedTokens added, OptionalInt begin, Template template) {
    this.decoded = decoded;
    this.added = added;
    wanted = new WantedTokens(added);
    this.begin = begin;
    this.template = template;
  }

  /** Changes a part of a text before it is cut into pieces. */
  abstract TracedText normalize(TracedText part);

  /**
   * Adds the tokens of a part of a text.
   *
   * @param normalized the part, normalized, not empty
   * @param isFirst whether the text begins with it
   */
  abstract void encodePart(TracedText normalized, boolean isFirst, PlacedIds out);

  /** Whether a token loses the space it begins with at the beginning of a text. */
  abstract boolean losesSpace(int id);

  @Override
  public int[] encode(String text, Set<String> allowedSpecial) {
    IntArray ids = new IntArray(text.length() / 3);
    encode(text, allowedSpecial, PlacedIds.idsOnly(text, ids));
    return ids.toArray();
  }

  /** Counts without collecting the ids; what finds the tokens of a part has room for them. */
  @Override
  public int count(String text) {
    IdSink.Counter counter = new IdSink.Counter();
    encode(text, Set.of(), PlacedIds.idsOnly(text, counter));
    return counter.size();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Through all normalization, the place of a token is that of the characters it was made of:
   * from the first to behind the last one. Where several characters became others together, they
   * have one place; a space that encoding puts before a text has the empty place there.
   */
  @Override
  public Encoding encodeWithOffsets(String text, Set<String> allowedSpecial) {
    IntArray ids = new IntArray(text.length() / 3);
    PlacedIds placed = PlacedIds.of(text, ids);
    encode(text, allowedSpecial, placed);
    return new Encoding(ids.toArray(), placed.starts(), placed.ends());
  }

  private void encode(String text, Set<String> allowedSpecial, PlacedIds out) {
    SpecialTokenFinder finder = new SpecialTokenFinder(text, wanted.of(allowedSpecial).raw());
    SoughtTokens behindNormalizing = wanted.of(allowedSpecial).normalized();
    int start = 0;
    while (finder.next(start)) {
      encodeRaw(out.part(start, finder.start()), start == 0, behindNormalizing, out);
      out.add(finder.id(), finder.start(), finder.end());
      start = finder.end();
    }
    encodeRaw(out.part(start, text.length()), start == 0, behindNormalizing, out);
  }

  private void encodeRaw(TracedText part, boolean isFirst, SoughtTokens candidates, PlacedIds out) {
    TracedText normalized = part.isEmpty() ? part : normalize(wellFormed(part));
    SpecialTokenFinder finder = new SpecialTokenFinder(normalized.text(), candidates);
    int start = 0;
    while (finder.next(start)) {
      TracedText before = normalized.substring(start, finder.start());
      encodeNormalized(before, isFirst && start == 0, out);
      out.add(finder.id(), normalized.substring(finder.start(), finder.end()));
      start = finder.end();
    }
    TracedText rest = normalized.substring(start, normalized.text().length());
    encodeNormalized(rest, isFirst && start == 0, out);
  }

  private void encodeNormalized(TracedText part, boolean isFirst, PlacedIds out) {
    if (!part.isEmpty()) {
      encodePart(part, isFirst, out);
    }
  }

  /** A lone surrogate is read as a question mark, as everywhere. */
  private static TracedText wellFormed(TracedText part) {
    String text = part.text();
    if (text.codePoints().noneMatch(SpacedTokenizer::isSurrogate)) {
      return part;
    }
    TracedText.Builder out = part.builder();
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      int end = at + Character.charCount(codePoint);
      out.put(isSurrogate(codePoint) ? '?' : codePoint, at, end);
      at = end;
    }
    return out.build();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
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

  @Override
  public Template template() {
    return template;
  }

  /** The tokens that are cut out of a text. */
  AddedTokens added() {
    return added;
  }
}
