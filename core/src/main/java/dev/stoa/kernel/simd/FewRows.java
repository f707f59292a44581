package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;
import static dev.stoa.kernel.simd.Transpose.FOUR;

import dev.stoa.kernel.RangeTask;
import dev.stoa.kernel.Sharing;
import java.util.Arrays;
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

  /** Shortest columns for which the one vector more that padded rows take is little. */
  private static final int LONG = 512;

  /** Floats of a line of the cache, left free before what a thread writes again and again. */
  private static final int LINE = 16;

  /**
   * Floats that stand in a line before the first of a large array: HotSpot's collectors begin such
   * an array with a line, and its header takes 16 bytes. Elsewhere this is as right, and slower.
   */
  private static final int HEADER = 4;

  /** Dot products that are taken before any is added to C. */
  private static final int DOTS = 128;

  /** Every second lane, and of every four lanes the last two. */
  private static final VectorMask<Float> ODD = VectorMask.fromLong(FLOATS, 0xaaaa);

  private static final VectorMask<Float> UPPER = VectorMask.fromLong(FLOATS, 0xcccc);

  /** Exchange the lanes of a pair, and the pairs of four lanes. */
  private static final VectorShuffle<Float> LANES = VectorShuffle.fromOp(FLOATS, lane -> lane ^ 1);

  private static final VectorShuffle<Float> PAIRS = VectorShuffle.fromOp(FLOATS, lane -> lane ^ 2);

  private final Product product;

  /** Floats that stand in a line, or in a shorter vector, before the first of a column of B. */
  private int lead;

  /** Floats of a padded row: whole vectors. */
  private int length;

  /** How many runs there were: a number for each. */
  private long runs;

  /**
   * The rows of A for a run, each with {@code lead} zeros before and with zeros behind. Every
   * thread has its own: lines of the cache that another core has just written come late.
   */
  private static final class Padded {
    float[] rows = {};
    FewRows owner;
    long run;
  }

  private static final ThreadLocal<Padded> PADDED = ThreadLocal.withInitial(Padded::new);

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
    runs++;
    boolean apart = x.bColumn >= COUNT && x.bColumn % COUNT == 0;
    boolean pays = x.bRow == 1 && x.k >= LONG && apart;
    lead = pays ? (x.b0 + HEADER) % COUNT : 0;
    length = Math.ceilDiv(lead + x.k, COUNT) * COUNT;
    // A column has the same bits in any piece. Long pieces are read faster, above all where rows of
    // B are added; short ones let a thread help another that is held up.
    int shortest = Sharing.grain((long) x.m * x.k, 32);
    int longest = shortest * (x.bRow == 1 ? 2 : 8);
    int piece = Math.clamp(x.n / (3 * sharing.threads()) & -16, shortest, longest);
    sharing.forRange(x.n, piece, x.bRow == 1 ? dotting : adding);
  }

  /** The rows of A, padded for B to be read from the beginnings of lines. */
  private float[] padded() {
    Padded padded = PADDED.get();
    if (padded.owner == this && padded.run == runs) {
      return padded.rows;
    }
    Product x = product;
    if (padded.rows.length < x.m * length) {
      padded.rows = new float[x.m * length];
    }
    for (int i = 0; i < x.m; i++) {
      int row = i * length;
      Arrays.fill(padded.rows, row, row + lead, 0);
      System.arraycopy(x.a, x.a0 + i * x.aRow, padded.rows, row + lead, x.k);
      Arrays.fill(padded.rows, row + lead + x.k, row + length, 0);
    }
    padded.owner = this;
    padded.run = runs;
    return padded.rows;
  }

  /**
   * Columns from ... to − 1 as dot products. Four columns of B are read at a time, at distances of
   * a quarter: one core gets more from four places of memory than from one.
   */
  private void addDots(int from, int to) {
    float[] dots = Lanes.room();
    float[] padded = lead > 0 ? padded() : null;
    int first = from;
    int end = to;
    // Columns are vectors apart: the first and the last of an array may lack a neighbour, no other.
    if (lead > 0 && !hasNeighbours(first)) {
      addColumn(dots, null, first);
      first++;
    }
    if (lead > 0 && end > first && !hasNeighbours(end - 1)) {
      end--;
      addColumn(dots, null, end);
    }
    int quarter = (end - first) / 4;
    int most = DOTS / (4 * product.m);
    for (int done = 0; done < quarter; done += most) {
      addGroups(dots, padded, first + done, quarter, Math.min(most, quarter - done));
    }
    for (int j = first + 4 * quarter; j < end; j++) {
      addColumn(dots, padded, j);
    }
  }

  /** Whether what is read with a column of B from line to line is all in its array. */
  private boolean hasNeighbours(int j) {
    int l0 = product.b0 + j * product.bColumn - lead;
    return l0 >= 0 && l0 <= product.b.length - length;
  }

  /**
   * All rows times some groups of four columns: j, j + distance and so on, then those behind each.
   * Only when all are taken they are added to C: what stands between two groups of columns keeps
   * the processor from reading ahead.
   *
   * <p>A vector that lies in two lines takes two reads, so if rows are padded, columns are read
   * from the line in which they begin to the one in which they end, and what belongs to their
   * neighbours is multiplied by 0. If a neighbour is infinite, that is no number; then each column
   * is read alone.
   *
   * @param padded the padded rows of A if all columns have neighbours, or null
   */
  private void addGroups(float[] dots, float[] padded, int j, int distance, int groups) {
    // All in variables of this method: HotSpot would read fields again after each dot product.
    Product x = product;
    boolean lines = padded != null;
    float[] a = lines ? padded : x.a;
    int a0 = lines ? 0 : x.a0;
    int aRow = lines ? length : x.aRow;
    int k = lines ? length : x.k;
    int m = x.m;
    float[] b = x.b;
    int next = x.bColumn;
    int step = distance * next;
    int b0 = x.b0 + j * next - (lines ? lead : 0);
    int end = LINE;
    for (int group = 0; group < groups; group++) {
      for (int i = 0; i < m; i++) {
        dotsInto(dots, end, a, a0 + i * aRow, b, b0, step, k);
        end += 4;
      }
      b0 += next;
    }
    if (lines && !areNumbers(dots, end)) {
      for (int column = 0; column < 4; column++) {
        for (int group = 0; group < groups; group++) {
          addColumn(dots, padded, j + group + column * distance);
        }
      }
      return;
    }
    float[] c = x.c;
    int cColumn = x.cColumn;
    int far = distance * cColumn;
    for (int i = 0; i < m; i++) {
      int c0 = x.c0 + i * x.cRow + j * cColumn;
      for (int dot = LINE + 4 * i; dot < end; dot += 4 * m) {
        c[c0] += dots[dot];
        c[c0 + far] += dots[dot + 1];
        c[c0 + 2 * far] += dots[dot + 2];
        c[c0 + 3 * far] += dots[dot + 3];
        c0 += cColumn;
      }
    }
  }

  /** Whether the dot products before an end add up to a number, or to an infinity. */
  private static boolean areNumbers(float[] dots, int end) {
    float sum = 0;
    for (int dot = LINE; dot < end; dot += 4) {
      sum += (dots[dot] + dots[dot + 1]) + (dots[dot + 2] + dots[dot + 3]);
    }
    return !Float.isNaN(sum);
  }

  /**
   * All rows times one column, by itself if that is no number beside its neighbours.
   *
   * @param padded the padded rows of A if the column has neighbours, or null
   */
  private void addColumn(float[] dots, float[] padded, int j) {
    Product x = product;
    int b0 = x.b0 + j * x.bColumn;
    int l0 = b0 - lead;
    for (int i = 0; i < x.m; i++) {
      if (padded != null) {
        dotsInto(dots, LINE, padded, i * length, x.b, l0, 0, length);
      }
      if (padded == null || Float.isNaN(dots[LINE])) {
        dotsInto(dots, LINE, x.a, x.a0 + i * x.aRow, x.b, b0, 0, x.k);
      }
      x.c[x.c0 + i * x.cRow + j * x.cColumn] += dots[LINE];
    }
  }

  /**
   * Four dot products of a row of A. All four add their lanes in the same order, so a column has
   * the same bits at any of the four places. It is all one method, too long to be inlined, and so
   * compiled alone: apart, and inlined with its callers, it was half as fast in every third run.
   *
   * @param dots the products stand from {@code to} on afterwards, and other things behind them;
   *     what stands before LINE may share its line of the cache with something that others read
   * @param step from a column to the next
   */
  private static void dotsInto(
      float[] dots, int to, float[] a, int a0, float[] b, int b0, int step, int k) {
    int b1 = b0 + step;
    int b2 = b1 + step;
    int b3 = b2 + step;
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
