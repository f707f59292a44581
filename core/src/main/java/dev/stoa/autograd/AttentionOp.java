package dev.stoa.autograd;

import dev.stoa.cache.KeyValues;
import dev.stoa.cache.Segments;
import dev.stoa.tensor.Tensor;

/** Attention of many heads over ragged segments. */
final class AttentionOp {
  /** Multiply-adds of a head below which all heads stay on the caller's thread. */
  private static final int SMALL = 16_384;

  private AttentionOp() {}

  static Tensor apply(
      Tape tape,
      Tensor q,
      Tensor k,
      Tensor v,
      Segments queries,
      Segments keys,
      Heads heads,
      Score score) {
    requireFit(q, k, v, queries, keys, heads);
    Tensor bias = bias(tape, queries, keys, heads, score.bias());
    boolean cached = queries.cached() || keys.cached();
    boolean tracked = tape.tracks(q) || tape.tracks(k) || tape.tracks(v);
    if (cached && (tracked || bias != null && tape.tracks(bias))) {
      throw new IllegalStateException("a pass over cached keys and values cannot be recorded");
    }
    if (cached && keys == queries && score.reach().after() > 0) {
      throw new IllegalArgumentException(
          "attention: a cache needs a reach of 0 positions behind the query, not %d: read texts of"
                  .formatted(score.reach().after())
              + " an encoder whole and without one");
    }
    Tensor o = tape.take(q.rows(), q.columns());
    Tensor logSumExp = tape.take(heads.heads(), q.rows());
    append(k, v, keys, heads);
    AttentionTask task =
        tape.execution().workspace().reuse(AttentionTask.class, AttentionTask::new);
    task.kernel(tape.execution().kernels().attention());
    task.over(queries, keys, heads, score);
    task.reads(q, k, v, bias);
    task.writes(o, logSumExp);
    int tasks = queries.count() * heads.heads();
    boolean small = cost(queries, keys, heads) < SMALL;
    tape.execution().workers().forRange(tasks, small ? tasks : 1, task);
    task.clear();
    return tape.recording()
        ? tape.record(
            o,
            Saved.of(o, logSumExp, q, k, v, bias),
            (dO, saved) -> backward(tape, dO, saved, queries, keys, heads, score),
            q,
            k,
            v,
            bias)
        : o;
  }

  private static void requireFit(
      Tensor q, Tensor k, Tensor v, Segments queries, Segments keys, Heads heads) {
    requireColumns("queries", q, queries, heads.heads() * heads.headSize());
    requireColumns("keys", k, keys, heads.keyValueHeads() * heads.headSize());
    requireColumns("values", v, keys, heads.keyValueHeads() * heads.headSize());
    if (queries.count() != keys.count()) {
      throw new IllegalArgumentException(
          "attention: %d segments of queries need as many of keys, not %d"
              .formatted(queries.count(), keys.count()));
    }
  }

  private static void requireColumns(String name, Tensor x, Segments segments, int columns) {
    if (x.rows() != segments.rows() || x.columns() != columns) {
      throw new IllegalArgumentException(
          "attention: %s need the shape [%d, %d], not %s"
              .formatted(name, segments.rows(), columns, x.shape()));
    }
  }

  /** Keys of a segment: those of earlier passes and those of this one. */
  static int keyCount(Segments keys, int segment) {
    return keys.past(segment) + keys.length(segment);
  }

  /** The least distance of a key and a query in any segment. */
  private static int lowest(Segments queries) {
    int last = 0;
    for (int segment = 0; segment < queries.count(); segment++) {
      last = Math.max(last, queries.past(segment) + queries.length(segment) - 1);
    }
    return -last;
  }

  /** The bias of all distances that occur, or null without a bias. */
  static Tensor bias(Tape tape, Segments queries, Segments keys, Heads heads, Bias provider) {
    if (provider == null) {
      return null;
    }
    int lowest = lowest(queries);
    int highest = 0;
    for (int segment = 0; segment < keys.count(); segment++) {
      highest = Math.max(highest, keyCount(keys, segment) - 1);
    }
    int count = highest - lowest + 1;
    Tensor bias = provider.values(tape, lowest, count);
    if (bias.rows() != heads.heads() || bias.columns() != count) {
      throw new IllegalArgumentException(
          "attention: the bias needs the shape [%d, %d], not %s"
              .formatted(heads.heads(), count, bias.shape()));
    }
    return bias;
  }

  /** Where distance 0 stands in a row of the bias. */
  static int distanceZero(Segments queries) {
    return -lowest(queries);
  }

  /** Writes the new keys and values behind what each cache holds. */
  private static void append(Tensor k, Tensor v, Segments keys, Heads heads) {
    for (int segment = 0; segment < keys.count(); segment++) {
      KeyValues cache = keys.cache(segment);
      if (cache != null) {
        cache.append(heads.layer(), k, v, keys.start(segment), keys.length(segment));
      }
    }
  }

  /** Multiply-adds that the scores of one head take. */
  private static long cost(Segments queries, Segments keys, Heads heads) {
    long scores = 0;
    for (int segment = 0; segment < queries.count(); segment++) {
      scores += (long) queries.length(segment) * keyCount(keys, segment);
    }
    return scores * heads.headSize();
  }

  /** One task for each segment and key-value head, whose query heads add to the same dK and dV. */
  private static void backward(
      Tape tape,
      Tensor dO,
      Saved saved,
      Segments queries,
      Segments keys,
      Heads heads,
      Score score) {
    Tensor q = saved.get(2);
    Tensor k = saved.get(3);
    Tensor v = saved.get(4);
    Tensor bias = saved.get(5);
    Tensor dBias = tape.gradient(bias);
    Tensor dBiases = null;
    if (dBias != null) {
      dBiases = tape.take(queries.count() * heads.heads(), bias.columns());
      dBiases.fill(0);
    }
    AttentionTask task = new AttentionTask();
    task.kernel(tape.execution().kernels().attention());
    task.over(queries, keys, heads, score);
    task.reads(q, k, v, bias);
    task.writes(saved.get(0), saved.get(1));
    task.goesBack(dO, orScratch(tape, q), orScratch(tape, k), orScratch(tape, v), dBiases);
    tape.execution().workers().forRange(queries.count() * heads.keyValueHeads(), 1, task);
    if (dBias != null) {
      fold(dBias, dBiases);
    }
  }

  /** Adds what each segment gives to the bias, segment by segment. */
  private static void fold(Tensor dBias, Tensor dBiases) {
    int n = dBias.size();
    for (int i = 0; i < dBiases.size(); i++) {
      dBias.data()[dBias.offset() + i % n] += dBiases.data()[dBiases.offset() + i];
    }
  }

  private static Tensor orScratch(Tape tape, Tensor x) {
    Tensor gradient = tape.gradient(x);
    return gradient != null ? gradient : tape.take(x.rows(), x.columns());
  }
}
