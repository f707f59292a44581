package dev.stoa.tokenizer;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.corpus.Corpus;
import dev.stoa.tokenizer.corpus.PieceCounts;
import dev.stoa.tokenizer.corpus.TextChunks;
import dev.stoa.tokenizer.piece.UnigramLearner;
import dev.stoa.tokenizer.piece.UnigramModel;
import dev.stoa.tokenizer.piece.UnigramSeeds;
import dev.stoa.tokenizer.piece.UnigramWords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Trains SentencePiece's unigram model on text: from many pieces to few.
 *
 * <p>The text is cut into words by {@link SplitPattern#GPT2}, so that each has the space before it,
 * and letters, digits and punctuation stand apart; no piece reaches over the end of a word. The
 * first vocabulary has all characters and the strings of up to 16 characters within words that
 * occur at least twice: those with the largest product of count and length, ten times as many as
 * there are to be pieces. Then, until the vocabulary is as small as wanted: two steps of
 * expectation and maximization fit the probabilities of the pieces to the words, and the quarter of
 * the pieces whose loss lowers the likelihood least is left out. Characters stay.
 *
 * <p>Source: Kudo, "Subword Regularization: Improving Neural Network Translation Models with
 * Multiple Subword Candidates", 2018, section 3.2. Deviations from the code published as
 * SentencePiece: the maximization is the plain one (counts over their sum, which never lowers the
 * likelihood; there the digamma function of the counts, and pieces expected less than half a time
 * are dropped); a piece's loss is reckoned with expected counts and present probabilities (there
 * with the counts of the best ways to cut, and probabilities without the piece); the last pruning
 * ends at the wanted size (there at 1.1 times it, from which the most probable are taken); there
 * the first vocabulary has a million strings, and words end where the script changes; the text is
 * not normalized, and white space may be a piece; a word with one of the rarest characters, which
 * make up 0.05 % of the text together, is left out.
 *
 * <p>The ids: special tokens, the 256 bytes if {@code byteFallback}, then the pieces, the most
 * probable first. A text with few strings gives a smaller vocabulary.
 *
 * @param vocabularySize the number of tokens to end with, special ones and bytes included
 * @param byteFallback whether characters that no piece has become their bytes, and not unknown
 * @param specialTokens the names of the special tokens, each once; the first stands for unknown
 *     characters
 * @param threads how many threads work, from 1 to 1024, though more than 8 do not help; the result
 *     is the same for any
 * @param progress told what was read, and then each pruning
 */
