package dev.stoa.autograd;

import dev.stoa.kernel.Attention;
import dev.stoa.kernel.RangeTask;
import dev.stoa.tensor.KeyValueCache;
import dev.stoa.tensor.Segments;
import dev.stoa.tensor.Tensor;

/** Attention of some (segment, query head) pairs; kept by a workspace for reuse. */
final class AttentionTask implements RangeTask {
  private Attention kernel;
  private Tensor o;
  private Tensor logSumExp;
  private Tensor q;
  private Tensor k;
  private Tensor v;
  private Segments segments;
  private AttentionOp.Heads heads;
  private float scale;

  void prepare(
      Attention kernel,
      Tensor o,
      Tensor logSumExp,
      Tensor q,
      Tensor k,
      Tensor v,
      Segments segments,
      AttentionOp.Heads heads) {
    this.kernel = kernel;
    this.o = o;
    this.logSumExp = logSumExp;
    this.q = q;
    this.k = k;
    this.v = v;
    this.segments = segments;
    this.heads = heads;
    scale = (float) (1 / Math.sqrt(heads.headSize()));
  }

  @Override
  public void run(int from, int to) {
    for (int part = from; part < to; part++) {
      attend(part / heads.heads(), part % heads.heads());
    }
  }

  private void attend(int segment, int head) {
    int d = heads.headSize();
    int keyHead = head / (heads.heads() / heads.keyValueHeads());
    int start = segments.start(segment);
    int n = segments.length(segment);
    KeyValueCache cache = segments.cache(segment);
    boolean cached = cache != null;
    int kAt = cached ? keyHead * cache.capacity() * d : start * k.columns() + keyHead * d;
    int kStride = cached ? d : k.columns();
    kernel.attendInto(
        o.data(),
        o.offset() + start * o.columns() + head * d,
        o.columns(),
        logSumExp.data(),
        logSumExp.offset() + head * q.rows() + start,
        q.data(),
        q.offset() + start * q.columns() + head * d,
        q.columns(),
        cached ? cache.keys(heads.layer()) : k.data(),
        cached ? kAt : k.offset() + kAt,
        kStride,
        cached ? cache.values(heads.layer()) : v.data(),
        cached ? kAt : v.offset() + kAt,
        kStride,
        n,
        segments.past(segment) + n,
        d,
        scale);
  }
}
