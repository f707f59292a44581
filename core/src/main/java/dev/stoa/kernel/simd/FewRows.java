package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;
import static dev.stoa.kernel.simd.Transpose.FOUR;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.stoa.kernel.RangeTask;
import dev.stoa.kernel.Sharing;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * The matrix product when A has few rows, as in decoding. Each float of B is used that few times,
 * so B is read where it lies, once, and memory sets the speed.
 */
final class FewRows {
  /** Most rows of A whose dot products with columns of B are taken. */
  static final int MOST = 8;

  /** Most rows of C to which rows of B are added: each is read and written for four of them. */
  private static final int MOST_ADDED = 2;

  /** Shortest columns that are read from line to line: shorter ones lose as much as they gain. */
  private static final int LONG = 512;

  /**
   * Floats that stand in a cache line before the first of a large array: HotSpot's collectors begin
   * such an array with a line, and its header takes 16 bytes. Elsewhere this is as right, and
   * slower.
   */
  private static final int HEADER = 4;

  /** Dot products that are taken before any is added to C. */
  private static final int DOTS = 128;

  /** The number of each lane. */
  private static final FloatVector LANE = FloatVector.zero(FLOATS).addIndex(1);

  /** Every second lane, and of every four lanes the last two. */
  private static final VectorMask<Float> ODD = VectorMask.fromLong(FLOATS, 0xaaaa);

  private static final VectorMask<Float> UPPER = VectorMask.fromLong(FLOATS, 0xcccc);

  /** Exchange the lanes of a pair, and the pairs of four lanes. */
  private static final VectorShuffle<Float> LANES = VectorShuffle.fromOp(FLOATS, lane -> lane ^ 1);

  private static final VectorShuffle<Float> PAIRS = VectorShuffle.fromOp(FLOATS, lane -> lane ^ 2);

  private final Product product;

