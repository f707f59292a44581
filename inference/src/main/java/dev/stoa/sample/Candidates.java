package dev.stoa.sample;

/**
 * The tokens that may still come next, with their logits. Steps of a chain change the logits and
 * drop tokens; the tokens stay in the order of their ids. Used by one thread at a time.
 *
 * <p>A token is better than another if its logit is greater, or if both are equal and its id is
 * lower, so there is always one best token.
 */
public final class Candidates {
  private final float[] logits;
  private final int[] ids;
  private final int[] heap;
  private final boolean[] seen;
  private int size;
  private int heapSize;

  /**
   * Room for a vocabulary.
   *
   * @param vocabularySize how many tokens there are, at least 1
   * @throws IllegalArgumentException for fewer than 1
   */
  public Candidates(int vocabularySize) {
    if (vocabularySize < 1) {
      throw new IllegalArgumentException(
          "vocabularySize must be at least 1, not " + vocabularySize);
    }
    logits = new float[vocabularySize];
    ids = new int[vocabularySize];
    heap = new int[vocabularySize];
    seen = new boolean[vocabularySize];
  }

  /**
   * Begins with the whole vocabulary.
   *
   * @param from logits, one for each token; −∞ drops a token
   * @param offset the first of them
   * @throws IllegalArgumentException if one is NaN or +∞, or all are −∞
   */
  void begin(float[] from, int offset) {
    size = 0;
    for (int id = 0; id < logits.length; id++) {
      float logit = from[offset + id];
      logits[id] = logit;
      if (!(logit < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the logit of token %d is %s: the model's weights or its input are damaged"
                .formatted(id, logit));
      }
      if (logit != Float.NEGATIVE_INFINITY) {
        ids[size++] = id;
      }
    }
    if (size == 0) {
      throw new IllegalArgumentException("all logits are -Infinity: no token is possible");
    }
  }

  /**
   * How many tokens are left.
   *
   * @return at least 1
   */
  public int size() {
    return size;
  }

  /**
   * One of the tokens that are left.
   *
   * @param index from 0, in the order of ids
   * @return its id
   */
  public int id(int index) {
    return ids[index];
  }

  /**
   * The logit of a token.
   *
   * @param id a token that is left
   * @return its logit as the steps before have left it
   */
  public float logit(int id) {
    return logits[id];
  }

  /**
   * Changes the logit of a token.
   *
   * @param id a token that is left
   * @param logit a finite number
   */
  public void setLogit(int id, float logit) {
    logits[id] = logit;
  }

  /**
   * Whether a token occurs in the text so far.
   *
   * @param id any token
   * @return true if the sampler has seen it
   */
  public boolean seen(int id) {
    return seen[id];
  }

  /** Marks a token as seen. */
  void see(int id) {
    seen[id] = true;
  }

  /** Marks all tokens as not seen. */
  void forgetSeen() {
    java.util.Arrays.fill(seen, false);
  }

  /**
   * The best token that is left.
   *
   * @return its id
   */
  public int best() {
    int best = ids[0];
    for (int i = 1; i < size; i++) {
      if (logits[ids[i]] > logits[best]) {
        best = ids[i];
      }
    }
    return best;
  }

  /**
   * Begins to go through the tokens from the best on. Costs as much as one look at each; each
   * {@link #nextBest} costs a logarithm of that.
   */
  public void rank() {
    System.arraycopy(ids, 0, heap, 0, size);
    heapSize = size;
    for (int i = size / 2 - 1; i >= 0; i--) {
      sink(i);
    }
  }

  /**
   * The best token that was not given since {@link #rank}.
   *
   * @return its id, or −1 when all were given
   */
  public int nextBest() {
    if (heapSize == 0) {
      return -1;
    }
    int best = heap[0];
    heap[0] = heap[--heapSize];
    sink(0);
    return best;
  }

  /**
   * Drops every token that is worse than a given one.
   *
   * @param worst a token that is left, the worst that stays
   */
  public void dropWorseThan(int worst) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!better(worst, ids[i])) {
        ids[kept++] = ids[i];
      }
    }
    size = kept;
  }

  /**
   * How likely a token is, compared with the best one.
   *
   * @param id a token that is left
   * @param best the best token that is left
   * @return exp(logit − best logit), in [0, 1]
   */
  public double weight(int id, int best) {
    return Math.exp((double) logits[id] - logits[best]);
  }

  /**
   * The sum of all weights, in the order of ids.
   *
   * @param best the best token that is left
   * @return at least 1; a token's probability is its weight divided by this
   */
  public double totalWeight(int best) {
    double total = 0;
    for (int i = 0; i < size; i++) {
      total += weight(ids[i], best);
    }
    return total;
  }

  private boolean better(int a, int b) {
    return logits[a] > logits[b] || logits[a] == logits[b] && a < b;
  }

  private void sink(int parent) {
    int id = heap[parent];
    while (true) {
      int child = 2 * parent + 1;
      if (child >= heapSize) {
        break;
      }
      if (child + 1 < heapSize && better(heap[child + 1], heap[child])) {
        child++;
      }
      if (!better(heap[child], id)) {
        break;
      }
      heap[parent] = heap[child];
      parent = child;
    }
    heap[parent] = id;
  }
}