public record UnigramTrainer(
    int vocabularySize,
    boolean byteFallback,
    List<String> specialTokens,
    int threads,
    TrainingProgress progress) {

  private static final double SCORE_UNITS = 1e12;
  private static final long SEEDS_PER_PIECE = 10;
  private static final double KEPT = 0.75;
  private static final int STEPS = 2;

  /**
   * Checks what does not depend on the text. The size is checked when training begins.
   *
   * @throws IllegalArgumentException if there is no special token, if one is empty or named twice,
   *     or if the number of threads is outside of what it may be
   */
  public UnigramTrainer {
    specialTokens = List.copyOf(specialTokens);
    Objects.requireNonNull(progress, "progress");
    Corpus.checkThreads(threads);
    Set<String> seen = new HashSet<>();
    for (String name : specialTokens) {
      if (name.isEmpty() || !seen.add(name)) {
        throw new IllegalArgumentException(
            "special token '" + name + "' is " + (name.isEmpty() ? "empty" : "named twice"));
      }
    }
    if (seen.isEmpty()) {
      throw new IllegalArgumentException("expected a special token for unknown characters");
    }
  }

  /**
   * A trainer with the special tokens {@code <unk>}, {@code <s>} and {@code </s>} and with bytes
   * for characters that no piece has.
   *
   * @param vocabularySize the number of tokens to end with, special ones and bytes included
   */
  public UnigramTrainer(int vocabularySize) {
    this(
        vocabularySize,
        true,
        List.of("<unk>", "<s>", "</s>"),
        Runtime.getRuntime().availableProcessors(),
        (done, total) -> {});
  }

  /**
   * This trainer without bytes: a character that no piece has becomes the unknown token.
   *
   * @return a new trainer
   */
  public UnigramTrainer withoutBytes() {
    return new UnigramTrainer(vocabularySize, false, specialTokens, threads, progress);
  }

  /**
   * This trainer with other special tokens.
   *
   * @param names the names of the special tokens, each once, that for unknown characters first
   * @return a new trainer
   * @throws IllegalArgumentException as for the constructor
   */
  public UnigramTrainer withSpecialTokens(List<String> names) {
    return new UnigramTrainer(vocabularySize, byteFallback, names, threads, progress);
  }

  /**
   * This trainer with another number of threads.
   *
   * @param newThreads how many threads work, from 1 to 1024
   * @return a new trainer
   * @throws IllegalArgumentException if the number is outside of these
   */
  public UnigramTrainer withThreads(int newThreads) {
    return new UnigramTrainer(vocabularySize, byteFallback, specialTokens, newThreads, progress);
  }

  /**
   * This trainer with someone to tell how far it is.
   *
   * @param newProgress told what was read, and then each pruning
   * @return a new trainer
   */
  public UnigramTrainer withProgress(TrainingProgress newProgress) {
    return new UnigramTrainer(vocabularySize, byteFallback, specialTokens, threads, newProgress);
  }

  /**
   * Trains on texts, taken one at a time.
   *
   * @param texts the texts
   * @return the tokenizer
   * @throws IllegalArgumentException if the vocabulary has no room for a piece, if there is no
   *     text, or if memory does not hold its distinct words
   * @throws java.util.concurrent.CancellationException if this thread is interrupted
   */
  public UnigramTokenizer train(Iterable<String> texts) {
    PieceCounts words = corpus().ofTexts(texts);
    return Corpus.learn(words, () -> learn(words));
  }

  /**
   * Trains on files of UTF-8 of any length, which are read once, in parts.
   *
   * @param files the files
   * @return the tokenizer
   * @throws FormatException if a file is not UTF-8; the message names the first byte that is not
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if the vocabulary has no room for a piece, if there is no
   *     text, or if memory does not hold its distinct words
   * @throws java.util.concurrent.CancellationException if this thread is interrupted
   */
  public UnigramTokenizer trainOnFiles(List<Path> files) throws IOException {
    PieceCounts words = corpus().ofFiles(files);
    return Corpus.learn(words, () -> learn(words));
  }

  /** The reader of texts, once it is sure that there will be room for what they teach. */
  private Corpus corpus() {
    requireRoom();
    return new Corpus(
        UnigramWords::count, TextChunks.Cuts.BESIDE_LETTERS, List.of(), threads, progress);
  }

  /**
   * Checks, before any text is read, that the vocabulary has room for pieces beside the special
   * tokens and the bytes.
   *
   * @throws IllegalArgumentException if it has none
   */
  public void requireRoom() {
    if (room() < 1) {
      throw new IllegalArgumentException(
          "a vocabulary of %d is too small: beside %d special tokens%s it needs room for characters"
              .formatted(
                  vocabularySize, specialTokens.size(), byteFallback ? " and 256 bytes" : ""));
    }
  }

  /** How many pieces there may be. */
  private int room() {
    return vocabularySize - specialTokens.size() - (byteFallback ? 256 : 0);
  }

  private UnigramTokenizer learn(PieceCounts counted) {
    int wanted = room();
    UnigramWords words = UnigramWords.of(counted, wanted);
    UnigramModel model =
        UnigramSeeds.model(words, (int) Math.min(1 << 24, SEEDS_PER_PIECE * wanted));
    try (UnigramLearner learner = new UnigramLearner(words, threads)) {
      int rounds = rounds(model.pieces().size(), wanted);
      for (int round = 0; ; round++) {
        double[] counts = {};
        for (int step = 0; step < STEPS; step++) {
          counts = learner.expected(model).counts();
          model = model.withCounts(counts);
        }
        if (round == rounds) {
          break;
        }
        model = learner.pruned(model, counts, next(model.pieces().size(), wanted));
        progress.learned(round + 1, rounds);
      }
    }
    return tokenizer(model);
  }

  private static int rounds(int size, int wanted) {
    int rounds = 0;
    for (int left = size; left > wanted; rounds++) {
      left = next(left, wanted);
    }
    return rounds;
  }

  /** How many pieces the next pruning leaves. */
  private static int next(int size, int wanted) {
    return Math.max(wanted, (int) (size * KEPT));
  }

  private UnigramTokenizer tokenizer(UnigramModel model) {
    double[] all = model.scores();
    double least =
        IntStream.range(0, all.length)
            .mapToDouble(i -> all[i])
            .filter(Double::isFinite)
            .min()
            .orElse(0);
    int[] order =
        IntStream.range(0, all.length)
            .filter(i -> i < model.characters() || Double.isFinite(all[i]))
            .boxed()
            .sorted(Comparator.comparingDouble((Integer piece) -> -all[piece]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<String> pieces = new ArrayList<>();
    double[] scores = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      // A character that the words no longer need by itself is as improbable as the last one.
      double score = Math.max(all[order[i]], least);
      // With so few digits every reader of a file reads the same.
      scores[i] = Math.rint(score * SCORE_UNITS) / SCORE_UNITS;
      pieces.add(new String(model.pieces().bytes(order[i]), StandardCharsets.UTF_8));
    }
    return UnigramTokenizer.of(pieces, scores, specialTokens, byteFallback);
  }
}
