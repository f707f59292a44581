package dev.stoa.tokenizer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Byte-level byte-pair encoding, as GPT-2 has it.
 *
 * <p>A text is split into pieces by a {@link SplitPattern}. The UTF-8 bytes of a piece are its
 * first tokens. Then, again and again, of all neighbouring tokens that some merge joins, those with
 * the merge of the lowest rank become one token, the leftmost first, until no merge applies. Since
 * every byte is a token, any text can be encoded, and decoding gives it back exactly.
 *
 * <p>Sources: Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword
 * Units", 2016, section 3.2; Radford et al., "Language Models are Unsupervised Multitask Learners",
 * 2019, section 2.2. The time is n log n in the length of a piece. Frequent pieces are kept in a
 * cache of at most 13 MB, which all threads share.
 */
public final class BytePairTokenizer implements Tokenizer {

  private final Vocabulary vocabulary;
  private final List<Merge> merges;
  private final SplitPattern split;
  private final SpecialTokens special;
  private final int[] byteIds = new int[256];
  private final MergeTable table;
  private final PieceCache cache = new PieceCache();

  /**
   * Puts a tokenizer together.
   *
   * @throws IllegalArgumentException if a byte has no token, if the result of a merge is no token,
   *     or if a pair is merged twice
   */
  BytePairTokenizer(
      Vocabulary vocabulary, List<Merge> merges, SplitPattern split, SpecialTokens special) {
    this.vocabulary = vocabulary;
    this.merges = List.copyOf(merges);
    this.split = split;
    this.special = special;
    for (int b = 0; b < 256; b++) {
      byteIds[b] = vocabulary.find(new byte[] {(byte) b}, 0, 1);
      if (byteIds[b] < 0) {
        throw new IllegalArgumentException(
            "the vocabulary has no token for byte " + b + "; all 256 bytes must be tokens");
      }
    }
    table = new MergeTable(merges.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      addMerge(merges.get(rank), rank);
    }
  }

  private void addMerge(Merge merge, int rank) {
    Vocabulary.checkId(merge.left(), vocabulary.size());
    Vocabulary.checkId(merge.right(), vocabulary.size());
    int merged = vocabulary.findJoined(merge.left(), merge.right());
    if (merged < 0) {
      throw new IllegalArgumentException(
          "merge " + rank + ", " + merge + ", makes a token that is not in the vocabulary");
    }
    if (!table.put(merge.left(), merge.right(), rank, merged)) {
      throw new IllegalArgumentException("merge " + rank + ", " + merge + ", is there twice");
    }
  }

  /**
   * Reads the two files that GPT-2 was published with.
   *
   * <p>A token of {@code encoder.json} that is neither a byte nor made by a merge is a special
   * token; GPT-2 has one, {@code <|endoftext|>}.
   *
   * @param encoderJson the ids: a JSON object from token to id, tokens written in GPT-2's alphabet
   *     of bytes
   * @param vocabBpe the merges: a line for each, lowest rank first, two tokens with a space between
   *     them
   * @return the tokenizer, with GPT-2's split pattern
   * @throws FormatException if one of the files is damaged or if they do not belong together
   * @throws IOException if a file cannot be read
   */
  public static BytePairTokenizer fromGpt2(Path encoderJson, Path vocabBpe) throws IOException {
    return Gpt2Files.read(encoderJson, vocabBpe);
  }

  /**
   * The tokenizer of a merge table in the textbooks' numbering: byte b has id b, merge i makes id
   * 256 + i, and the special tokens come behind them.
   *
   * @param merges the merges, lowest rank first; merge i may use ids below 256 + i
   * @param split how texts are split into pieces
   * @param specialTokens the names of the special tokens, possibly none
   * @return the tokenizer
   * @throws IllegalArgumentException if a merge uses an id that no earlier merge makes, or if two
   *     merges make the same bytes
   */
  public static BytePairTokenizer fromMerges(
      List<Merge> merges, SplitPattern split, List<String> specialTokens) {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    Map<String, Integer> makers = new LinkedHashMap<>();
    for (int rank = 0; rank < merges.size(); rank++) {
      byte[] token = join(tokens, merges.get(rank), rank);
      Integer other = makers.put(ByteAlphabet.write(token), rank);
      if (other != null) {
        throw new IllegalArgumentException(
            "merges " + other + " and " + rank + " make the same token");
      }
      tokens.add(token);
    }
    return withSpecialTokensBehind(tokens, merges, split, specialTokens);
  }

