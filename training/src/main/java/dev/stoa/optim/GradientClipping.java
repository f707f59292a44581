package dev.stoa.optim;

import dev.stoa.autograd.Gradients;
import dev.stoa.kernel.RangeTask;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.Collection;
import java.util.List;

/**
 * Keeps the gradient from being too long: Pascanu et al. 2013, "On the difficulty of training
 * recurrent neural networks", algorithm 1, over all parameters together.
 *
 * <p>Squares are summed in double, in chunks whose bounds depend on the parameters' sizes alone,
 * and the chunks' sums in order: the same bits for any number of threads. Allocates nothing per
 * call. Used by one thread at a time.
 */
public final class GradientClipping {
  private final Tensor[] parameters;
  private final Tensor[] current;
  private final Chunks chunks;
  private final double[] sums;
  private final RangeTask square = this::squareChunks;
  private final RangeTask scaling = this::scaleChunks;
  private float scale;

  /**
   * Prepares the work for some parameters.
   *
   * @param parameters the tensors whose gradients count
   */
  public GradientClipping(Collection<Tensor> parameters) {
    List<Tensor> list = List.copyOf(parameters);
    this.parameters = list.toArray(Tensor[]::new);
    current = new Tensor[list.size()];
    chunks = new Chunks(list);
    sums = new double[chunks.count()];
  }

  /**
   * The length of the gradient: √(Σ g²) over every value of every parameter.
   *
   * @param workers threads that share the work
   * @param gradients the gradients, which are only read
   * @return the norm; infinite or NaN if a gradient is
   * @throws IllegalArgumentException if the gradients do not have one of the parameters
   */
  public double norm(Workers workers, Gradients gradients) {
    lookUp(gradients);
    workers.forRange(chunks.count(), 1, square);
    double sum = 0;
    for (double part : sums) {
      sum += part;
    }
    return Math.sqrt(sum);
  }

  /**
   * Multiplies all gradients by limit / norm if the norm is above the limit, and leaves them as
   * they are otherwise, or if the norm is not finite.
   *
   * @param workers threads that share the work
   * @param gradients the gradients, scaled in place
   * @param limit the longest that the gradient may be, above 0
   * @return the norm before
   * @throws IllegalArgumentException if the limit is not above 0, or the gradients do not have one
   *     of the parameters
   */
  public double clip(Workers workers, Gradients gradients, double limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException("the limit must be above 0, not " + limit);
    }
    double norm = norm(workers, gradients);
    if (norm > limit && norm < Double.POSITIVE_INFINITY) {
      scale = (float) (limit / norm);
      workers.forRange(chunks.count(), 1, scaling);
    }
    return norm;
  }

  private void lookUp(Gradients gradients) {
    for (int p = 0; p < parameters.length; p++) {
      current[p] = gradients.of(parameters[p]);
    }
  }

  private void squareChunks(int from, int to) {
    for (int chunk = from; chunk < to; chunk++) {
      Tensor gradient = current[chunks.parameter(chunk)];
      sums[chunk] =
          sumOfSquares(
              gradient.data(),
              gradient.offset() + chunks.start(chunk),
              gradient.offset() + chunks.end(chunk));
    }
  }

  /** Four interleaved sums: one alone would wait for each addition before the next. */
  private static double sumOfSquares(float[] g, int from, int to) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = from;
    for (; i <= to - 4; i += 4) {
      sum0 += (double) g[i] * g[i];
      sum1 += (double) g[i + 1] * g[i + 1];
      sum2 += (double) g[i + 2] * g[i + 2];
      sum3 += (double) g[i + 3] * g[i + 3];
    }
    for (; i < to; i++) {
      sum0 += (double) g[i] * g[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  private void scaleChunks(int from, int to) {
    for (int chunk = from; chunk < to; chunk++) {
      Tensor gradient = current[chunks.parameter(chunk)];
      float[] g = gradient.data();
      int end = gradient.offset() + chunks.end(chunk);
      for (int i = gradient.offset() + chunks.start(chunk); i < end; i++) {
        g[i] *= scale;
      }
    }
  }
}
