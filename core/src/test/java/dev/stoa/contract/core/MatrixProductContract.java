package dev.stoa.contract.core;

import static dev.stoa.contract.core.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a matrix product must do: C += A Bᵀ and, if you like, the two other forms that a linear
 * layer needs. All matrices are row-major, without gaps.
 *
 * <p>To judge a product of your own, extend this class and implement {@link #addABt}. The other
 * forms are made of it by transposing, until you override them too.
 */
@DisplayName("A matrix product")
public abstract class MatrixProductContract {

  /**
   * C += A Bᵀ: c_ij += Σ_p a_ip b_jp.
   *
   * @param c m × n, accumulated
   * @param a m × k
   * @param b n × k
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums
   */
  protected abstract void addABt(float[] c, float[] a, float[] b, int m, int n, int k);

  /**
   * C += A B: c_ij += Σ_p a_ip b_pj.
   *
   * @param c m × n, accumulated
   * @param a m × k
   * @param b k × n
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums
   */
  protected void addAB(float[] c, float[] a, float[] b, int m, int n, int k) {
    addABt(c, a, transposed(b, k, n), m, n, k);
  }

  /**
   * C += Aᵀ B: c_ij += Σ_p a_pi b_pj.
   *
   * @param c m × n, accumulated
   * @param a k × m
   * @param b k × n
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums
   */
  protected void addAtB(float[] c, float[] a, float[] b, int m, int n, int k) {
    addABt(c, transposed(a, k, m), transposed(b, k, n), m, n, k);
  }

  /** The three forms. */
  enum Form {
    A_B_TRANSPOSED,
    A_B,
    A_TRANSPOSED_B
  }

  /** Adds A Bᵀ in the given form, its operands transposed before as the form wants them. */
  private void add(Form form, float[] c, float[] a, float[] b, int m, int n, int k) {
    switch (form) {
      case A_B_TRANSPOSED -> addABt(c, a, b, m, n, k);
      case A_B -> addAB(c, a, transposed(b, n, k), m, n, k);
      case A_TRANSPOSED_B -> addAtB(c, transposed(a, m, k), transposed(b, n, k), m, n, k);
    }
  }

  private static float[] transposed(float[] x, int rows, int columns) {
    float[] y = new float[x.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        y[j * rows + i] = x[i * columns + j];
      }
    }
    return y;
  }

  @Nested
  @DisplayName("in a worked example with A = (1 2; 3 4) and B = (5 6; 7 8)")
  class WorkedExample {
    private final float[] a = {1, 2, 3, 4};
    private final float[] b = {5, 6, 7, 8};
    private final float[] c = new float[4];

    /** 1·5 + 2·6 = 17, 1·7 + 2·8 = 23, 3·5 + 4·6 = 39, 3·7 + 4·8 = 53. */
    @Test
    void timesTransposedTakesRowsTimesRows() {
      addABt(c, a, b, 2, 2, 2);
      assertArrayEquals(new float[] {17, 23, 39, 53}, c);
    }

    /** 1·5 + 2·7 = 19, 1·6 + 2·8 = 22, 3·5 + 4·7 = 43, 3·6 + 4·8 = 50. */
    @Test
    void timesTakesRowsTimesColumns() {
      addAB(c, a, b, 2, 2, 2);
      assertArrayEquals(new float[] {19, 22, 43, 50}, c);
    }

    /** 1·5 + 3·7 = 26, 1·6 + 3·8 = 30, 2·5 + 4·7 = 38, 2·6 + 4·8 = 44. */
    @Test
    void transposedTimesTakesColumnsTimesColumns() {
      addAtB(c, a, b, 2, 2, 2);
      assertArrayEquals(new float[] {26, 30, 38, 44}, c);
    }

    /** 100 + 17 and so on: what C held before stays in the sum. */
    @Test
    void theProductIsAdded() {
      float[] sum = {100, 200, 300, 400};
      addABt(sum, a, b, 2, 2, 2);
      assertArrayEquals(new float[] {117, 223, 339, 453}, sum);
    }
  }

  @Nested
  @DisplayName("keeps the laws")
  class Laws {

    @ParameterizedTest
    @EnumSource(Form.class)
    void theIdentityLeavesTheOtherMatrix(Form form) {
      int n = 21;
      float[] identity = new float[n * n];
      for (int i = 0; i < n; i++) {
        identity[i * n + i] = 1;
      }
      float[] b = Draws.normal(1, n * n);
      float[] c = new float[n * n];
      add(form, c, identity, b, n, n, n);
      assertArrayEquals(transposed(b, n, n), c);
    }

    /** In whole numbers, where nothing is rounded: (A B)ᵀ = Bᵀ Aᵀ. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void transposingTheResultSwapsTheOperands(Form form) {
      int m = 19;
      int n = 37;
      int k = 23;
      float[] a = Draws.integers(2, m * k);
      float[] b = Draws.integers(3, n * k);
      float[] c = new float[m * n];
      float[] mirrored = new float[n * m];
      add(form, c, a, b, m, n, k);
      add(form, mirrored, b, a, n, m, k);
      assertArrayEquals(transposed(c, m, n), mirrored);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void addingTheProductOfTheNegativeTakesItBack(Form form) {
      int size = 18;
      float[] a = Draws.integers(4, size * size);
      float[] b = Draws.integers(5, size * size);
      float[] c = Draws.integers(6, size * size);
      float[] before = c.clone();
      add(form, c, a, b, size, size, size);
      for (int i = 0; i < a.length; i++) {
        a[i] = -a[i];
      }
      add(form, c, a, b, size, size, size);
      assertArrayEquals(before, c);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void equalCallsGiveEqualBits(Form form) {
      float[] a = Draws.normal(7, 33 * 70);
      float[] b = Draws.normal(8, 29 * 70);
      float[] first = new float[33 * 29];
      float[] second = new float[33 * 29];
      add(form, first, a, b, 33, 29, 70);
      add(form, second, a, b, 33, 29, 70);
      assertArrayEquals(first, second);
    }
  }

  @Nested
  @DisplayName("holds at the edges")
  class Edges {

    @ParameterizedTest
    @CsvSource({"0,3,2", "3,0,2", "3,2,0", "0,0,0"})
    void withoutRowsColumnsOrTermsNothingChanges(int m, int n, int k) {
      for (Form form : Form.values()) {
        float[] c = Draws.normal(1, m * n);
        float[] before = c.clone();
        add(form, c, new float[m * k], new float[n * k], m, n, k);
        assertArrayEquals(before, c);
      }
    }

    /** 2⁻¹⁴⁹ is the smallest float; seven times 3 · 2⁻¹⁴⁹ is exact. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void denormalsAreNotLost(Form form) {
      int m = 6;
      int n = 17;
      float[] a = new float[m * 7];
      float[] b = new float[n * 7];
      Arrays.fill(a, Float.MIN_VALUE);
      Arrays.fill(b, 3);
      float[] c = new float[m * n];
      add(form, c, a, b, m, n, 7);
      for (float x : c) {
        assertTrue(x == 21 * Float.MIN_VALUE, "7 · 3 · 2⁻¹⁴⁹ became " + x);
      }
    }

    /** A tile that is filled up with zeros must not let 0 · ∞ = NaN into other rows or columns. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void infinityAndNanStayInTheirRowAndColumn(Form form) {
      int m = 7;
      int n = 18;
      int k = 5;
      float[] a = Draws.normal(9, m * k);
      float[] b = Draws.normal(10, n * k);
      double[] expected = product(new float[m * n], a, b, m, n, k);
      a[2 * k + 1] = Float.NaN;
      b[16 * k + 3] = Float.POSITIVE_INFINITY;
      float[] c = new float[m * n];
      add(form, c, a, b, m, n, k);
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          boolean touched = i == 2 || j == 16;
          boolean finite = Float.isFinite(c[i * n + j]);
          assertTrue(touched != finite, "[" + i + ", " + j + "] is " + c[i * n + j]);
          if (!touched) {
            // A sum of 5 products, each below 16.
            double bound = k * k * 16 * Close.ROUNDING;
            assertEquals(expected[i * n + j], c[i * n + j], bound);
          }
        }
      }
    }
  }

  @Nested
  @DisplayName("agrees with a product in double")
  class Agreement {

    @Test
    void atEveryNumberOfRows() {
      for (int m : Draws.lengths()) {
        check(m, 21, 13);
      }
    }

    @Test
    void atEveryNumberOfColumns() {
      for (int n : Draws.lengths()) {
        check(6, n, 13);
      }
    }

    @Test
    void atEveryLengthOfTheSums() {
      for (int k : Draws.lengths()) {
        check(6, 18, k);
      }
    }

    @Test
    void atEveryLengthForOneRow() {
      for (int k : Draws.lengths()) {
        check(1, 7, k);
        check(7, 1, k);
      }
    }

    @ParameterizedTest
    @CsvSource({"2,3,70", "3,2,257", "4,5,600", "5,4,8", "5,5,511", "64,64,32", "33,130,257"})
    void atSizesWhereBlocksMeet(int m, int n, int k) {
      check(m, n, k);
    }

    @Test
    void atRandomSizes() {
      Random random = new Random(11);
      for (int i = 0; i < 60; i++) {
        check(random.nextInt(1, 50), random.nextInt(1, 50), random.nextInt(1, 50));
      }
    }

    /** A sum of k products and c, in any order, is off by at most (k + 2) · 2⁻²⁴ · Σ|terms|. */
    private void check(int m, int n, int k) {
      float[] a = Draws.normal(m, m * k);
      float[] b = Draws.normal(n + 100, n * k);
      float[] before = Draws.normal(k + 200, m * n);
      double[] expected = product(before, a, b, m, n, k);
      double[] bounds = product(absolute(before), absolute(a), absolute(b), m, n, k);
      for (int i = 0; i < bounds.length; i++) {
        bounds[i] = (k + 2) * Close.ROUNDING * bounds[i];
      }
      for (Form form : Form.values()) {
        float[] c = before.clone();
        add(form, c, a, b, m, n, k);
        assertClose(form + " " + m + " x " + n + " x " + k, expected, c, bounds, m, n);
      }
    }
  }

  private static float[] absolute(float[] x) {
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.abs(x[i]);
    }
    return y;
  }

  private static double[] product(float[] c, float[] a, float[] b, int m, int n, int k) {
    double[] sum = Draws.doubles(c);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int p = 0; p < k; p++) {
          sum[i * n + j] += (double) a[i * k + p] * b[j * k + p];
        }
      }
    }
    return sum;
  }
}
