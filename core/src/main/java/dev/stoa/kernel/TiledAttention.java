package dev.stoa.kernel;

import java.util.Arrays;

/**
 * Attention by tiles of queries and keys, made of matrix products and exponentials. The softmax of
 * a row is kept up to date while its keys come by (Milakov and Gimelshein 2018): when the maximum
 * grows, what was summed before is scaled down. So scores exist for one tile at a time, whatever
 * the length (Dao et al. 2022, algorithm 1).
 *
 * <p>Tiles that no query sees are never computed; a tile that only some see is computed whole, and
 * the masked scores are set to −∞. So these are low, while keys which many queries all see meet
 * them in high tiles: the products pack each tile of keys and values anew. Needs a positive scale.
 */
public final class TiledAttention implements Attention {
  /** Queries of a tile that the reach may cut through. */
  private static final int QUERIES = 32;

  /** Queries that come together to keys which all of them see: these are packed once for all. */
  private static final int MOST_QUERIES = 256;

  /** Keys of a tile. */
  private static final int KEYS = Tiles.SIZE;

  private final MatrixProduct product;
  private final Softmax softmax;
  private final ThreadLocal<Scratch> scratches = ThreadLocal.withInitial(Scratch::new);

  /** What one thread needs: two tiles, three values a query, and the piece that is computed. */
  private static final class Scratch {
    final float[] scores = new float[MOST_QUERIES * KEYS];
    final float[] gradients = new float[MOST_QUERIES * KEYS];
    final float[] max = new float[MOST_QUERIES];
    final float[] sum = new float[MOST_QUERIES];
    final float[] factor = new float[MOST_QUERIES];
    final Rows keys = new Rows();
    final Rows values = new Rows();

    /** The derivative of the cap for each score; made when a cap is met. */
    float[] slopes;

    /** First of the queries that come together. */
    int group;

    /** First query of the piece, counted from the group's first. */
    int first;

    /** Queries of the piece. */
    int rows;

    /** First key of the piece. */
    int key;

    /** Keys of the piece. */
    int columns;

    /** Lets go of keys and values, which would otherwise live as long as the thread. */
    void clear() {
      keys.set(null, 0, 0);
      values.set(null, 0, 0);
    }

    /** The piece's first query, counted from the head's first. */
    int query() {
      return group + first;
    }
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
  public void attendInto(AttentionHead head) {
    Scratch scratch = scratches.get();
    for (int i = 0; i < head.queries; i += MOST_QUERIES) {
      int rows = Math.min(MOST_QUERIES, head.queries - i);
      scratch.group = i;
      clearRows(head.o, i, rows, head.size);
      Arrays.fill(scratch.max, 0, rows, Float.NEGATIVE_INFINITY);
      Arrays.fill(scratch.sum, 0, rows, 0);
      walk(head, scratch, rows, false);
      scratch.clear();
      for (int r = 0; r < rows; r++) {
        boolean blind = scratch.sum[r] == 0;
        head.logSumExp[head.logSumExpOffset + i + r] =
            blind ? 0 : (float) (scratch.max[r] + Math.log(scratch.sum[r]));
        scratch.factor[r] = blind ? 0 : 1 / scratch.sum[r];
      }
      scaleRows(head.o, i, rows, scratch.factor, 0, head.size);
    }
  }

  @Override
  public void addGradients(AttentionHead head) {
    Scratch scratch = scratches.get();
    for (int i = 0; i < head.queries; i += MOST_QUERIES) {
      int rows = Math.min(MOST_QUERIES, head.queries - i);
      scratch.group = i;
      rowDotsInto(scratch.sum, head, i, rows);
      walk(head, scratch, rows, true);
      scratch.clear();
    }
  }

  /**
   * Visits each tile of keys once: those that all queries of the group see with all of them, the
   * others with the few queries that see them.
   */
  private void walk(AttentionHead head, Scratch scratch, int rows, boolean backward) {
    int i = scratch.group;
    int commonFrom = Math.ceilDiv(head.from(i + rows - 1), KEYS) * KEYS;
    int commonTo = head.to(i) == head.keyCount ? head.keyCount : head.to(i) / KEYS * KEYS;
    for (int j = commonFrom; j < commonTo; j += KEYS) {
      piece(scratch, 0, rows, j, Math.min(KEYS, commonTo - j));
      visit(head, scratch, j == commonFrom, backward);
    }
    for (int first = 0; first < rows; first += QUERIES) {
      int few = Math.min(QUERIES, rows - first);
      int from = head.from(i + first);
      int to = head.to(i + first + few - 1);
      boolean fresh = commonTo <= commonFrom;
      for (int tile = from / KEYS * KEYS; tile < to; tile += KEYS) {
        int j = Math.max(from, tile);
        if (j < to && (tile < commonFrom || tile >= commonTo)) {
          piece(scratch, first, few, j, Math.min(tile + KEYS, to) - j);
          visit(head, scratch, fresh, backward);
          fresh = false;
        }
      }
    }
  }