  private static byte[] join(List<byte[]> tokens, Merge merge, int rank) {
    if (Math.max(merge.left(), merge.right()) >= tokens.size()) {
      throw new IllegalArgumentException(
          "merge %d, %s, uses an id that no earlier merge makes: it may use 0 to %d"
              .formatted(rank, merge, tokens.size() - 1));
    }
    byte[] left = tokens.get(merge.left());
    byte[] right = tokens.get(merge.right());
    byte[] joined = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, joined, left.length, right.length);
    return joined;
  }

  /** Adds special tokens to the end of a vocabulary. */
  static BytePairTokenizer withSpecialTokensBehind(
      List<byte[]> tokens, List<Merge> merges, SplitPattern split, List<String> specialTokens) {
    List<byte[]> all = new ArrayList<>(tokens);
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (String name : specialTokens) {
      if (ids.put(name, all.size()) != null) {
        throw new IllegalArgumentException("special token '" + name + "' is named twice");
      }
      all.add(new byte[0]);
    }
    return new BytePairTokenizer(new Vocabulary(all), merges, split, SpecialTokens.of(ids));
  }

  @Override
  public int[] encode(String text, Set<String> allowedSpecial) {
    if (allowedSpecial.isEmpty()) {
      return encode(text.getBytes(StandardCharsets.UTF_8));
    }
    SpecialTokenFinder finder = new SpecialTokenFinder(text, special, allowedSpecial);
    IntArray ids = new IntArray(text.length() / 3);
    Scratch scratch = new Scratch(table);
    int start = 0;
    while (finder.next(start)) {
      encode(text.substring(start, finder.start()).getBytes(StandardCharsets.UTF_8), scratch, ids);
      ids.add(finder.id());
      start = finder.end();
    }
    encode(text.substring(start).getBytes(StandardCharsets.UTF_8), scratch, ids);
    return ids.toArray();
  }

  /**
   * The ids of any bytes, UTF-8 or not. Bytes that are no valid sequence are split off as
   * characters of no category; put together again, the {@link #bytes} of the ids are the bytes that
   * came in.
   *
   * @param utf8 the text; special tokens in it are ordinary text
   * @return the ids, in the order of the text
   */
  public int[] encode(byte[] utf8) {
    IntArray ids = new IntArray(utf8.length / 3);
    encode(utf8, new Scratch(table), ids);
    return ids.toArray();
  }

  /** What one call of encode works with. */
  private static final class Scratch {
    final PairMerger merger;
    int[] ids = new int[64];

    Scratch(MergeTable table) {
      merger = new PairMerger(table);
    }

    int[] ids(int count) {
      if (ids.length < count) {
        ids = new int[count];
      }
      return ids;
    }
  }

  private void encode(byte[] text, Scratch scratch, IntArray out) {
    for (int start = 0; start < text.length; ) {
      int end = split.end(text, start, text.length);
      encodePiece(text, start, end, scratch, out);
      start = end;
    }
  }

  private void encodePiece(byte[] text, int start, int end, Scratch scratch, IntArray out) {
    if (end - start == 1) {
      out.add(byteIds[text[start] & 0xFF]);
      return;
    }
    if (end - start > PieceCache.MAX_BYTES) {
      int[] ids = scratch.ids(end - start);
      out.addAll(ids, merge(text, start, end, scratch));
      return;
    }
    int hash = ByteHash.of(text, start, end);
    int[] known = cache.find(hash, text, start, end);
    if (known != null) {
      out.addAll(known, known.length);
      return;
    }
    int count = merge(text, start, end, scratch);
    out.addAll(scratch.ids, count);
    cache.put(hash, text, start, end, scratch.ids, count);
  }

  /** Leaves the ids of a piece in the scratch array and gives their number. */
  private int merge(byte[] text, int start, int end, Scratch scratch) {
    int[] ids = scratch.ids(end - start);
    for (int i = start; i < end; i++) {
      ids[i - start] = byteIds[text[i] & 0xFF];
    }
    return scratch.merger.merge(ids, end - start);
  }

  @Override
  public String decode(int... ids) {
    return vocabulary.decode(ids);
  }

  @Override
  public byte[] bytes(int id) {
    return vocabulary.bytes(id);
  }

  @Override
  public int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public SpecialTokens specialTokens() {
    return special;
  }

  /**
   * The merge table.
   *
   * @return the merges, lowest rank first; unmodifiable
   */
  public List<Merge> merges() {
    return merges;
  }

  /**
   * How texts are split before merging.
   *
   * @return the pattern
   */
  public SplitPattern split() {
    return split;
  }

  /** Writes Hugging Face's {@code tokenizer.json}, which their library opens too. */
  @Override
  public void save(Path file) throws IOException {
    TokenizerJsonWriter.write(this, file);
  }
}
