package dev.stoa.kernel;

/**
 * Scaled dot-product attention of one head over one segment, causal (Vaswani et al. 2017, equation
 * 1).
 *
 * <p>There are n queries and m ≥ n keys and values of size d. Query i stands at position m − n + i
 * and sees the keys 0 ... m − n + i: with m = n that is training, with n = 1 a decode step, with 1
 * &lt; n &lt; m the prefill of a later part of the prompt. Row i of each matrix begins at its
 * offset plus i times its stride, so one head of interleaved rows and one head of a key-value cache
 * are read where they lie.
 *
 * <p>Stateless for callers, safe for many threads. The memory used besides the arguments grows at
 * most linearly with m.
 */
public interface Attention {
  /**
   * o_i = Σ_j p_ij v_j with p_ij = exp(scale · q_i·k_j − logSumExp_i), j ≤ m − n + i.
   *
   * @param o n × d, overwritten
   * @param oOffset first element of o
   * @param oStride distance of two rows of o
   * @param logSumExp n values, overwritten: log Σ_j exp(scale · q_i·k_j), which the backward pass
   *     needs
   * @param logSumExpOffset its first element
   * @param q n × d
   * @param qOffset first element of q
   * @param qStride distance of two rows of q
   * @param k m × d
   * @param kOffset first element of k
   * @param kStride distance of two rows of k
   * @param v m × d
   * @param vOffset first element of v
   * @param vStride distance of two rows of v
   * @param n queries
   * @param m keys and values, at least n
   * @param d size of the head
   * @param scale factor of the scores, usually 1/√d
   */
  void attendInto(
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
      float scale);

  /**
   * Gradients. With p as in the forward pass and δ_i = dO_i · o_i: dV_j += Σ_i p_ij dO_i, dS_ij =
   * p_ij (dO_i · v_j − δ_i), dQ_i += scale Σ_j dS_ij k_j, dK_j += scale Σ_i dS_ij q_i. The
   * probabilities are computed again (Dao et al. 2022, algorithm 4). dQ has the layout of q, dK of
   * k, dV of v, and dO of o.
   *
   * @param dQ n × d, accumulated
   * @param dK m × d, accumulated
   * @param dV m × d, accumulated
   * @param dO n × d
   * @param o result of the forward pass
   * @param oOffset first element of o and dO
   * @param oStride distance of two rows of o and dO
   * @param logSumExp result of the forward pass
   * @param logSumExpOffset its first element
   * @param q n × d
   * @param qOffset first element of q and dQ
   * @param qStride distance of two rows of q and dQ
   * @param k m × d
   * @param kOffset first element of k and dK
   * @param kStride distance of two rows of k and dK
   * @param v m × d
   * @param vOffset first element of v and dV
   * @param vStride distance of two rows of v and dV
   * @param n queries
   * @param m keys and values, at least n
   * @param d size of the head
   * @param scale factor of the scores
   */
  void addGradients(
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
      float scale);
}
