package dev.stoa.autograd;

import dev.stoa.cache.KeyValues;
import dev.stoa.cache.Segments;
import dev.stoa.kernel.Attention;
import dev.stoa.kernel.AttentionHead;
import dev.stoa.kernel.RangeTask;
import dev.stoa.kernel.Rows;
import dev.stoa.kernel.Tiles;
import dev.stoa.tensor.Tensor;

/**
 * Attention of some (segment, query head) pairs, or on the way back of some (segment, key-value
 * head) pairs; kept by a workspace for reuse.
 */
final class AttentionTask implements RangeTask {
  private static final ThreadLocal<Call> CALLS = ThreadLocal.withInitial(Call::new);

  private Attention kernel;
  private Segments queries;
  private Segments keys;
  private Heads heads;
  private Score score;
  private Tensor q;
  private Tensor k;
  private Tensor v;
  private Tensor bias;
  private Tensor o;
  private Tensor logSumExp;
  private Tensor dO;
  private Tensor dQ;
  private Tensor dK;
  private Tensor dV;
  private Tensor dBias;

  /** What one thread hands to the kernel. */
  private static final class Call {
    final AttentionHead head = new AttentionHead();
    final Rows keys = new Rows();
    final Rows values = new Rows();
  }

  void kernel(Attention kernel) {
    this.kernel = kernel;
  }

  void over(Segments queries, Segments keys, Heads heads, Score score) {
    this.queries = queries;
    this.keys = keys;
    this.heads = heads;
    this.score = score;
  }

  void reads(Tensor q, Tensor k, Tensor v, Tensor bias) {
    this.q = q;
    this.k = k;
    this.v = v;
    this.bias = bias;
  }

  void writes(Tensor o, Tensor logSumExp) {
    this.o = o;
    this.logSumExp = logSumExp;
  }

  void goesBack(Tensor dO, Tensor dQ, Tensor dK, Tensor dV, Tensor dBias) {
    this.dO = dO;
    this.dQ = dQ;
    this.dK = dK;
    this.dV = dV;
    this.dBias = dBias;
  }

  /** Lets go of the tensors. */
  void clear() {
    over(null, null, null, null);
    reads(null, null, null, null);
    writes(null, null);
  }

  @Override
  public void run(int from, int to) {
    Call call = CALLS.get();
    int group = heads.heads() / heads.keyValueHeads();
    for (int part = from; part < to; part++) {
      if (dO == null) {
        prepare(call, part / heads.heads(), part % heads.heads());
        kernel.attendInto(call.head);
      } else {
        int keyHead = part % heads.keyValueHeads();
        for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
          prepare(call, part / heads.keyValueHeads(), head);
          prepareGradients(call.head, part / heads.keyValueHeads(), head);
          kernel.addGradients(call.head);
        }
      }
    }
    call.head.clear();
    call.keys.set(null, 0, 0);
    call.values.set(null, 0, 0);
  }

  private void prepare(Call call, int segment, int number) {
    AttentionHead head = call.head;
    head.size = heads.headSize();
    head.queries = queries.length(segment);
    head.keyCount = AttentionOp.keyCount(keys, segment);
    head.position = queries.past(segment);
    head.scale = score.scale();
    head.cap = score.cap();
    head.before = score.reach().before();
    head.after = score.reach().after();
    set(head.q, q, queries.start(segment), number);
    set(head.o, o, queries.start(segment), number);
    head.logSumExp = logSumExp.data();
    head.logSumExpOffset = logSumExp.offset() + number * q.rows() + queries.start(segment);
    head.bias = bias == null ? null : bias.data();
    if (bias != null) {
      int row = bias.offset() + number * bias.stride();
      head.biasOffset = row + AttentionOp.distanceZero(queries);
    }
    int keyHead = number / (heads.heads() / heads.keyValueHeads());
    head.keys = keys(call.keys, segment, keyHead);
    head.values = values(call.values, segment, keyHead);
  }

  /** Keys as the score reads them: of the cache if there is one. */
  private Tiles keys(Rows rows, int segment, int keyHead) {
    KeyValues cache = keys.cache(segment);
    if (cache != null) {
      return cache.keys(heads.layer(), keyHead);
    }
    set(rows, k, keys.start(segment), keyHead);
    return rows;
  }

  private Tiles values(Rows rows, int segment, int keyHead) {
    KeyValues cache = keys.cache(segment);
    if (cache != null) {
      return cache.values(heads.layer(), keyHead);
    }
    set(rows, v, keys.start(segment), keyHead);
    return rows;
  }

  private void prepareGradients(AttentionHead head, int segment, int number) {
    int keyHead = number / (heads.heads() / heads.keyValueHeads());
    set(head.dO, dO, queries.start(segment), number);
    set(head.dQ, dQ, queries.start(segment), number);
    set(head.dK, dK, keys.start(segment), keyHead);
    set(head.dV, dV, keys.start(segment), keyHead);
    head.dBias = dBias == null ? null : dBias.data();
    if (dBias != null) {
      int row = dBias.offset() + (segment * heads.heads() + number) * dBias.stride();
      head.dBiasOffset = row + AttentionOp.distanceZero(queries);
    }
  }

  private void set(Rows rows, Tensor x, int row, int head) {
    rows.set(x.data(), x.offset() + row * x.stride() + head * heads.headSize(), x.stride());
  }
}
