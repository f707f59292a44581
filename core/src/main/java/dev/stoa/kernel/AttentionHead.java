package dev.stoa.kernel;

/**
 * Attention of one head over one segment, as {@link Attention} is asked for it: where everything
 * is, and which keys a query sees. Set again and again instead of being made anew. Used by one
 * thread at a time.
 *
 * <p>Query i stands at position {@code position + i} and key j at position j. The query sees the
 * keys from {@link #from} to {@link #to} − 1.
 */
public final class AttentionHead {
  /** Result, [queries, size]. */
  public final Rows o = new Rows();

  /** Queries, [queries, size]. */
  public final Rows q = new Rows();

  /** Gradient of o. */
  public final Rows dO = new Rows();

  /** Gradient of q, accumulated. */
  public final Rows dQ = new Rows();

  /** Gradient of the keys, accumulated. */
  public final Rows dK = new Rows();

  /** Gradient of the values, accumulated. */
  public final Rows dV = new Rows();

  /** Keys, [keyCount, size]. */
  public Tiles keys;

  /** Values, [keyCount, size]. */
  public Tiles values;

  /** log Σ_j exp(s_ij) of each query, which the backward pass needs. */
  public float[] logSumExp;

  /** Element of the first query. */
  public int logSumExpOffset;

  /** How many queries. */
  public int queries;

  /** How many keys and values. */
  public int keyCount;

  /** Channels of the head. */
  public int size;

  /** Position of the first query. */
  public int position;

  /** Factor of q · k, above 0, usually 1/√size. */
  public float scale;

  /** Scores are kept within ±cap by cap · tanh(s / cap); 0 for no cap. */
  public float cap;

  /** How many positions before its own a query sees. */
  public int before;

  /** How many positions behind its own a query sees. */
  public int after;

  /** What is added to a score by the distance of key and query, or null. */
  public float[] bias;

  /** Element of distance 0; of a key that stands before the query the distance is negative. */
  public int biasOffset;

  /** Gradient of bias, accumulated, or null. */
  public float[] dBias;

  /** Its element of distance 0. */
  public int dBiasOffset;

  /** A head of nothing. */
  public AttentionHead() {}

  /**
   * The first key that a query sees.
   *
   * @param i query
   * @return a key, at least 0
   */
  public int from(int i) {
    return Math.max(0, position + i - before);
  }

  /**
   * The key behind the last one that a query sees.
   *
   * @param i query
   * @return at most the number of keys
   */
  public int to(int i) {
    return (int) Math.min(keyCount, (long) position + i + after + 1);
  }

  /** Lets go of all arrays, which would otherwise live as long as the thread. */
  public void clear() {
    o.set(null, 0, 0);
    q.set(null, 0, 0);
    dO.set(null, 0, 0);
    dQ.set(null, 0, 0);
    dK.set(null, 0, 0);
    dV.set(null, 0, 0);
    keys = null;
    values = null;
    logSumExp = null;
    bias = null;
    dBias = null;
  }
}
