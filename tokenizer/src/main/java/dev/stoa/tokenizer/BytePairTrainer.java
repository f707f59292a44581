package dev.stoa.tokenizer;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Trains byte-level byte-pair encoding on text.
 *
 * <p>The text is split into pieces, and equal pieces are counted once. The first tokens are the 256
 * bytes. Each step counts all pairs of neighbouring tokens within the pieces, each as often as its
 * piece occurs, and makes the most frequent pair a new token. <b>Tie rule:</b> of equally frequent
 * pairs the one with the smaller ids wins, the left ids compared first. This is Hugging Face's
 * rule, and with {@link ByteIds#GPT2} the merges are those of their trainer. In {@code aaa} the
 * pair {@code aa} counts twice.
 *
 * <p>The ids: 256 bytes in the order of {@link #byteIds}, then the new tokens, then the special
 * tokens in their order. Training ends early when no pair is left; the vocabulary is then smaller
 * than asked for.
 *
 * <p>Special tokens that are written in the training text are taken out of it, and no pair reaches
 * over them.
 *
 * <pre>{@code
 * BytePairTokenizer tokenizer = new BytePairTrainer(4096).withSpecialTokens("<|endoftext|>").train(List.of(text));
 * }</pre>
 *
 * <p>Source: Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword
 * Units", 2016, algorithm 1. The counts are updated instead of counted again.
 *
 * @param vocabularySize the number of tokens to end with, special ones included; at least 256 and
 *     the special tokens
 * @param split how the text is split into pieces
 * @param specialTokens the names of the special tokens, each once
 * @param byteIds which id each byte has
 * @param progress told after each merge
 */
public record BytePairTrainer(
    int vocabularySize,
    SplitPattern split,
    List<String> specialTokens,
    ByteIds byteIds,
    Progress progress) {

  /** The number of characters that are read at once. */
  private static final int CHUNK = 1 << 20;

  /** Hears how far the training is. */
  @FunctionalInterface
  public interface Progress {

    /**
     * A merge was learned.
     *
     * @param done the number of tokens learned so far, the bytes not counted
     * @param total how many there will be at the most
     */
    void learned(int done, int total);
  }

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if the vocabulary is too small for the bytes and the special
   *     tokens, or if a special token is empty or named twice
   */
  public BytePairTrainer {
    specialTokens = List.copyOf(specialTokens);
    Objects.requireNonNull(split, "split");
    Objects.requireNonNull(byteIds, "byteIds");
    Objects.requireNonNull(progress, "progress");
    int least = 256 + specialTokens.size();
    if (vocabularySize < least) {
      throw new IllegalArgumentException(
          "a vocabulary of %d is too small: 256 bytes and %d special tokens need at least %d"
              .formatted(vocabularySize, specialTokens.size(), least));
    }
    special(specialTokens);
  }

  private static SpecialTokens special(List<String> names) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (String name : names) {
      if (ids.put(name, ids.size()) != null) {
        throw new IllegalArgumentException("special token '" + name + "' is named twice");
      }
    }
    return SpecialTokens.of(ids);
  }

  /**
   * A trainer with GPT-2's split pattern and order of bytes, without special tokens.
   *
   * @param vocabularySize the number of tokens to end with, at least 256
   * @throws IllegalArgumentException if the vocabulary is too small
   */
  public BytePairTrainer(int vocabularySize) {
    this(vocabularySize, SplitPattern.GPT2, List.of(), ByteIds.GPT2, (done, total) -> {});
  }

  /**
   * This trainer with another way to split.
   *
   * @param newSplit how the text is split into pieces
   * @return a new trainer
   */
  public BytePairTrainer withSplit(SplitPattern newSplit) {
    return new BytePairTrainer(vocabularySize, newSplit, specialTokens, byteIds, progress);
  }

  /**
   * This trainer with special tokens, which are counted in the size of the vocabulary.
   *
   * @param names the names of the special tokens, each once
   * @return a new trainer
   * @throws IllegalArgumentException if the vocabulary is too small for them, or if one is empty or
   *     named twice
   */
  public BytePairTrainer withSpecialTokens(String... names) {
    return new BytePairTrainer(vocabularySize, split, List.of(names), byteIds, progress);
  }

  /**
   * This trainer with another order of the bytes.
   *
   * @param newByteIds which id each byte has
   * @return a new trainer
   */
  public BytePairTrainer withByteIds(ByteIds newByteIds) {
    return new BytePairTrainer(vocabularySize, split, specialTokens, newByteIds, progress);
  }

  /**
   * This trainer with someone to tell how far it is.
   *
   * @param newProgress told after each merge
   * @return a new trainer
   */
  public BytePairTrainer withProgress(Progress newProgress) {
    return new BytePairTrainer(vocabularySize, split, specialTokens, byteIds, newProgress);
  }

  /**
   * Trains on texts, each by itself: no pair reaches from one to the next.
   *
   * @param texts the texts
   * @return the tokenizer
   * @throws IllegalArgumentException if there is no text, or all of it is empty
   */
  public BytePairTokenizer train(Iterable<String> texts) {
    PieceCounts pieces = new PieceCounts();
    SpecialTokens special = special(specialTokens);
    for (String text : texts) {
      count(text, special, pieces);
    }
    return train(pieces);
  }

  /**
   * Trains on one text that is read in parts, so that its length does not matter. Memory is needed
   * for the distinct pieces only, except with {@link SplitPattern#NONE}, which takes the whole text
   * for one piece.
   *
   * @param text the text, read to its end and not closed
   * @return the tokenizer
   * @throws IllegalArgumentException if the text is empty
   * @throws IOException if the text cannot be read
   */
  public BytePairTokenizer train(Reader text) throws IOException {
    PieceCounts pieces = new PieceCounts();
    SpecialTokens special = special(specialTokens);
    TextChunks chunks = new TextChunks(text, split, special.ids().keySet(), CHUNK);
    for (String chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
      count(chunk, special, pieces);
    }
    return train(pieces);
  }

  private void count(String text, SpecialTokens special, PieceCounts pieces) {
    SpecialTokenFinder finder = new SpecialTokenFinder(text, special, special.ids().keySet());
    int start = 0;
    while (finder.next(start)) {
      count(text.substring(start, finder.start()), pieces);
      start = finder.end();
    }
    count(text.substring(start), pieces);
  }

  private void count(String text, PieceCounts pieces) {
    pieces.addText(text.getBytes(StandardCharsets.UTF_8), split);
  }

  private BytePairTokenizer train(PieceCounts pieces) {
    if (pieces.size() == 0) {
      throw new IllegalArgumentException("the text is empty: there is nothing to train on");
    }
    MergeLearner learner = new MergeLearner(pieces, byteIds.bytesInOrder());
    int total = vocabularySize - specialTokens.size() - 256;
    while (learner.tokens().size() - 256 < total && learner.learn()) {
      progress.learned(learner.tokens().size() - 256, total);
    }
    return BytePairTokenizer.withSpecialTokensBehind(
        learner.tokens(), learner.merges(), split, specialTokens);
  }
}
