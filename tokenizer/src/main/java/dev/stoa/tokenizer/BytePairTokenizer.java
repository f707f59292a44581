package dev.stoa.tokenizer;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.bytes.ByteAlphabet;
import dev.stoa.tokenizer.bytes.Vocabulary;
import dev.stoa.tokenizer.file.TiktokenFile;
import dev.stoa.tokenizer.file.TokenizerJsonWriter;
import dev.stoa.tokenizer.file.VocabularyAndMergesFiles;
import dev.stoa.tokenizer.pair.BytePairParts;
import dev.stoa.tokenizer.pair.BytePairRules;
import java.io.IOException;
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
 * every byte is a token, any text can be encoded, and decoding gives it back exactly. (A vocabulary
 * may lack control characters and bytes that UTF-8 text does not have, as Falcon's does: encoding
 * one of those fails.) Where a file says {@code add_prefix_space}, a space is put before a text,
 * which stays in decoding.
 *
 * <p>Sources: Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword
 * Units", 2016, section 3.2; Radford et al., "Language Models are Unsupervised Multitask Learners",
 * 2019, section 2.2. The time is n log n in the length of a piece. Frequent pieces are kept in
 * caches of at most 16 MiB together, one for each processor; see {@link #withCache}.
 */
public final class BytePairTokenizer implements Tokenizer {

  private final BytePairParts parts;

  BytePairTokenizer(BytePairParts parts) {
    this.parts = parts;
  }

  /**
   * Reads the two files that GPT-2 was published with.
   *
   * <p>A token of {@code encoder.json} that is neither a byte nor made by a merge is a special
   * token; GPT-2 has one, {@code <|endoftext|>}. If it is two other tokens in a row, and not a name
   * in brackets, its merge is missing and the files are refused.
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
    return fromVocabularyAndMerges(encoderJson, vocabBpe, SplitPattern.GPT2);
  }

  /**
   * Reads a vocabulary that was published as the two files {@code vocab.json} and {@code
   * merges.txt}, in the form of {@linkplain #fromGpt2 GPT-2's}.
   *
   * <p>The files do not say how the model splits texts.
   *
   * @param vocabJson the ids: a JSON object from token to id
   * @param mergesTxt the merges: a line for each, lowest rank first
   * @param split how texts are split into pieces
   * @return the tokenizer
   * @throws FormatException if one of the files is damaged or if they do not belong together
   * @throws IOException if a file cannot be read
   */
  public static BytePairTokenizer fromVocabularyAndMerges(
      Path vocabJson, Path mergesTxt, SplitPattern split) throws IOException {
    return new BytePairTokenizer(VocabularyAndMergesFiles.read(vocabJson, mergesTxt, split));
  }

  /**
   * Reads a vocabulary with the merges beside it, {@code merges.txt} or {@code vocab.bpe}.
   *
   * @param vocabJson the ids, or a directory that holds them in {@code vocab.json} or {@code
   *     encoder.json}
   * @param split how texts are split into pieces
   * @return the tokenizer
   * @throws FormatException if a file is missing or damaged or if they do not belong together
   * @throws IOException if a file cannot be read
   */
  public static BytePairTokenizer fromVocabularyAndMerges(Path vocabJson, SplitPattern split)
      throws IOException {
    return new BytePairTokenizer(VocabularyAndMergesFiles.read(vocabJson, split));
  }

  /**
   * Reads OpenAI's {@code .tiktoken} file: a line for each token, its bytes in Base64, a space and
   * its rank, which is its id.
   *
   * <p>A piece that is a token as a whole is that token. In others, two tokens merge where their
   * bytes together are a token, the one of the lowest rank first. A token can therefore be made in
   * several ways, and {@link #merges} has them all. {@link #save} writes them by rank, as Hugging
   * Face's converter does; a list of merges cannot say that two ways to make the same token are
   * equally early, so among those the order of the list decides then.
   *
   * <p>The file says neither how texts are split nor which special tokens there are.
   *
   * @param tiktoken the file
   * @param split how texts are split into pieces
   * @param specialTokens the name of each special token and its id, which no rank may have; ids may
   *     be left out, up to 1,024 of them
   * @return the tokenizer
   * @throws FormatException if the file is damaged
   * @throws IOException if the file cannot be read
   */
  public static BytePairTokenizer fromTiktoken(
      Path tiktoken, SplitPattern split, Map<String, Integer> specialTokens) throws IOException {
    return new BytePairTokenizer(TiktokenFile.read(tiktoken, split, specialTokens));
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
    return new BytePairTokenizer(
        BytePairParts.of(
            new Vocabulary(all),
            merges,
            BytePairRules.of(split),
            AddedTokens.of(SpecialTokens.of(ids)),
            Template.none()));
  }

  /**
   * This tokenizer with an empty cache of pieces of another size. It gives the same ids.
   *
   * @param memory the most memory that the cache takes, in bytes; each processor has its share, and
   *     none below 64 KiB. With 0, every piece is merged anew
   * @return a tokenizer that shares everything else with this one
   * @throws IllegalArgumentException if {@code memory} is negative
   */
  public BytePairTokenizer withCache(int memory) {
    if (memory < 0) {
      throw new IllegalArgumentException("a cache takes at least 0 bytes, not " + memory);
    }
    return new BytePairTokenizer(parts.withCache(memory));
  }

  @Override
  public int[] encode(String text, Set<String> allowedSpecial) {
    return parts.encoder().encode(text, allowedSpecial, Integer.MAX_VALUE);
  }

  @Override
  public int[] encode(String text, Set<String> allowedSpecial, int maximum) {
    if (maximum < 0) {
      throw new IllegalArgumentException(
          "the maximum number of ids is at least 0, but it is " + maximum);
    }
    return parts.encoder().encode(text, allowedSpecial, maximum);
  }

  /** Counts without keeping any ids. */
  @Override
  public int count(String text) {
    return parts.encoder().count(text);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where the vocabulary's normalizer changes characters, the tokens of them have the place of
   * the run of characters around: a character and the marks behind it. A space that is put before a
   * text has the empty place there.
   */
  @Override
  public Encoding encodeWithOffsets(String text, Set<String> allowedSpecial) {
    return parts.encoder().encodeWithOffsets(text, allowedSpecial);
  }

  /**
   * The ids of any bytes, UTF-8 or not. Bytes that are no valid sequence are split off as
   * characters of no category; put together again, the {@link #bytes} of the ids are the bytes that
   * came in. Nothing is normalized, put before it or cut out before splitting.
   *
   * @param utf8 the text; special tokens in it are ordinary text
   * @return the ids, in the order of the text
   */
  public int[] encode(byte[] utf8) {
    return parts.encoder().encode(utf8);
  }

  @Override
  public String decode(int... ids) {
    return parts.vocabulary().decode(ids);
  }

  @Override
  public byte[] bytes(int id) {
    return parts.vocabulary().bytes(id);
  }

  @Override
  public int vocabularySize() {
    return parts.vocabulary().size();
  }

  @Override
  public SpecialTokens specialTokens() {
    return parts.added().special();
  }

  @Override
  public Template template() {
    return parts.template();
  }

  /**
   * The merge table.
   *
   * @return the merges, lowest rank first; unmodifiable
   */
  public List<Merge> merges() {
    return parts.merges();
  }

  /**
   * How texts are split before merging.
   *
   * @return the pattern
   */
  public SplitPattern split() {
    return parts.split();
  }

  /** Writes Hugging Face's {@code tokenizer.json}, which their library opens too. */
  @Override
  public void save(Path file) throws IOException {
    TokenizerJsonWriter.write(parts, file);
  }
}
