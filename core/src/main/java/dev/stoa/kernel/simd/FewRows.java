package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;
import static dev.stoa.kernel.simd.Transpose.BY_1;
import static dev.stoa.kernel.simd.Transpose.BY_2;
import static dev.stoa.kernel.simd.Transpose.FOUR;
import static dev.stoa.kernel.simd.Transpose.ODD;
import static dev.stoa.kernel.simd.Transpose.UPPER;

import dev.stoa.kernel.RangeTask;
import dev.stoa.kernel.Sharing;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The matrix product when A has few rows, as in decoding. Each float of B is used that few times,
 * so B is read where it lies, once, and memory sets the speed.
 */
final class FewRows {
  /** Most rows of A whose dot products with columns of B are taken. */
  static final int MOST = 8;

  /** Most rows of C to which rows of B are added: each is read and written for four of them. */
  private static final int MOST_ADDED = 2;

  /** Shortest columns for which the one vector more that padded rows take is little. */
  private static final int LONG = 512;

  /** Floats of a line of the cache. */
  private static final int LINE = 16;

  /**
   * Floats that stand in a line before the first of a large array: HotSpot's collectors begin such
   * an array with a line, and its header takes 16 bytes. Elsewhere this is as right, and slower.
   */
  private static final int HEADER = 4;

  private final Product product;

  /** Floats that stand in a line, or in a shorter vector, before the first of a column of B. */
  private int lead;

  /** Floats of a padded row: whole vectors. */
  private int length;

  /**
   * The rows of A, each with {@code lead} zeros before and with zeros behind. A line is left free
   * at both ends: if one thread writes what stands beside, the others lose all of that line.
   */
  private float[] padded = {};

  private final RangeTask dotting = this::addDots;
  private final RangeTask adding = this::addRows;

  /**
   * A product whose operands are set before each run.
   *
   * @param product the operands
   */
  FewRows(Product product) {
    this.product = product;
  }

  /**
   * Whether the rows are few, and the operands lie so that they are read one float after another.
   */
  boolean fits() {
    Product x = product;
    boolean dots = x.bRow == 1 && x.m <= MOST;
    boolean adds = x.bColumn == 1 && x.cColumn == 1 && x.m <= MOST_ADDED;
    return x.aColumn == 1 && (dots || adds);
  }

  /** C += A B, the columns of C shared between the threads. */
  void run(Sharing sharing) {
    Product x = product;
    int grain = Sharing.grain((long) x.m * x.k, 32);
    if (x.bRow == 1) {
      pad();
    }
    sharing.forRange(x.n, grain, x.bRow == 1 ? dotting : adding);
  }

  /** Pads the rows of A, for B to be read from the beginnings of lines. */
  private void pad() {
    Product x = product;
    boolean pays = x.k >= LONG && x.bColumn % COUNT == 0;
    lead = pays ? (x.b0 + HEADER) % COUNT : 0;
    length = Math.ceilDiv(lead + x.k, COUNT) * COUNT;
    if (lead == 0) {
      return;
    }
    int size = LINE + x.m * length + LINE;
    if (padded.length < size) {
      padded = new float[size];
    }
    for (int i = 0; i < x.m; i++) {
      int row = LINE + i * length;
      Arrays.fill(padded, row, row + lead, 0);
      System.arraycopy(x.a, x.a0 + i * x.aRow, padded, row + lead, x.k);
      Arrays.fill(padded, row + lead + x.k, row + length, 0);
    }
  }

  /**
   * Columns from ... to − 1 as dot products. Four columns of B are read at a time, at distances of
   * a quarter: one core gets more from four places of memory than from one.
   */
  private void addDots(int from, int to) {
    float[] dots = Lanes.room();
    int quarter = (to - from) / 4;
    for (int j = from; j < from + quarter; j++) {
      addDots(dots, j, quarter, 4);
    }
    for (int j = from + 4 * quarter; j < to; j++) {
      addDots(dots, j, 0, 1);
    }
  }

  /**
   * Some columns, 4 at the most: j, j + distance and so on. A vector that lies in two lines takes
   * two reads, so columns are read from the line in which they begin to the one in which they end,
   * and what belongs to their neighbours is multiplied by 0. If a neighbour is infinite, that is no
   * number; then they are read again without it.
   */
  private void addDots(float[] dots, int j, int distance, int columns) {
    Product x = product;
    int b0 = x.b0 + j * x.bColumn;
    int step = distance * x.bColumn;
    int l0 = b0 - lead;
    boolean lines = lead > 0 && l0 >= 0 && l0 + 3 * step <= x.b.length - length;
    for (int i = 0; i < x.m; i++) {
      float sum = Float.NaN;
      if (lines) {
        int row = LINE + i * length;
        dotsInto(dots, padded, row, x.b, l0, l0 + step, l0 + 2 * step, l0 + 3 * step, length);
        sum = dots[0] + dots[1] + dots[2] + dots[3];
      }
      if (Float.isNaN(sum)) {
        int row = x.a0 + i * x.aRow;
        dotsInto(dots, x.a, row, x.b, b0, b0 + step, b0 + 2 * step, b0 + 3 * step, x.k);
      }
      int c0 = x.c0 + i * x.cRow + j * x.cColumn;
      for (int column = 0; column < columns; column++) {
        x.c[c0 + column * distance * x.cColumn] += dots[column];
      }
    }
  }

