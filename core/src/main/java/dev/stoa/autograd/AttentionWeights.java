package dev.stoa.autograd;

import dev.stoa.cache.KeyValues;
import dev.stoa.cache.Segments;
import dev.stoa.kernel.Rows;
import dev.stoa.tensor.Tensor;
import java.util.Objects;

/**
 * The probabilities of attention, which the kernels never hold all at once, computed by the plain
 * formula for people who want to see them.
 *
 * @param q queries as {@link Operations#attention} is given them
 * @param k keys as it is given them
 * @param queries the division of the queries
 * @param keys the division of the keys
 * @param heads the layer and its heads
 * @param score how a query and a key are compared
 * @param bias the score's bias for all distances, or null; see {@link #of(Tape, Tensor, Tensor,
 *     Segments, Segments, Heads, Score)}
 */
public record AttentionWeights(
    Tensor q, Tensor k, Segments queries, Segments keys, Heads heads, Score score, Tensor bias) {
  /**
   * The weights of one call of {@link Operations#attention}. To be asked before the caches move on.
   *
   * @param tape the tape of the pass, on which nothing is recorded
   * @param q queries
   * @param k keys
   * @param queries the division of the queries
   * @param keys the division of the keys
   * @param heads the layer and its heads
   * @param score how a query and a key are compared
   * @return the weights, which are computed when they are asked for
   */
  public static AttentionWeights of(
      Tape tape, Tensor q, Tensor k, Segments queries, Segments keys, Heads heads, Score score) {
    // A tape of its own, so that watching a pass does not change what is recorded.
    Tape unrecorded = new Tape(tape.execution());
    Tensor bias = AttentionOp.bias(unrecorded, queries, keys, heads, score.bias());
    return new AttentionWeights(q, k, queries, keys, heads, score, bias);
  }

  /**
   * p_ij = exp(s_ij) / Σ_l exp(s_il) of one head, 0 where query i does not see key j.
   *
   * @param segment segment, from 0
   * @param head query head, from 0
   * @return one row a query, one column a key
   * @throws IndexOutOfBoundsException if there is no such segment or head
   */
  public double[][] probabilities(int segment, int head) {
    Objects.checkIndex(segment, queries.count());
    Objects.checkIndex(head, heads.heads());
    int n = queries.length(segment);
    int m = AttentionOp.keyCount(keys, segment);
    double[][] weights = new double[n][m];
    for (int i = 0; i < n; i++) {
      long position = queries.past(segment) + (long) i;
      int from = (int) Math.max(0, position - score.reach().before());
      int to = (int) Math.min(m, position + score.reach().after() + 1);
      double max = Double.NEGATIVE_INFINITY;
      for (int j = from; j < to; j++) {
        weights[i][j] = score(segment, head, i, j) + bias(head, (int) (j - position));
        max = Math.max(max, weights[i][j]);
      }
      double sum = 0;
      for (int j = from; j < to; j++) {
        weights[i][j] = Math.exp(weights[i][j] - max);
        sum += weights[i][j];
      }
      for (int j = from; j < to; j++) {
        weights[i][j] /= sum;
      }
    }
    return weights;
  }

  private double score(int segment, int head, int i, int j) {
    int keyHead = head / (heads.heads() / heads.keyValueHeads());
    Rows key = new Rows();
    KeyValues cache = keys.cache(segment);
    if (cache != null) {
      cache.keys(heads.layer(), keyHead).show(key, j, 1);
    } else {
      int at = k.offset() + (keys.start(segment) + j) * k.stride() + keyHead * heads.headSize();
      key.set(k.data(), at, k.stride());
    }
    int at = q.offset() + (queries.start(segment) + i) * q.stride() + head * heads.headSize();
    double s = 0;
    for (int x = 0; x < heads.headSize(); x++) {
      s += (double) q.data()[at + x] * key.data[key.offset + x];
    }
    s *= score.scale();
    return score.cap() > 0 ? score.cap() * Math.tanh(s / score.cap()) : s;
  }

  private double bias(int head, int distance) {
    return bias == null ? 0 : bias.at(head, AttentionOp.distanceZero(queries) + distance);
  }
}
