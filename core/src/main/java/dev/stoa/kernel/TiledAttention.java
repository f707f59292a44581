package dev.stoa.kernel;

import java.util.Arrays;

/**
 * Attention by tiles of queries and keys, made of matrix products and exponentials. The softmax of
 * a row is kept up to date while its keys come by (Milakov and Gimelshein 2018): when the maximum
 * grows, what was summed before is scaled down. So scores exist for one tile at a time, whatever
 * the length (Dao et al. 2022, algorithm 1).
 *
 * <p>Tiles that the causal mask covers are never computed; a tile it cuts through is computed
 * whole, and the masked scores are set to −∞. So these are low, while keys which many queries all
 * see meet them in high tiles: the products pack each tile of keys and values anew. Needs a
 * positive scale.
 */
public final class TiledAttention implements Attention {
  /** Queries of a tile that the causal mask may cut through. */
  private static final int QUERIES = 32;

  /** Queries that come together to keys which all of them see: these are packed once for all. */
  private static final int MOST_QUERIES = 256;

  /** Keys of a tile. */
  private static final int KEYS = 192;

  private final MatrixProduct product;
  private final Softmax softmax;
  private final ThreadLocal<Scratch> scratches = ThreadLocal.withInitial(Scratch::new);

  /** What one thread needs: two tiles, and three values a query. */
  private static final class Scratch {
    final float[] scores = new float[MOST_QUERIES * KEYS];
    final float[] gradients = new float[MOST_QUERIES * KEYS];
    final float[] max = new float[MOST_QUERIES];
    final float[] sum = new float[MOST_QUERIES];
    final float[] factor = new float[MOST_QUERIES];
  }

  /**
   * Attention on the given kernels.
   *
   * @param product computes the scores and the weighted sums
   * @param softmax computes the exponentials
   */
  public TiledAttention(MatrixProduct product, Softmax softmax) {
    this.product = product;
    this.softmax = softmax;
  }

  @Override
  public void attendInto(
      float[] o,
      int oOffset,
      int oStride,
      float[] logSumExp,
      int logSumExpOffset,
      float[] q,
      int qOffset,
      int qStride,
      float[] k,
      int kOffset,
      int kStride,
      float[] v,
      int vOffset,
      int vStride,
      int n,
      int m,
      int d,
      float scale) {
    Scratch scratch = scratches.get();
    for (int i = 0; i < n; i += MOST_QUERIES) {
      int rows = Math.min(MOST_QUERIES, n - i);
      int position = m - n + i;
      int oTile = oOffset + i * oStride;
      int qTile = qOffset + i * qStride;
      clearRows(o, oTile, oStride, rows, d);
      Arrays.fill(scratch.max, 0, rows, Float.NEGATIVE_INFINITY);
      Arrays.fill(scratch.sum, 0, rows, 0);
      int seenByAll = Math.max(0, (position + 1) / KEYS * KEYS);
      for (int j = 0; j < seenByAll; j += KEYS) {
        attendToTile(
            scratch, 0, o, oTile, oStride, q, qTile, qStride, k, kOffset, kStride, v, vOffset,
            vStride, rows, j, KEYS, d, position, scale);
      }
      for (int first = 0; first < rows; first += QUERIES) {
        int few = Math.min(QUERIES, rows - first);
        int visible = position + first + few;
        int oFew = oTile + first * oStride;
        int qFew = qTile + first * qStride;
        for (int j = seenByAll; j < visible; j += KEYS) {
          int columns = Math.min(KEYS, visible - j);
          attendToTile(
              scratch,
              first,
              o,
              oFew,
              oStride,
              q,
              qFew,
              qStride,
              k,
              kOffset,
              kStride,
              v,
              vOffset,
              vStride,
              few,
              j,
              columns,
              d,
              position + first,
              scale);
        }
      }
      for (int r = 0; r < rows; r++) {
        logSumExp[logSumExpOffset + i + r] = (float) (scratch.max[r] + Math.log(scratch.sum[r]));
        scratch.factor[r] = 1 / scratch.sum[r];
      }
      scaleRows(o, oTile, oStride, scratch.factor, 0, rows, d);
    }
  }

