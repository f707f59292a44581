package dev.stoa.kernel;

import dev.stoa.contract.core.Draws;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;

/** A checksum of what every chosen kernel gives, to the last bit. As a program it prints that. */
final class Bits {
  private static final int M = 9;
  private static final int N = 37;
  private static final int K = 35;

  private final CRC32 sum = new CRC32();
  private final Kernels kernels = Kernels.chosen();

  private Bits() {}

  public static void main(String[] arguments) {
    System.out.println(checksum());
  }

  static long checksum() {
    Bits bits = new Bits();
    bits.products();
    bits.rows();
    bits.attention();
    bits.blocks();
    return bits.sum.getValue();
  }

  private void add(float[] values) {
    for (float value : values) {
      int word = Float.floatToRawIntBits(value);
      for (int shift = 0; shift < 32; shift += 8) {
        sum.update(word >>> shift);
      }
    }
  }

  private void products() {
    float[] a = Draws.normal(1, M * N * 2);
    float[] b = Draws.normal(2, N * K * 2);
    MatrixProduct product = kernels.product();
    for (int m : new int[] {2, M}) {
      float[] c = new float[m * N];
      product.addABt(c, 0, N, a, 0, K, b, 0, K, m, N, K);
      product.addAB(c, 0, N, a, 0, K, b, 0, N, m, N, K);
      product.addAtB(c, 0, N, a, 0, m, b, 0, N, m, N, K);
      add(c);
    }
  }

  private void rows() {
    float[] x = Draws.normal(3, N);
    float[] y = Draws.normal(4, N);
    float[] weight = Draws.normal(5, N);
    float[] sums = new float[N];
    sums[0] = kernels.softmax().softmaxInto(y, 0, x, 0, N);
    sums[1] = kernels.softmax().exponentialsInto(y, 0, x, 0, N, 3, 1);
    sums[2] = kernels.softmax().max(x, 0, N);
    add(y);
    float[] dX = new float[N];
    Norm norm = kernels.norm();
    norm.layerNormInto(y, 0, x, 0, weight, weight, N, 1e-5f);
    add(y);
    norm.rmsNormInto(y, 0, x, 0, weight, N, 1e-5f);
    add(y);
    norm.addLayerNormGradients(dX, 0, sums, sums, 0, y, 0, x, 0, weight, N, 1e-5f);
    norm.addRmsNormGradients(dX, 0, sums, 0, y, 0, x, 0, weight, N, 1e-5f);
    Activation activation = kernels.activation();
    activation.geluInto(y, 0, x, 0, N);
    add(y);
    activation.addGeluGradient(dX, 0, y, 0, x, 0, N);
    activation.swiGluInto(y, 0, x, 0, weight, 0, N);
    add(y);
    kernels.rotary().addTurned(y, 0, x, 0, weight, weight, 1, N / 2, 1, N / 2, -1);
    add(y);
    kernels.softmax().addGradient(dX, 0, y, 0, x, 0, N);
    activation.addSwiGluGradients(dX, 0, sums, 0, y, 0, x, 0, weight, 0, N);
    add(dX);
    add(sums);
  }

  private void attention() {
    float[] q = Draws.normal(6, M * 8);
    float[] k = Draws.normal(7, N * 8);
    float[] v = Draws.normal(8, N * 8);
    float[] o = new float[M * 8];
    float[] sums = new float[M];
    AttentionHead head = new AttentionHead();
    head.o.set(o, 0, 8);
    head.q.set(q, 0, 8);
    head.keys = rows(k);
    head.values = rows(v);
    head.logSumExp = sums;
    head.queries = M;
    head.keyCount = N;
    head.size = 8;
    head.position = N - M;
    head.scale = 0.3f;
    head.before = Integer.MAX_VALUE;
    kernels.attention().attendInto(head);
    add(o);
    add(sums);
    float[] dQ = new float[M * 8];
    float[] dK = new float[N * 8];
    float[] dV = new float[N * 8];
    head.dO.set(q, 0, 8);
    head.dQ.set(dQ, 0, 8);
    head.dK.set(dK, 0, 8);
    head.dV.set(dV, 0, 8);
    kernels.attention().addGradients(head);
    add(dQ);
    add(dK);
    add(dV);
  }

  private static Rows rows(float[] data) {
    Rows rows = new Rows();
    rows.set(data, 0, 8);
    return rows;
  }

  private void blocks() {
    for (BlockFormat format : BlockFormat.values()) {
      int k = Math.max(3 * 32, format.weights());
      BlockDot kernel = kernels.blockDot(format);
      float[] x = Draws.normal(9, N * k);
      float[] y = new float[N * k];
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment weights = arena.allocate(format.rowBytes(N * k));
        kernel.encodeInto(weights, 0, x, 0, N * k);
        kernel.decodeInto(y, 0, weights, 0, N * k);
        BlockInput input = kernel.prepare(null, x, k, k);
        MemorySegment interleaved = arena.allocate(weights.byteSize());
        NativeBlocks.interleave(format, interleaved, 0, weights, N, format.rowBytes(k));
        kernel.addProduct(y, 0, interleaved, 0, N, k, input, 0);
      }
      add(y);
    }
  }
}