  /**
   * Four dot products of a row of A. The lanes of their sums are added by vectors: lane by lane it
   * took 6 % of the time of a matrix that the third-level cache holds. It is all one method, too
   * long to be inlined, and so compiled alone: apart, and inlined with its callers, it was half as
   * fast in every third run.
   *
   * @param dots the product with b_x stands at x afterwards; 4 · COUNT floats are overwritten
   */
  private static void dotsInto(
      float[] dots, float[] a, int a0, float[] b, int b0, int b1, int b2, int b3, int k) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int p = 0;
    for (int whole = k & -COUNT; p < whole; p += COUNT) {
      FloatVector x = FloatVector.fromArray(FLOATS, a, a0 + p);
      s0 = x.fma(FloatVector.fromArray(FLOATS, b, b0 + p), s0);
      s1 = x.fma(FloatVector.fromArray(FLOATS, b, b1 + p), s1);
      s2 = x.fma(FloatVector.fromArray(FLOATS, b, b2 + p), s2);
      s3 = x.fma(FloatVector.fromArray(FLOATS, b, b3 + p), s3);
    }
    s0.intoArray(dots, 0);
    s1.intoArray(dots, COUNT);
    s2.intoArray(dots, 2 * COUNT);
    s3.intoArray(dots, 3 * COUNT);
    FloatVector d0 = FloatVector.fromArray(FOUR, dots, 0);
    FloatVector d1 = FloatVector.fromArray(FOUR, dots, COUNT);
    FloatVector d2 = FloatVector.fromArray(FOUR, dots, 2 * COUNT);
    FloatVector d3 = FloatVector.fromArray(FOUR, dots, 3 * COUNT);
    for (int i = 4; i < COUNT; i += 4) {
      d0 = d0.add(FloatVector.fromArray(FOUR, dots, i));
      d1 = d1.add(FloatVector.fromArray(FOUR, dots, COUNT + i));
      d2 = d2.add(FloatVector.fromArray(FOUR, dots, 2 * COUNT + i));
      d3 = d3.add(FloatVector.fromArray(FOUR, dots, 3 * COUNT + i));
    }
    FloatVector d01 = d0.blend(d1, ODD).add(d1.blend(d0, ODD).rearrange(BY_1));
    FloatVector d23 = d2.blend(d3, ODD).add(d3.blend(d2, ODD).rearrange(BY_1));
    d01.blend(d23, UPPER).add(d23.blend(d01, UPPER).rearrange(BY_2)).intoArray(dots, 0);
    for (; p < k; p++) {
      float x = a[a0 + p];
      dots[0] = Math.fma(x, b[b0 + p], dots[0]);
      dots[1] = Math.fma(x, b[b1 + p], dots[1]);
      dots[2] = Math.fma(x, b[b2 + p], dots[2]);
      dots[3] = Math.fma(x, b[b3 + p], dots[3]);
    }
  }

  /** Columns from ... to − 1 as sums of rows of B, four at a time. */
  private void addRows(int from, int to) {
    Product x = product;
    int n = to - from;
    int p = 0;
    for (; p < (x.k & -4); p += 4) {
      int b0 = x.b0 + p * x.bRow + from;
      for (int i = 0; i < x.m; i++) {
        int c0 = x.c0 + i * x.cRow + from;
        addFourRows(x.c, c0, x.a, x.a0 + i * x.aRow + p, x.b, b0, x.bRow, n);
      }
    }
    for (; p < x.k; p++) {
      for (int i = 0; i < x.m; i++) {
        float factor = x.a[x.a0 + i * x.aRow + p];
        addRow(x.c, x.c0 + i * x.cRow + from, factor, x.b, x.b0 + p * x.bRow + from, n);
      }
    }
  }

  /** c += a_0 b_0 + a_1 b_1 + a_2 b_2 + a_3 b_3. */
  private static void addFourRows(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, int bStride, int n) {
    FloatVector x0 = FloatVector.broadcast(FLOATS, a[a0]);
    FloatVector x1 = FloatVector.broadcast(FLOATS, a[a0 + 1]);
    FloatVector x2 = FloatVector.broadcast(FLOATS, a[a0 + 2]);
    FloatVector x3 = FloatVector.broadcast(FLOATS, a[a0 + 3]);
    int b1 = b0 + bStride;
    int b2 = b1 + bStride;
    int b3 = b2 + bStride;
    int j = 0;
    for (int whole = n & -COUNT; j < whole; j += COUNT) {
      FloatVector sum = FloatVector.fromArray(FLOATS, c, c0 + j);
      sum = x0.fma(FloatVector.fromArray(FLOATS, b, b0 + j), sum);
      sum = x1.fma(FloatVector.fromArray(FLOATS, b, b1 + j), sum);
      sum = x2.fma(FloatVector.fromArray(FLOATS, b, b2 + j), sum);
      sum = x3.fma(FloatVector.fromArray(FLOATS, b, b3 + j), sum);
      sum.intoArray(c, c0 + j);
    }
    for (; j < n; j++) {
      float sum = Math.fma(a[a0], b[b0 + j], c[c0 + j]);
      sum = Math.fma(a[a0 + 1], b[b1 + j], sum);
      sum = Math.fma(a[a0 + 2], b[b2 + j], sum);
      c[c0 + j] = Math.fma(a[a0 + 3], b[b3 + j], sum);
    }
  }

  /** c += factor · b. */
  private static void addRow(float[] c, int c0, float factor, float[] b, int b0, int n) {
    FloatVector x = FloatVector.broadcast(FLOATS, factor);
    int j = 0;
    for (int whole = n & -COUNT; j < whole; j += COUNT) {
      FloatVector sum = FloatVector.fromArray(FLOATS, c, c0 + j);
      x.fma(FloatVector.fromArray(FLOATS, b, b0 + j), sum).intoArray(c, c0 + j);
    }
    for (; j < n; j++) {
      c[c0 + j] = Math.fma(factor, b[b0 + j], c[c0 + j]);
    }
  }
}
