package dev.stoa.kernel;

/**
 * The nonlinear functions of feed-forward layers, element by element. Stateless, safe for many
 * threads.
 */
public interface Activation {
  /**
   * GELU in the tanh form of GPT-2 (Hendrycks and Gimpel 2016, section 2; "gelu_new" in Hugging
   * Face's files): y = x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))).
   *
   * @param y n values, overwritten; may be x itself at the same offset
   * @param yOffset first element of y
   * @param x n values
   * @param xOffset first element of x
   * @param n how many
   */
  void geluInto(float[] y, int yOffset, float[] x, int xOffset, int n);

  /**
   * Gradient of GELU: dX += dY · GELU′(x).
   *
   * @param dX n values, accumulated
   * @param dXOffset first element of dX
   * @param dY gradient of y, n values
   * @param dYOffset first element of dY
   * @param x the input of the forward pass
   * @param xOffset first element of x
   * @param n how many
   */
  void addGeluGradient(
      float[] dX, int dXOffset, float[] dY, int dYOffset, float[] x, int xOffset, int n);

  /**
   * SwiGLU (Shazeer 2020, equation 6): y = silu(gate) · up with silu(z) = z / (1 + exp(−z)).
   *
   * @param y n values, overwritten; may be gate or up at the same offset
   * @param yOffset first element of y
   * @param gate n values
   * @param gateOffset first element of gate
   * @param up n values
   * @param upOffset first element of up
   * @param n how many
   */
  void swiGluInto(
      float[] y, int yOffset, float[] gate, int gateOffset, float[] up, int upOffset, int n);

  /**
   * Gradients of SwiGLU, with s = 1 / (1 + exp(−gate)): dGate += dY · up · s · (1 + gate · (1 −
   * s)), dUp += dY · gate · s.
   *
   * @param dGate n values, accumulated
   * @param dGateOffset first element of dGate
   * @param dUp n values, accumulated
   * @param dUpOffset first element of dUp
   * @param dY gradient of y, n values
   * @param dYOffset first element of dY
   * @param gate the gate of the forward pass
   * @param gateOffset first element of gate
   * @param up the other input of the forward pass
   * @param upOffset first element of up
   * @param n how many
   */
  void addSwiGluGradients(
      float[] dGate,
      int dGateOffset,
      float[] dUp,
      int dUpOffset,
      float[] dY,
      int dYOffset,
      float[] gate,
      int gateOffset,
      float[] up,
      int upOffset,
      int n);
}
