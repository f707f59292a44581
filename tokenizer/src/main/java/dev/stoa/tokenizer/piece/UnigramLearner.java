package dev.stoa.tokenizer.piece;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Fits the probabilities of pieces to words by expectation and maximization, and leaves out the
 * pieces that matter least. Sums are folded in parts that do not depend on the threads.
 */
public final class UnigramLearner implements AutoCloseable {

  /**
   * What the expectation gives: a count for each piece, and the logarithm of the likelihood.
   *
   * @param counts how often each piece is to be expected
   * @param logLikelihood the natural logarithm of the likelihood of all words
   */
  public record Expected(double[] counts, double logLikelihood) {}

  private static final int PARTS = 8;

  /** A character that no best way uses stays possible. */
  private static final double LEAST_COUNT = 1e-3;

  private final UnigramWords words;
  private final ExecutorService threads;

  /**
   * Starts the threads.
   *
   * @param words the words to learn from
   * @param threads how many threads work at the most
   */
  public UnigramLearner(UnigramWords words, int threads) {
    this.words = words;
    this.threads =
        Executors.newFixedThreadPool(
            Math.min(threads, PARTS),
            Thread.ofPlatform().daemon().name("stoa-expectation-", 0).factory());
  }

  /**
   * How often each piece is to be expected in all words.
   *
   * @param model gives the probabilities
   * @return a count for each piece, and the likelihood
   */
  public Expected expected(UnigramModel model) {
    int size = words.words().size();
    List<Expected> parts =
        all(
            part -> {
              double[] counts = new double[model.pieces().size()];
              double sum = 0;
              UnigramModel.Lattice lattice = model.new Lattice();
              int end = (int) ((long) size * (part + 1) / PARTS);
              for (int word = (int) ((long) size * part / PARTS); word < end; word++) {
                sum += lattice.addExpected(words.words().get(word), words.counts()[word], counts);
              }
              return new Expected(counts, sum);
            });
    double[] counts = parts.getFirst().counts();
    double sum = parts.getFirst().logLikelihood();
    for (Expected part : parts.subList(1, PARTS)) {
      Arrays.setAll(counts, piece -> counts[piece] + part.counts()[piece]);
      sum += part.logLikelihood();
    }
    return new Expected(counts, sum);
  }

  /**
   * The model with fewer pieces: besides the characters those whose loss would cost the most
   * likelihood. A piece costs, as often as it is expected, what its best other way is less probable
   * than it.
   *
   * @param model the model
   * @param counts how often each piece is expected, from which the model's probabilities are
   * @param size how many pieces are left
   * @return the smaller model
   */
  public UnigramModel pruned(UnigramModel model, double[] counts, int size) {
    double[] losses = losses(model, counts);
    int[] kept =
        IntStream.concat(
                IntStream.range(0, model.characters()),
                IntStream.range(model.characters(), losses.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer piece) -> -losses[piece]))
                    .limit(size - model.characters())
                    .mapToInt(Integer::intValue)
                    .sorted())
            .toArray();
    double[] keptCounts = Arrays.stream(kept).mapToDouble(piece -> counts[piece]).toArray();
    for (int character = 0; character < model.characters(); character++) {
      keptCounts[character] = Math.max(keptCounts[character], LEAST_COUNT);
    }
    return model.kept(kept, keptCounts);
  }

  private double[] losses(UnigramModel model, double[] counts) {
    double[] losses = new double[counts.length];
    all(
        part -> {
          UnigramModel.Lattice lattice = model.new Lattice();
          for (int piece = part; piece < losses.length; piece += PARTS) {
            // A piece that is expected nowhere is the first to go.
            losses[piece] =
                counts[piece] > 0
                    ? counts[piece] * (model.scores()[piece] - lattice.bestWithout(piece))
                    : Double.NEGATIVE_INFINITY;
          }
          return null;
        });
    return losses;
  }

  /** Work on one of the parts. */
  @FunctionalInterface
  private interface Work<T> {
    T of(int part);
  }

  private <T> List<T> all(Work<T> work) {
    List<Callable<T>> tasks = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      int number = part;
      tasks.add(() -> work.of(number));
    }
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the training was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
