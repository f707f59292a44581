package dev.stoa.tokenizer;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.corpus.Corpus;
import dev.stoa.tokenizer.corpus.PieceCounts;
import dev.stoa.tokenizer.corpus.TextChunks;
import dev.stoa.tokenizer.normal.BertNormalizer;
import dev.stoa.tokenizer.normal.TracedText;
import dev.stoa.tokenizer.pair.MergeLearner;
import dev.stoa.tokenizer.word.WordPieceEncoder;
import dev.stoa.tokenizer.word.WordPieceSymbols;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Trains WordPiece on text, by merging.
 *
 * <p>The text is cut into words as {@link WordPieceTokenizer} does it. The first tokens are the
 * characters of the words, written {@code x} where they begin a word and {@code ##x} where they
 * continue one. Then, as in {@linkplain BytePairTrainer byte-pair training}, the most frequent pair
 * of neighbours within words becomes a new token, again and again; of equally frequent pairs the
 * one with the smaller ids.
 *
 * <p>This is the algorithm of Hugging Face's trainer. The vocabulary of BERT itself was made by
 * another one, of which only a sketch was published (Schuster and Nakajima, "Japanese and Korean
 * Voice Search", 2012): the pair that raises the likelihood of the text most. Deviations from
 * Hugging Face's: their ids of {@code ##x}, and with them their ties, depend on the order in which
 * words are met, while here both kinds of characters are sorted; a word with a character for which
 * there is no room is left out whole, since encoding it gives the unknown token; so are words of
 * more than 100 characters.
 *
 * <p>The ids: special tokens, characters that begin words, characters that continue them, then the
 * new tokens. Training ends early when no pair is left.
 *
 * @param vocabularySize the number of tokens to end with, special ones included
 * @param stripAccents whether accents (marks without a width of their own) are dropped
 * @param lowercase whether letters are written in lower case
 * @param specialTokens the names of the special tokens, each once; {@code [UNK]} is among them
 * @param threads how many threads count words, from 1 to 1024; the result is the same for any
 * @param progress told what was read, and then each merge
 */
public record WordPieceTrainer(
    int vocabularySize,
    boolean stripAccents,
    boolean lowercase,
    List<String> specialTokens,
    int threads,
    TrainingProgress progress) {

  /** The special tokens of BERT, in the order of its vocabulary. */
  public static final List<String> BERT_TOKENS =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  private static final String UNKNOWN = "[UNK]";

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if the vocabulary has no room for a token besides the special
   *     ones, if one of those is empty or named twice, if {@code [UNK]} is missing, or if the
   *     number of threads is outside of what it may be
   */
  public WordPieceTrainer {
    specialTokens = List.copyOf(specialTokens);
    Objects.requireNonNull(progress, "progress");
    Corpus.checkThreads(threads);
    if (vocabularySize <= specialTokens.size()) {
      throw new IllegalArgumentException(
          "a vocabulary of %d is too small: beside %d special tokens it needs room for characters"
              .formatted(vocabularySize, specialTokens.size()));
    }
    Set<String> seen = new HashSet<>();
    for (String name : specialTokens) {
      if (name.isEmpty() || !seen.add(name)) {
        throw new IllegalArgumentException(
            "special token '" + name + "' is " + (name.isEmpty() ? "empty" : "named twice"));
      }
    }
    if (!seen.contains(UNKNOWN)) {
      throw new IllegalArgumentException(
          "expected " + UNKNOWN + " among the special tokens, found " + specialTokens);
    }
  }

  /**
   * A trainer of BERT's uncased kind: accents and capitals are dropped, and the special tokens are
   * {@link #BERT_TOKENS}.
   *
   * @param vocabularySize the number of tokens to end with, special ones included
   * @throws IllegalArgumentException if the vocabulary is too small
   */
  public WordPieceTrainer(int vocabularySize) {
    this(
        vocabularySize,
        true,
        true,
        BERT_TOKENS,
        Runtime.getRuntime().availableProcessors(),
        (done, total) -> {});
  }

  /**
   * This trainer, which keeps capitals and accents.
   *
   * @return a new trainer
   */
  public WordPieceTrainer cased() {
    return new WordPieceTrainer(vocabularySize, false, false, specialTokens, threads, progress);
  }

  /**
   * This trainer with other special tokens.
   *
   * @param names the names of the special tokens, each once, {@code [UNK]} among them
   * @return a new trainer
   * @throws IllegalArgumentException as for the constructor
   */
  public WordPieceTrainer withSpecialTokens(List<String> names) {
    return new WordPieceTrainer(vocabularySize, stripAccents, lowercase, names, threads, progress);
  }

  /**
   * This trainer with another number of threads.
   *
   * @param newThreads how many threads count words, from 1 to 1024
   * @return a new trainer
   * @throws IllegalArgumentException if the number is outside of these
   */
  public WordPieceTrainer withThreads(int newThreads) {
    return new WordPieceTrainer(
        vocabularySize, stripAccents, lowercase, specialTokens, newThreads, progress);
  }

  /**
   * This trainer with someone to tell how far it is.
   *
   * @param newProgress told what was read, and then each merge
   * @return a new trainer
   */
  public WordPieceTrainer withProgress(TrainingProgress newProgress) {
    return new WordPieceTrainer(
        vocabularySize, stripAccents, lowercase, specialTokens, threads, newProgress);
  }

  /**
   * Trains on texts, taken one at a time.
   *
   * @param texts the texts
   * @return the tokenizer
   * @throws IllegalArgumentException if there is no word, or if memory does not hold the distinct
   *     words
   * @throws java.util.concurrent.CancellationException if this thread is interrupted
   */
  public WordPieceTokenizer train(Iterable<String> texts) {
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
   * @throws IllegalArgumentException if there is no word, or if memory does not hold the distinct
   *     words
   * @throws java.util.concurrent.CancellationException if this thread is interrupted
   */
  public WordPieceTokenizer trainOnFiles(List<Path> files) throws IOException {
    PieceCounts words = corpus().ofFiles(files);
    return Corpus.learn(words, () -> learn(words));
  }

  private Corpus corpus() {
    return new Corpus(this::count, TextChunks.Cuts.BESIDE_LETTERS, List.of(), threads, progress);
  }

  private void count(byte[] utf8, PieceCounts counts) {
    TracedText text = TracedText.of(new String(utf8, StandardCharsets.UTF_8));
    BertNormalizer normalizer = new BertNormalizer(stripAccents, lowercase);
    for (TracedText traced : BertNormalizer.words(normalizer.apply(text))) {
      String word = traced.text();
      if (word.codePointCount(0, word.length()) <= WordPieceEncoder.MAX_CHARACTERS) {
        counts.add(word.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private WordPieceTokenizer learn(PieceCounts words) {
    int room = vocabularySize - specialTokens.size();
    WordPieceSymbols characters = new WordPieceSymbols(words, room);
    MergeLearner learner = new MergeLearner(words, characters, TieRule.SMALLER_IDS::isBefore);
    int first = learner.tokens().size();
    while (learner.tokens().size() < room && learner.learn()) {
      progress.learned(learner.tokens().size() - first, room - first);
      Corpus.checkInterrupted();
    }
    List<String> tokens = new ArrayList<>(specialTokens);
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (String name : specialTokens) {
      ids.put(name, ids.size());
    }
    for (byte[] token : learner.tokens()) {
      String name = new String(token, StandardCharsets.UTF_8);
      // Where the text has a word like a special token's name, the name stays that token's.
      if (!ids.containsKey(name)) {
        tokens.add(name);
      }
    }
    return new WordPieceTokenizer(tokens, UNKNOWN, stripAccents, lowercase, SpecialTokens.of(ids));
  }
}