  private static void piece(Scratch scratch, int first, int rows, int key, int columns) {
    scratch.first = first;
    scratch.rows = rows;
    scratch.key = key;
    scratch.columns = columns;
  }

  private void visit(AttentionHead head, Scratch scratch, boolean fresh, boolean backward) {
    head.keys.show(scratch.keys, scratch.key, scratch.columns);
    head.values.show(scratch.values, scratch.key, scratch.columns);
    if (backward) {
      addGradientsOfPiece(head, scratch);
    } else {
      attendToPiece(head, scratch, fresh);
    }
  }

  /** Adds the values of a piece to the sums of its queries; fresh if it is their first one. */
  private void attendToPiece(AttentionHead head, Scratch scratch, boolean fresh) {
    float[] p = scratch.scores;
    int d = head.size;
    scoresInto(p, head.q, scratch.keys, scratch, d);
    probabilitiesInto(head, scratch);
    if (!fresh) {
      scaleRows(head.o, scratch.query(), scratch.rows, scratch.factor, scratch.first, d);
    }
    Rows v = scratch.values;
    product.addAB(
        head.o.data,
        head.o.at(scratch.query()),
        head.o.stride,
        p,
        0,
        scratch.columns,
        v.data,
        v.offset,
        v.stride,
        scratch.rows,
        d,
        scratch.columns);
  }

  /** S = A Bᵀ for one piece: rows of queries or of dO, and keys or values. */
  private void scoresInto(float[] s, Rows a, Rows b, Scratch scratch, int d) {
    int rows = scratch.rows;
    int columns = scratch.columns;
    Arrays.fill(s, 0, rows * columns, 0);
    product.addABt(
        s,
        0,
        columns,
        a.data,
        a.at(scratch.query()),
        a.stride,
        b.data,
        b.offset,
        b.stride,
        rows,
        columns,
        d);
  }

  /**
   * Turns products of queries and keys into scores but for the factor that is returned: 1 if the
   * cap or the bias had to be applied.
   */
  private static float finishScores(AttentionHead head, Scratch scratch, boolean backward) {
    if (head.cap == 0 && head.bias == null) {
      return head.scale;
    }
    int columns = scratch.columns;
    if (head.cap > 0 && scratch.slopes == null) {
      scratch.slopes = new float[MOST_QUERIES * KEYS];
    }
    for (int r = 0; r < scratch.rows; r++) {
      int distance = scratch.key - head.position - scratch.query() - r;
      for (int c = 0; c < columns; c++) {
        int at = r * columns + c;
        float s = scratch.scores[at] * head.scale;
        if (head.cap > 0) {
          float tanh = (float) Math.tanh(s / head.cap);
          s = head.cap * tanh;
          if (backward) {
            scratch.slopes[at] = 1 - tanh * tanh;
          }
        }
        scratch.scores[at] = head.bias == null ? s : s + head.bias[head.biasOffset + distance + c];
      }
    }
    return 1;
  }