  /** Floats of a column of B before its first whole cache line, or before its first vector. */
  private int ragged;

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
    // The same for all columns, or a column's bits would depend on where it stands.
    boolean aligned = x.bRow == 1 && x.k >= LONG && x.bColumn % COUNT == 0;
    ragged = aligned ? -(x.b0 + HEADER) & (COUNT - 1) : 0;
    // A column has the same bits in any piece. Long pieces are read faster, above all where rows of
    // B are added; short ones let a thread help another that is held up.
    int shortest = Sharing.grain((long) x.m * x.k, 32);
    int longest = shortest * (x.bRow == 1 ? 2 : 8);
    int piece = Math.clamp(x.n / (3 * sharing.threads()) & -16, shortest, longest);
    sharing.forRange(x.n, piece, x.bRow == 1 ? dotting : adding);
  }

  /**
   * Columns from ... to − 1 as dot products. Four columns of B are read at a time, at distances of
   * a quarter: one core gets more from four places of memory than from one.
   */
  private void addDots(int from, int to) {
    float[] dots = Lanes.room();
    int quarter = (to - from) / 4;
    int most = DOTS / (4 * product.m);
    for (int done = 0; done < quarter; done += most) {
      addGroups(dots, from + done, quarter, Math.min(most, quarter - done));
    }
    for (int j = from + 4 * quarter; j < to; j++) {
      addColumn(dots, j);
    }
  }

  /**
   * All rows times some groups of four columns: j, j + distance and so on, then those behind each.
   * Only when all are taken they are added to C: what stands between two groups of columns keeps
   * the processor from reading ahead.
   */
  private void addGroups(float[] dots, int j, int distance, int groups) {
    // All in variables of this method: HotSpot would read fields again after each dot product.
    Product x = product;
    float[] a = x.a;
    float[] b = x.b;
    int first = ragged;
    int k = x.k;
    int m = x.m;
    int next = x.bColumn;
    int step = distance * next;
    int b0 = x.b0 + j * next;
    int end = 0;
    for (int group = 0; group < groups; group++) {
      for (int i = 0; i < m; i++) {
        dotsInto(dots, end, a, x.a0 + i * x.aRow, b, b0, step, first, k);
        end += 4;
      }
      b0 += next;
    }
    float[] c = x.c;
    int cColumn = x.cColumn;
    int far = distance * cColumn;
    for (int i = 0; i < m; i++) {
      int c0 = x.c0 + i * x.cRow + j * cColumn;
      for (int dot = 4 * i; dot < end; dot += 4 * m) {
        c[c0] += dots[dot];
        c[c0 + far] += dots[dot + 1];
        c[c0 + 2 * far] += dots[dot + 2];
        c[c0 + 3 * far] += dots[dot + 3];
        c0 += cColumn;
      }
    }
  }

  /** All rows times one column. */
  private void addColumn(float[] dots, int j) {
    Product x = product;
    int b0 = x.b0 + j * x.bColumn;
    for (int i = 0; i < x.m; i++) {
      dotsInto(dots, 0, x.a, x.a0 + i * x.aRow, x.b, b0, 0, ragged, x.k);
      x.c[x.c0 + i * x.cRow + j * x.cColumn] += dots[0];
    }
  }

  /**
   * Four dot products of a row of A. A vector that lies in two cache lines takes two reads, so some
   * floats come first, as a vector of which the other lanes do not count, and those left over last.
   *
   * <p>All four add their lanes in the same order, so a column has the same bits at any of the four
   * places. It is all one method, too long to be inlined, and so compiled alone: apart, and inlined
   * with its callers, it was half as fast in every third run.
   *
   * @param dots the products stand from {@code to} on afterwards, and other things behind them
   * @param step from a column to the next
   * @param first how many floats come first, less than a vector has
   */
  private static void dotsInto(
      float[] dots, int to, float[] a, int a0, float[] b, int b0, int step, int first, int k) {
    int b1 = b0 + step;
    int b2 = b1 + step;
    int b3 = b2 + step;
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    if (first > 0) {
      FloatVector x = FloatVector.fromArray(FLOATS, a, a0);
      VectorMask<Float> counts = LANE.compare(LT, first);
      s0 = s0.blend(x.mul(FloatVector.fromArray(FLOATS, b, b0)), counts);
      s1 = s1.blend(x.mul(FloatVector.fromArray(FLOATS, b, b1)), counts);
      s2 = s2.blend(x.mul(FloatVector.fromArray(FLOATS, b, b2)), counts);
      s3 = s3.blend(x.mul(FloatVector.fromArray(FLOATS, b, b3)), counts);
    }
    int p = first;
    int last = k - COUNT;
    for (; p <= last; p += COUNT) {
      FloatVector x = FloatVector.fromArray(FLOATS, a, a0 + p);
      s0 = x.fma(FloatVector.fromArray(FLOATS, b, b0 + p), s0);
      s1 = x.fma(FloatVector.fromArray(FLOATS, b, b1 + p), s1);
      s2 = x.fma(FloatVector.fromArray(FLOATS, b, b2 + p), s2);
      s3 = x.fma(FloatVector.fromArray(FLOATS, b, b3 + p), s3);
    }
    if (p < k && last >= 0) {
      FloatVector x = FloatVector.fromArray(FLOATS, a, a0 + last);
      VectorMask<Float> counts = LANE.compare(GE, p - last);
      s0 = s0.blend(x.fma(FloatVector.fromArray(FLOATS, b, b0 + last), s0), counts);
      s1 = s1.blend(x.fma(FloatVector.fromArray(FLOATS, b, b1 + last), s1), counts);
      s2 = s2.blend(x.fma(FloatVector.fromArray(FLOATS, b, b2 + last), s2), counts);
      s3 = s3.blend(x.fma(FloatVector.fromArray(FLOATS, b, b3 + last), s3), counts);
      p = k;
    }
    FloatVector s01 = s0.blend(s1, ODD).add(s1.blend(s0, ODD).rearrange(LANES));
    FloatVector s23 = s2.blend(s3, ODD).add(s3.blend(s2, ODD).rearrange(LANES));
    s01.blend(s23, UPPER).add(s23.blend(s01, UPPER).rearrange(PAIRS)).intoArray(dots, to);
    FloatVector sum = FloatVector.fromArray(FOUR, dots, to);
    for (int i = 4; i < COUNT; i += 4) {
      sum = sum.add(FloatVector.fromArray(FOUR, dots, to + i));
    }
    sum.intoArray(dots, to);
    for (; p < k; p++) {
      float x = a[a0 + p];
      dots[to] = Math.fma(x, b[b0 + p], dots[to]);
      dots[to + 1] = Math.fma(x, b[b1 + p], dots[to + 1]);
      dots[to + 2] = Math.fma(x, b[b2 + p], dots[to + 2]);
      dots[to + 3] = Math.fma(x, b[b3 + p], dots[to + 3]);
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