  /**
   * Adds the values of one tile of keys to the sums of some queries.
   *
   * @param first index of the first query in the scratch
   * @param j first key of the tile
   * @param position last key that the first query sees; each next query sees one more
   */
  private void attendToTile(
      Scratch scratch,
      int first,
      float[] o,
      int oOffset,
      int oStride,
      float[] q,
      int qOffset,
      int qStride,
      float[] k,
      int kOffset,
      int kStride,
      float[] v,
      int vOffset,
      int vStride,
      int rows,
      int j,
      int columns,
      int d,
      int position,
      float scale) {
    float[] p = scratch.scores;
    int kTile = kOffset + j * kStride;
    int vTile = vOffset + j * vStride;
    scoresInto(p, q, qOffset, qStride, k, kTile, kStride, rows, columns, d);
    probabilitiesInto(scratch, first, rows, columns, position - j + 1, scale);
    if (j > 0) {
      scaleRows(o, oOffset, oStride, scratch.factor, first, rows, d);
    }
    product.addAB(o, oOffset, oStride, p, 0, columns, v, vTile, vStride, rows, d, columns);
  }

  /** S = Q Kᵀ for one tile. */
  private void scoresInto(
      float[] s,
      float[] q,
      int qOffset,
      int qStride,
      float[] k,
      int kOffset,
      int kStride,
      int rows,
      int columns,
      int d) {
    Arrays.fill(s, 0, rows * columns, 0);
    product.addABt(s, 0, columns, q, qOffset, qStride, k, kOffset, kStride, rows, columns, d);
  }

  /**
   * Turns a tile of scores into exp(scale · s − max), with the maximum of all keys so far, and
   * brings the sums up to date. Leaves in factor what earlier sums have to be multiplied with.
   *
   * @param first index of the first query in the scratch
   * @param visible keys of this tile that its first query sees; each next query sees one more
   */
  private void probabilitiesInto(
      Scratch scratch, int first, int rows, int columns, int visible, float scale) {
    float[] p = scratch.scores;
    float[] factor = scratch.factor;
    maskFuture(p, rows, columns, visible);
    for (int r = 0; r < rows; r++) {
      float old = scratch.max[first + r];
      float max = Math.max(old, scale * softmax.max(p, r * columns, columns));
      scratch.max[first + r] = max;
      factor[first + r] = max == old ? 0 : old - max;
    }
    softmax.exponentialsInto(factor, first, factor, first, rows, 1, 0);
    for (int r = 0; r < rows; r++) {
      int row = r * columns;
      int query = first + r;
      float max = scratch.max[query] == Float.NEGATIVE_INFINITY ? 0 : scratch.max[query];
      float sum = softmax.exponentialsInto(p, row, p, row, columns, scale, max);
      scratch.sum[query] = scratch.sum[query] * factor[query] + sum;
    }
  }

  /** Gives the keys that a query of the tile does not see the score −∞. */
  private static void maskFuture(float[] scores, int rows, int columns, int visible) {
    for (int r = 0; r < rows && visible + r < columns; r++) {
      int seen = Math.max(0, visible + r);
      Arrays.fill(scores, r * columns + seen, (r + 1) * columns, Float.NEGATIVE_INFINITY);
    }
  }