  /**
   * Turns a piece of scores into exp(s − max), with the maximum of all keys so far, and brings the
   * sums up to date. Leaves in factor what earlier sums have to be multiplied with.
   */
  private void probabilitiesInto(AttentionHead head, Scratch scratch) {
    float scale = finishScores(head, scratch, false);
    float[] p = scratch.scores;
    float[] factor = scratch.factor;
    int first = scratch.first;
    int rows = scratch.rows;
    int columns = scratch.columns;
    maskUnseen(head, scratch);
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

  /** Gives the keys that a query of the piece does not see the score −∞. */
  private static void maskUnseen(AttentionHead head, Scratch scratch) {
    int columns = scratch.columns;
    for (int r = 0; r < scratch.rows; r++) {
      int from = Math.clamp(head.from(scratch.query() + r) - scratch.key, 0, columns);
      int to = Math.clamp(head.to(scratch.query() + r) - scratch.key, from, columns);
      int row = r * columns;
      Arrays.fill(scratch.scores, row, row + from, Float.NEGATIVE_INFINITY);
      Arrays.fill(scratch.scores, row + to, row + columns, Float.NEGATIVE_INFINITY);
    }
  }

  /** Adds what a piece gives to the gradients; the scratch's sums are the δ of the queries. */
  private void addGradientsOfPiece(AttentionHead head, Scratch scratch) {
    float[] p = scratch.scores;
    float[] dS = scratch.gradients;
    int d = head.size;
    int rows = scratch.rows;
    int columns = scratch.columns;
    scoresInto(p, head.q, scratch.keys, scratch, d);
    scoresInto(dS, head.dO, scratch.values, scratch, d);
    float scale = finishScores(head, scratch, true);
    maskUnseen(head, scratch);
    for (int r = 0; r < rows; r++) {
      int row = r * columns;
      float shift = head.logSumExp[head.logSumExpOffset + scratch.query() + r];
      softmax.exponentialsInto(p, row, p, row, columns, scale, shift);
      scoreGradientsInto(dS, p, row, columns, scratch.sum[scratch.first + r], scale);
    }
    if (head.cap > 0 || head.bias != null) {
      finishGradients(head, scratch);
    }
    addProducts(head, scratch);
  }

  /** dV += Pᵀ dO, dQ += dS K, dK += dSᵀ Q. */
  private void addProducts(AttentionHead head, Scratch scratch) {
    float[] p = scratch.scores;
    float[] dS = scratch.gradients;
    int d = head.size;
    int rows = scratch.rows;
    int columns = scratch.columns;
    int query = scratch.query();
    Rows dV = head.dV;
    Rows dO = head.dO;
    product.addAtB(
        dV.data,
        dV.at(scratch.key),
        dV.stride,
        p,
        0,
        columns,
        dO.data,
        dO.at(query),
        dO.stride,
        columns,
        d,
        rows);
    Rows dQ = head.dQ;
    Rows k = scratch.keys;
    product.addAB(
        dQ.data,
        dQ.at(query),
        dQ.stride,
        dS,
        0,
        columns,
        k.data,
        k.offset,
        k.stride,
        rows,
        d,
        columns);
    Rows dK = head.dK;
    Rows q = head.q;
    product.addAtB(
        dK.data,
        dK.at(scratch.key),
        dK.stride,
        dS,
        0,
        columns,
        q.data,
        q.at(query),
        q.stride,
        columns,
        d,
        rows);
  }

  /** dS = p · (dP − δ) · scale for one row, where dS holds dP before. */
  private static void scoreGradientsInto(
      float[] dS, float[] p, int row, int columns, float delta, float scale) {
    for (int i = row; i < row + columns; i++) {
      dS[i] = p[i] * (dS[i] - delta) * scale;
    }
  }

  /** Gives the bias its gradient, and brings dS back through the cap and the scale. */
  private static void finishGradients(AttentionHead head, Scratch scratch) {
    int columns = scratch.columns;
    float[] dS = scratch.gradients;
    for (int r = 0; r < scratch.rows; r++) {
      int distance = scratch.key - head.position - scratch.query() - r;
      for (int c = 0; c < columns; c++) {
        int at = r * columns + c;
        if (head.dBias != null) {
          head.dBias[head.dBiasOffset + distance + c] += dS[at];
        }
        dS[at] *= head.cap > 0 ? scratch.slopes[at] * head.scale : head.scale;
      }
    }
  }

  private static void clearRows(Rows x, int from, int rows, int d) {
    for (int r = from; r < from + rows; r++) {
      Arrays.fill(x.data, x.at(r), x.at(r) + d, 0);
    }
  }

  private static void scaleRows(Rows x, int from, int rows, float[] factor, int first, int d) {
    for (int r = 0; r < rows; r++) {
      int row = x.at(from + r);
      float f = factor[first + r];
      for (int i = row; i < row + d; i++) {
        x.data[i] *= f;
      }
    }
  }

  /** δ_r = dO_r · o_r for some queries. */
  private void rowDotsInto(float[] delta, AttentionHead head, int from, int rows) {
    Arrays.fill(delta, 0, rows, 0);
    Rows a = head.dO;
    Rows b = head.o;
    for (int r = 0; r < rows; r++) {
      int i = from + r;
      product.addABt(
          delta, r, 1, a.data, a.at(i), a.stride, b.data, b.at(i), b.stride, 1, 1, head.size);
    }
  }
}
