package dev.stoa.tokenizer;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.added.SoughtTokens;
import dev.stoa.tokenizer.added.SpecialTokenFinder;
import dev.stoa.tokenizer.corpus.Corpus;
import dev.stoa.tokenizer.corpus.PieceCounts;
import dev.stoa.tokenizer.corpus.TextChunks;
import dev.stoa.tokenizer.pair.ByteSymbols;
import dev.stoa.tokenizer.pair.MergeLearner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Trains byte-level byte-pair encoding on text.
 *
 * <p>The text is split into pieces, and equal pieces are counted once. The first tokens are the 256
 * bytes. Each step counts all pairs of neighbouring tokens within the pieces, each as often as its
 * piece occurs, and makes the most frequent pair a new token. Of equally frequent pairs the {@link
 * TieRule} names one: by default the pair with the smaller ids, which is Hugging Face's rule, and
 * with {@link ByteIds#GPT2} the merges are those of their trainer. In {@code aaa} the pair {@code
 * aa} counts twice.
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
 * Units", 2016, algorithm 1. The counts are updated instead of counted again: a step costs the
 * occurrences of its pair in the distinct pieces, not the length of the text.
 *
 * <p>Pieces are counted on all cores. The merges are the same for any number of threads. To end a
 * training early, interrupt the thread that called it.
 *
 * @param vocabularySize the number of tokens to end with, special ones included; at least 256 and
 *     the special tokens
 * @param split how the text is split into pieces
 * @param specialTokens the names of the special tokens, each once
 * @param byteIds which id each byte has
 * @param tieRule which of equally frequent pairs is merged first
 * @param threads how many threads count pieces, from 1 to 1024
 * @param progress told what was read, and then each merge
 */
public record BytePairTrainer(
    int vocabularySize,
    SplitPattern split,
    List<String> specialTokens,
    ByteIds byteIds,
    TieRule tieRule,
    int threads,
    TrainingProgress progress) {

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if the vocabulary is too small for the bytes and the special
   *     tokens, if a special token is empty or named twice, or if the number of threads is outside
   *     of what it may be
   */
  public BytePairTrainer {
    specialTokens = List.copyOf(specialTokens);
    Objects.requireNonNull(split, "split");
    Objects.requireNonNull(byteIds, "byteIds");
    Objects.requireNonNull(tieRule, "tieRule");
    Objects.requireNonNull(progress, "progress");
    Corpus.checkThreads(threads);
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
    this(
        vocabularySize,
        SplitPattern.GPT2,
        List.of(),
        ByteIds.GPT2,
        TieRule.SMALLER_IDS,
        Runtime.getRuntime().availableProcessors(),
        (done, total) -> {});
  }

  /**
   * This trainer with another way to split.
   *
   * @param newSplit how the text is split into pieces
   * @return a new trainer
   */
  public BytePairTrainer withSplit(SplitPattern newSplit) {
    return new BytePairTrainer(
        vocabularySize, newSplit, specialTokens, byteIds, tieRule, threads, progress);
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
    return new BytePairTrainer(
        vocabularySize, split, List.of(names), byteIds, tieRule, threads, progress);
  }

  /**
   * This trainer with another order of the bytes.
   *
   * @param newByteIds which id each byte has
   * @return a new trainer
   */
  public BytePairTrainer withByteIds(ByteIds newByteIds) {
    return new BytePairTrainer(
        vocabularySize, split, specialTokens, newByteIds, tieRule, threads, progress);
  }

  /**
   * This trainer with someone to tell how far it is.
   *
   * @param newProgress told what was read, and then each merge
   * @return a new trainer
   */
  public BytePairTrainer withProgress(TrainingProgress newProgress) {
    return new BytePairTrainer(
        vocabularySize, split, specialTokens, byteIds, tieRule, threads, newProgress);
  }

  /**
   * This trainer with another rule for equally frequent pairs.
   *
   * @param newTieRule which pair is merged first
   * @return a new trainer
   */
  public BytePairTrainer withTieRule(TieRule newTieRule) {
    return new BytePairTrainer(
        vocabularySize, split, specialTokens, byteIds, newTieRule, threads, progress);
  }

  /**
   * This trainer with another number of threads. The merges are the same for any number.
   *
   * @param newThreads how many threads count pieces, from 1 to 1024
   * @return a new trainer
   * @throws IllegalArgumentException if the number is outside of these
   */
  public BytePairTrainer withThreads(int newThreads) {
    return new BytePairTrainer(
        vocabularySize, split, specialTokens, byteIds, tieRule, newThreads, progress);
  }

  /**
   * Trains on texts, each by itself: no pair reaches from one to the next. They are taken one at a
   * time, so that an {@code Iterable} that reads them from somewhere needs no memory for them all.
   *
   * @param texts the texts
   * @return the tokenizer
   * @throws IllegalArgumentException if there is no text, if all of it is empty, or if memory does
   *     not hold its distinct pieces
   * @throws java.util.concurrent.CancellationException if this thread is interrupted
   */
  public BytePairTokenizer train(Iterable<String> texts) {
    PieceCounts pieces = corpus().ofTexts(texts);
    return Corpus.learn(pieces, () -> learn(pieces));
  }

  /**
   * Trains on files of UTF-8, each by itself, of any length.
   *
   * <p>They are read once, in parts. Memory is needed for the distinct pieces only, which may have
   * one byte together for each 32 bytes of the JVM's largest heap, and at most 2 GB: a text of 1 GB
   * has some ten million bytes of them. (With {@link SplitPattern#NONE} a whole file is one piece.)
   *
   * @param files the files
   * @return the tokenizer
   * @throws FormatException if a file is not UTF-8; the message names the first byte that is not
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if there is no text, if all of it is empty, or if memory does
   *     not hold its distinct pieces
   * @throws java.util.concurrent.CancellationException if this thread is interrupted
   */
  public BytePairTokenizer trainOnFiles(List<Path> files) throws IOException {
    PieceCounts pieces = corpus().ofFiles(files);
    return Corpus.learn(pieces, () -> learn(pieces));
  }

  private Corpus corpus() {
    SpecialTokens special = special(specialTokens);
    List<byte[]> names =
        specialTokens.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList();
    return new Corpus(
        (text, counts) -> count(text, special, counts),
        TextChunks.Cuts.of(split),
        names,
        threads,
        progress);
  }

  private void count(byte[] utf8, SpecialTokens special, PieceCounts counts) {
    if (specialTokens.isEmpty()) {
      counts.addText(utf8, split);
      return;
    }
    String text = new String(utf8, StandardCharsets.UTF_8);
    SpecialTokenFinder finder =
        new SpecialTokenFinder(
            text, SoughtTokens.of(AddedTokens.of(special).all(special.ids().keySet())));
    int start = 0;
    while (finder.next(start)) {
      counts.addText(text.substring(start, finder.start()).getBytes(StandardCharsets.UTF_8), split);
      start = finder.end();
    }
    counts.addText(text.substring(start).getBytes(StandardCharsets.UTF_8), split);
  }

  private BytePairTokenizer learn(PieceCounts pieces) {
    MergeLearner learner =
        new MergeLearner(pieces, new ByteSymbols(byteIds.bytesInOrder()), tieRule::isBefore);
    int total = vocabularySize - specialTokens.size() - 256;
    while (learner.tokens().size() - 256 < total && learner.learn()) {
      progress.learned(learner.tokens().size() - 256, total);
      Corpus.checkInterrupted();
    }
    return BytePairTokenizer.withSpecialTokensBehind(
        learner.tokens(), learner.merges(), split, specialTokens);
  }
}