  @Override
  public void addGradients(
      float[] dQ,
      float[] dK,
      float[] dV,
      float[] dO,
      float[] o,
      int oOffset,
      int oStride,
      float[] logSumExp,
      int logSumExpOffset,
      float[] q,
      int qOffset,
      int qStride,
      float[] k,
      int kOffset,
      int kStride,
      float[] v,
      int vOffset,
      int vStride,
      int n,
      int m,
      int d,
      float scale) {
    Scratch scratch = scratches.get();
    for (int i = 0; i < n; i += MOST_QUERIES) {
      int rows = Math.min(MOST_QUERIES, n - i);
      int position = m - n + i;
      int oTile = oOffset + i * oStride;
      int qTile = qOffset + i * qStride;
      int sums = logSumExpOffset + i;
      rowDotsInto(scratch.sum, dO, o, oTile, oStride, rows, d);
      int seenByAll = Math.max(0, (position + 1) / KEYS * KEYS);
      for (int j = 0; j < seenByAll; j += KEYS) {
        addGradientsOfTile(
            scratch, 0, dQ, dK, dV, dO, oTile, oStride, logSumExp, sums, q, qTile, qStride, k,
            kOffset, kStride, v, vOffset, vStride, rows, j, KEYS, d, position, scale);
      }
      for (int first = 0; first < rows; first += QUERIES) {
        int few = Math.min(QUERIES, rows - first);
        int visible = position + first + few;
        int oFew = oTile + first * oStride;
        int qFew = qTile + first * qStride;
        for (int j = seenByAll; j < visible; j += KEYS) {
          int columns = Math.min(KEYS, visible - j);
          addGradientsOfTile(
              scratch,
              first,
              dQ,
              dK,
              dV,
              dO,
              oFew,
              oStride,
              logSumExp,
              sums + first,
              q,
              qFew,
              qStride,
              k,
              kOffset,
              kStride,
              v,
              vOffset,
              vStride,
              few,
              j,
              columns,
              d,
              position + first,
              scale);
        }
      }
    }
  }

  /**
   * Adds what one tile of keys and some queries give to the gradients.
   *
   * @param first index of the first query in the scratch, whose sums are the δ of the queries
   * @param j first key of the tile
   * @param position last key that the first query sees; each next query sees one more
   */
  private void addGradientsOfTile(
      Scratch scratch,
      int first,
      float[] dQ,
      float[] dK,
      float[] dV,
      float[] dO,
      int oOffset,
      int oStride,
      float[] logSumExp,
      int logSumExpOffset,
      float[] q,
      int qOffset,
      int qStride,
      float[] k,
      int kOffset,
      int kStride,
      float[] v,
      int vOffset,
      int vStride,
      int rows,
      int j,
      int columns,
      int d,
      int position,
      float scale) {
    float[] p = scratch.scores;
    float[] dS = scratch.gradients;
    int kTile = kOffset + j * kStride;
    int vTile = vOffset + j * vStride;
    scoresInto(p, q, qOffset, qStride, k, kTile, kStride, rows, columns, d);
    scoresInto(dS, dO, oOffset, oStride, v, vTile, vStride, rows, columns, d);
    maskFuture(p, rows, columns, position - j + 1);
    for (int r = 0; r < rows; r++) {
      int row = r * columns;
      float shift = logSumExp[logSumExpOffset + r];
      softmax.exponentialsInto(p, row, p, row, columns, scale, shift);
      scoreGradientsInto(dS, p, row, columns, scratch.sum[first + r], scale);
    }
    product.addAtB(dV, vTile, vStride, p, 0, columns, dO, oOffset, oStride, columns, d, rows);
    product.addAB(dQ, qOffset, qStride, dS, 0, columns, k, kTile, kStride, rows, d, columns);
    product.addAtB(dK, kTile, kStride, dS, 0, columns, q, qOffset, qStride, columns, d, rows);
  }

  /** dS = p · (dP − δ) · scale for one row, where dS holds dP before. */
  private static void scoreGradientsInto(
      float[] dS, float[] p, int row, int columns, float delta, float scale) {
    for (int i = row; i < row + columns; i++) {
      dS[i] = p[i] * (dS[i] - delta) * scale;
    }
  }

  private static void clearRows(float[] x, int xOffset, int xStride, int rows, int d) {
    for (int r = 0; r < rows; r++) {
      Arrays.fill(x, xOffset + r * xStride, xOffset + r * xStride + d, 0);
    }
  }

  private static void scaleRows(
      float[] x, int xOffset, int xStride, float[] factor, int first, int rows, int d) {
    for (int r = 0; r < rows; r++) {
      int row = xOffset + r * xStride;
      float f = factor[first + r];
      for (int i = row; i < row + d; i++) {
        x[i] *= f;
      }
    }
  }

  /** δ_r = a_r · b_r. */
  private void rowDotsInto(
      float[] delta, float[] a, float[] b, int offset, int stride, int rows, int d) {
    Arrays.fill(delta, 0, rows, 0);
    for (int r = 0; r < rows; r++) {
      int row = offset + r * stride;
      product.addABt(delta, r, 1, a, row, stride, b, row, stride, 1, 1, d);
    }
  }
}
