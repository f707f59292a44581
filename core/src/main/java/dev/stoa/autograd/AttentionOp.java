package dev.stoa.autograd;

import dev.stoa.runtime.Execution;
import dev.stoa.tensor.KeyValueCache;
import dev.stoa.tensor.Segments;
import dev.stoa.tensor.Tensor;

/**
 * Causal self-attention of many heads over ragged segments: multi-head attention (Vaswani et al.
 * 2017) and, with fewer key-value heads than query heads, grouped-query attention (Ainslie et al.
 * 2023), where query head h reads key-value head h / (heads / keyValueHeads).
 *
 * <p>A token sees its own segment's tokens up to itself, and nothing of any other segment. The keys
 * and values of a segment with a cache are appended to the cache and read from there.
 */
public final class AttentionOp {
  /** Multiply-adds of a head below which all heads stay on the caller's thread. */
  private static final int SMALL = 16_384;

  private AttentionOp() {}

  /**
   * Which layer attends, and its heads.
   *
   * @param layer number of the layer, which finds its part of a cache
   * @param heads query heads
   * @param keyValueHeads key-value heads, a divisor of heads
   * @param headSize channels of a head
   */
  public record Heads(int layer, int heads, int keyValueHeads, int headSize) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if keyValueHeads does not divide heads
     */
    public Heads {
      if (heads < 1 || keyValueHeads < 1 || headSize < 1 || heads % keyValueHeads != 0) {
        throw new IllegalArgumentException(
            "key-value heads must divide the heads, but there are %d and %d of size %d"
                .formatted(keyValueHeads, heads, headSize));
      }
    }
  }

  /**
   * o = softmax(q kᵀ / √headSize, causal) v for each segment and head.
   *
   * @param tape runs and records it
   * @param q [rows, heads · headSize]
   * @param k [rows, keyValueHeads · headSize]
   * @param v [rows, keyValueHeads · headSize]
   * @param segments how the rows are divided
   * @param heads the layer and its heads
   * @return [rows, heads · headSize]
   * @throws IllegalArgumentException if sizes do not fit, or a cache is full
   * @throws IllegalStateException if a segment with a cache is recorded
   */
  public static Tensor apply(
      Tape tape, Tensor q, Tensor k, Tensor v, Segments segments, Heads heads) {
    requireColumns("queries", q, segments, heads.heads * heads.headSize);
    requireColumns("keys", k, segments, heads.keyValueHeads * heads.headSize);
    requireColumns("values", v, segments, heads.keyValueHeads * heads.headSize);
    boolean tracked = tape.tracks(q) || tape.tracks(k) || tape.tracks(v);
    if (tracked && segments.cached()) {
      throw new IllegalStateException("a pass over cached keys and values cannot be recorded");
    }
    int mark = tape.mark();
    Tensor o = tape.take(q.rows(), q.columns());
    Tensor logSumExp = tape.take(heads.heads, q.rows());
    append(k, v, segments, heads);
    forward(tape.execution(), o, logSumExp, q, k, v, segments, heads);
    if (tracked) {
      tape.record(mark, o, dO -> backward(tape, dO, o, logSumExp, q, k, v, segments, heads));
    }
    return o;
  }

  private static void requireColumns(String name, Tensor x, Segments segments, int columns) {
    if (x.rows() != segments.rows() || x.columns() != columns) {
      throw new IllegalArgumentException(
          "attention: %s need the shape [%d, %d], not %s"
              .formatted(name, segments.rows(), columns, x.shape()));
    }
  }

  /** Writes the new keys and values behind what each cache holds. */
  private static void append(Tensor k, Tensor v, Segments segments, Heads heads) {
    for (int segment = 0; segment < segments.count(); segment++) {
      KeyValueCache cache = segments.cache(segment);
      if (cache == null) {
        continue;
      }
      int end = cache.length() + segments.length(segment);
      if (end > cache.capacity()) {
        throw new IllegalArgumentException(
            "the key-value cache holds %d positions, but the text has %d by now"
                .formatted(cache.capacity(), end));
      }
      append(cache.keys(heads.layer), k, cache, segments, segment, heads);
      append(cache.values(heads.layer), v, cache, segments, segment, heads);
    }
  }

  private static void append(
      float[] stored,
      Tensor rows,
      KeyValueCache cache,
      Segments segments,
      int segment,
      Heads heads) {
    int d = heads.headSize;
    for (int i = 0; i < segments.length(segment); i++) {
      int row = rows.offset() + (segments.start(segment) + i) * rows.columns();
      for (int head = 0; head < heads.keyValueHeads; head++) {
        int at = (head * cache.capacity() + cache.length() + i) * d;
        System.arraycopy(rows.data(), row + head * d, stored, at, d);
      }
    }
  }

  /** One task for each segment and query head. */
  private static void forward(
      Execution execution,
      Tensor o,
      Tensor logSumExp,
      Tensor q,
      Tensor k,
      Tensor v,
      Segments segments,
      Heads heads) {
    AttentionTask task = execution.workspace().reuse(AttentionTask.class, AttentionTask::new);
    task.prepare(execution.kernels().attention(), o, logSumExp, q, k, v, segments, heads);
    int tasks = segments.count() * heads.heads;
    execution.workers().forRange(tasks, cost(segments, heads) < SMALL ? tasks : 1, task);
  }

  /** Multiply-adds that the scores of one head take. */
  private static long cost(Segments segments, Heads heads) {
    long scores = 0;
    for (int segment = 0; segment < segments.count(); segment++) {
      long length = segments.length(segment);
      scores += length * (segments.past(segment) + length);
    }
    return scores * heads.headSize;
  }

  /** One task for each segment and key-value head, whose query heads add to the same dK and dV. */
  private static void backward(
      Tape tape,
      Tensor dO,
      Tensor o,
      Tensor logSumExp,
      Tensor q,
      Tensor k,
      Tensor v,
      Segments segments,
      Heads heads) {
    Tensor dQ = orScratch(tape, tape.gradientOf(q), q);
    Tensor dK = orScratch(tape, tape.gradientOf(k), k);
    Tensor dV = orScratch(tape, tape.gradientOf(v), v);
    int d = heads.headSize;
    int group = heads.heads / heads.keyValueHeads;
    float scale = (float) (1 / Math.sqrt(d));
    tape.execution()
        .workers()
        .forRange(
            segments.count() * heads.keyValueHeads,
            1,
            (from, to) -> {
              for (int part = from; part < to; part++) {
                int start = segments.start(part / heads.keyValueHeads);
                int n = segments.length(part / heads.keyValueHeads);
                int keyHead = part % heads.keyValueHeads;
                int kAt = start * k.columns() + keyHead * d;
                for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
                  int qAt = start * q.columns() + head * d;
                  tape.execution()
                      .kernels()
                      .attention()
                      .addGradients(
                          dQ.data(),
                          dK.data(),
                          dV.data(),
                          dO.data(),
                          o.data(),
                          o.offset() + qAt,
                          o.columns(),
                          logSumExp.data(),
                          logSumExp.offset() + head * q.rows() + start,
                          q.data(),
                          q.offset() + qAt,
                          q.columns(),
                          k.data(),
                          k.offset() + kAt,
                          k.columns(),
                          v.data(),
                          v.offset() + kAt,
                          v.columns(),
                          n,
                          n,
                          d,
                          scale);
                }
              }
            });
  }

  private static Tensor orScratch(Tape tape, Tensor gradient, Tensor like) {
    return gradient != null ? gradient : tape.take(like.rows(), like.columns());
  }
}
