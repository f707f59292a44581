package dev.stoa.benchmarks;

import dev.stoa.kernel.Attention;
import dev.stoa.kernel.AttentionHead;
import dev.stoa.kernel.Kernels;
import dev.stoa.kernel.Rows;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What does causal attention of one head of size 64 cost: training, its gradients, decoding? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttentionBenchmark {
  private static final int D = 64;
  private static final float SCALE = 0.125f;

  /** Length of the text. */
  @Param({"64", "256", "1024"})
  public int length;

  private final Attention attention = Kernels.chosen().attention();
  private float[] q;
  private float[] k;
  private float[] v;
  private float[] o;
  private float[] dO;
  private float[] dQ;
  private float[] dK;
  private float[] dV;
  private float[] logSumExp;
  private AttentionHead all;
  private AttentionHead last;

  /** Makes the matrices, and the results that the gradients need. */
  @Setup
  public void fill() {
    int size = length * D;
    q = RandomValues.array(size);
    k = RandomValues.array(size);
    v = RandomValues.array(size);
    dO = RandomValues.array(size);
    o = new float[size];
    dQ = new float[size];
    dK = new float[size];
    dV = new float[size];
    logSumExp = new float[length];
    all = head(length, o, logSumExp);
    all.dO.set(dO, 0, D);
    all.dQ.set(dQ, 0, D);
    all.dK.set(dK, 0, D);
    all.dV.set(dV, 0, D);
    last = head(1, new float[D], new float[1]);
    forward();
  }

  /** The last queries of the text, causal. */
  private AttentionHead head(int queries, float[] o, float[] logSumExp) {
    AttentionHead head = new AttentionHead();
    head.o.set(o, 0, D);
    head.q.set(q, 0, D);
    head.keys = rows(k);
    head.values = rows(v);
    head.logSumExp = logSumExp;
    head.queries = queries;
    head.keyCount = length;
    head.size = D;
    head.position = length - queries;
    head.scale = SCALE;
    head.before = Integer.MAX_VALUE;
    return head;
  }

  private static Rows rows(float[] data) {
    Rows rows = new Rows();
    rows.set(data, 0, D);
    return rows;
  }

  /** All rows attend. */
  @Benchmark
  public float[] forward() {
    attention.attendInto(all);
    return o;
  }

  /** The gradients to queries, keys and values. */
  @Benchmark
  public float[] gradients() {
    attention.addGradients(all);
    return dQ;
  }

  /** The last row alone attends: one step of decoding. */
  @Benchmark
  public float[] decode() {
    attention.attendInto(last);
    return last.o.data;
  }
}
