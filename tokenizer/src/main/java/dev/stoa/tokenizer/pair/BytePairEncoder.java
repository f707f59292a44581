package dev.stoa.tokenizer.pair;

import dev.stoa.tokenizer.Encoding;
import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.added.SoughtTokens;
import dev.stoa.tokenizer.added.SpecialTokenFinder;
import dev.stoa.tokenizer.added.WantedTokens;
import dev.stoa.tokenizer.bytes.IdSink;
import dev.stoa.tokenizer.bytes.IntArray;
import dev.stoa.tokenizer.bytes.TokenSpans;
import dev.stoa.tokenizer.bytes.Vocabulary;
import dev.stoa.tokenizer.normal.NormalForm;
import dev.stoa.tokenizer.normal.PlacedIds;
import dev.stoa.tokenizer.normal.TracedText;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * From a text to ids: special and plain tokens are cut out, what is between them is normalized and
 * split into pieces, and the pieces are merged. All ways to encode and to count are this one.
 */
public final class BytePairEncoder {

  /** The memory of the caches of pieces, in bytes. */
  private static final int CACHE_MEMORY = 1 << 24;

  /** No character below this one is changed by Unicode's form NFC, alone or with others below. */
  private static final int FIRST_NORMALIZED = 0x300;

  private static final NormalForm COMPOSED = new NormalForm(Normalizer.Form.NFC);

  private final Vocabulary vocabulary;
  private final BytePairRules rules;
  private final WantedTokens wanted;
  private final PieceEncoder pieces;
  private final ScratchPool pool;

  /**
   * Fills the merge table.
   *
   * @throws IllegalArgumentException as {@link PieceEncoder}
   */
  BytePairEncoder(
      Vocabulary vocabulary, List<Merge> merges, BytePairRules rules, AddedTokens added) {
    this(
        vocabulary,
        rules,
        new WantedTokens(added),
        new PieceEncoder(vocabulary, merges, rules),
        CACHE_MEMORY);
  }

  private BytePairEncoder(
      Vocabulary vocabulary,
      BytePairRules rules,
      WantedTokens wanted,
      PieceEncoder pieces,
      int cacheMemory) {
    this.vocabulary = vocabulary;
    this.rules = rules;
    this.wanted = wanted;
    this.pieces = pieces;
    pool = pieces.pool(cacheMemory);
  }

  /** The same with empty caches. */
  BytePairEncoder withCache(int memory) {
    return new BytePairEncoder(vocabulary, rules, wanted, pieces, memory);
  }

  /**
   * The first ids of a text, special tokens that are not allowed being ordinary text.
   *
   * @param text the text
   * @param allowedSpecial the special tokens that become their ids
   * @param maximum how many ids to give at most
   * @return the ids
   * @throws IllegalArgumentException if an allowed name is not a special token
   */
  public int[] encode(String text, Set<String> allowedSpecial, int maximum) {
    IntArray ids = new IntArray(Math.min(maximum, text.length() / 3));
    encode(text, allowedSpecial, maximum, ids);
    return ids.size() <= maximum ? ids.toArray() : Arrays.copyOf(ids.toArray(), maximum);
  }

  /**
   * The ids of any bytes, UTF-8 or not, in which nothing is cut out or normalized.
   *
   * @param utf8 the bytes
   * @return the ids
   */
  public int[] encode(byte[] utf8) {
    IntArray ids = new IntArray(utf8.length / 3);
    encode(utf8, Integer.MAX_VALUE, ids);
    return ids.toArray();
  }

  /**
   * Counts the ids of a text and keeps none.
   *
   * @param text the text
   * @return how many ids it has
   */
  public int count(String text) {
    IdSink.Counter counter = new IdSink.Counter();
    encode(text, Set.of(), Integer.MAX_VALUE, counter);
    return counter.size();
  }

  /**
   * The ids of a text and where their tokens stand.
   *
   * @param text the text
   * @param allowedSpecial the special tokens that become their ids
   * @return the ids with their places
   * @throws IllegalArgumentException if an allowed name is not a special token
   */
  public Encoding encodeWithOffsets(String text, Set<String> allowedSpecial) {
    IntArray all = new IntArray(text.length() / 3);
    PlacedIds placed = PlacedIds.of(text, all);
    Parts parts =
        new Parts() {
          @Override
          public boolean text(int start, int end) {
            TracedText part = prepared(placed.part(start, end));
            int[] ids = encode(part.text().getBytes(StandardCharsets.UTF_8));
            TokenSpans tokens = new TokenSpans(ids.length);
            int at = 0;
            for (int id : ids) {
              at += vocabulary.length(id);
              tokens.add(id, at);
            }
            placed.addAll(part, tokens);
            return true;
          }

          @Override
          public boolean token(int id, int start, int end) {
            placed.add(id, start, end);
            return true;
          }
        };
    walk(text, allowedSpecial, parts);
    return new Encoding(all.toArray(), placed.starts(), placed.ends());
  }

  private void encode(String text, Set<String> allowedSpecial, int maximum, IdSink out) {
    Parts parts =
        new Parts() {
          @Override
          public boolean text(int start, int end) {
            encode(utf8(text.substring(start, end)), maximum, out);
            return out.size() < maximum;
          }

          @Override
          public boolean token(int id, int start, int end) {
            out.add(id);
            return out.size() < maximum;
          }
        };
    walk(text, allowedSpecial, parts);
  }

  /** Takes the parts of a text one after the other, and says whether to go on. */
  private interface Parts {
    boolean text(int start, int end);

    boolean token(int id, int start, int end);
  }

  /** Cuts special and plain tokens out of a text. */
  private void walk(String text, Set<String> allowedSpecial, Parts parts) {
    int start = 0;
    SoughtTokens candidates = wanted.of(allowedSpecial).all();
    if (!candidates.tokens().isEmpty()) {
      SpecialTokenFinder finder = new SpecialTokenFinder(text, candidates, rules.normalizes());
      while (finder.next(start)) {
        if (!parts.text(start, finder.start())
            || !parts.token(finder.id(), finder.start(), finder.end())) {
          return;
        }
        start = finder.end();
      }
    }
    parts.text(start, text.length());
  }

  private byte[] utf8(String part) {
    return prepared(TracedText.of(part)).text().getBytes(StandardCharsets.UTF_8);
  }

  /** Normalizes a part of a text, and puts a space before it, if the rules say so. */
  private TracedText prepared(TracedText part) {
    boolean normal = !rules.normalizes() || part.text().chars().allMatch(c -> c < FIRST_NORMALIZED);
    TracedText text = normal ? part : COMPOSED.apply(part);
    boolean wanted = rules.prefixesSpace() && !text.isEmpty() && text.text().charAt(0) != ' ';
    return wanted ? text.prefixed(" ") : text;
  }

  /** Encodes piece by piece, until there are as many ids as wanted or more. */
  private void encode(byte[] text, int maximum, IdSink out) {
    PieceScratch scratch = pool.take();
    try {
      SplitPattern split = rules.split();
      for (int start = 0; start < text.length && out.size() < maximum; ) {
        int end = split.end(text, start, text.length);
        pieces.encode(text, start, end, scratch, out);
        start = end;
      }
    } finally {
      pool.giveBack(scratch);
    }
  }
}
