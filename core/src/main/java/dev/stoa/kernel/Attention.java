package dev.stoa.kernel;

/**
 * Scaled dot-product attention of one head over one segment (Vaswani et al. 2017, equation 1), with
 * what later models added to the score: a reach (a window, or both directions), a cap (Gemma 2),
 * and a bias by distance (T5, ALiBi).
 *
 * <p>Stateless for callers, safe for many threads. The memory used besides the arguments grows at
 * most linearly with the number of keys.
 */
public interface Attention {
  /**
   * o_i = Σ_j p_ij v_j with p_ij = exp(s_ij − logSumExp_i) over the keys j that query i sees. s_ij
   * is scale · q_i·k_j, then cap · tanh(s_ij / cap) if there is a cap, then s_ij + bias(j −
   * position_i) if there is a bias. A query that sees no key has o = 0 and logSumExp = 0.
   *
   * @param head overwritten: o and logSumExp
   */
  void attendInto(AttentionHead head);

  /**
   * Gradients. With p as in the forward pass and δ_i = dO_i · o_i: dV_j += Σ_i p_ij dO_i, dS_ij =
   * p_ij (dO_i · v_j − δ_i), which is what bias gets, and through cap and scale dQ_i += Σ_j dS_ij
   * k_j and dK_j += Σ_i dS_ij q_i. The probabilities are computed again (Dao et al. 2022, algorithm
   * 4).
   *
   * @param head with the results of the forward pass and dO; accumulated: dQ, dK, dV and, unless it
   *     is null, dBias
   */
  void addGradients(AttentionHead head);
}
