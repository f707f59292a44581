package dev.stoa.kernel.simd;

import dev.stoa.kernel.Activation;
import jdk.incubator.vector.FloatVector;

/**
 * GELU and SwiGLU on vectors. Both are made of the sigmoid σ(z) = 1 / (1 + exp(−z)): since (1 +
 * tanh u) / 2 = σ(2u), GELU is x · σ(2u) with 2u = x · (A + B x²), and SwiGLU is gate · σ(gate) ·
 * up.
 */
final class SimdActivation implements Activation {
  /** 2 √(2/π). */
  private static final float A = 1.5957692f;

  /** 2 √(2/π) · 0.044715. */
  private static final float B = 0.07135482f;

  @Override
  public void geluInto(float[] y, int yOffset, float[] x, int xOffset, int n) {
    int i = 0;
    for (; i < Lanes.floor(n); i += Lanes.COUNT) {
      FloatVector z = Lanes.load(x, xOffset + i);
      FloatVector s = sigmoid(z.mul(Lanes.multiplyAdd(z.mul(z), constant(B), constant(A))));
      z.mul(s).intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      float z = x[xOffset + i];
      y[yOffset + i] = z * sigmoid(z * Lanes.multiplyAdd(z * z, B, A));
    }
  }

  /** With s = σ(x (A + B x²)): GELU′ = s + x s (1 − s) (A + 3 B x²). */
  @Override
  public void addGeluGradient(
      float[] dX, int dXOffset, float[] dY, int dYOffset, float[] x, int xOffset, int n) {
    int i = 0;
    for (; i < Lanes.floor(n); i += Lanes.COUNT) {
      FloatVector z = Lanes.load(x, xOffset + i);
      FloatVector square = z.mul(z);
      FloatVector s = sigmoid(z.mul(Lanes.multiplyAdd(square, constant(B), constant(A))));
      FloatVector inner = z.mul(Lanes.multiplyAdd(square, constant(3 * B), constant(A)));
      FloatVector slope = Lanes.multiplyAdd(s.mul(constant(1).sub(s)), inner, s);
      FloatVector sum = Lanes.load(dX, dXOffset + i);
      Lanes.multiplyAdd(Lanes.load(dY, dYOffset + i), slope, sum).intoArray(dX, dXOffset + i);
    }
    for (; i < n; i++) {
      float z = x[xOffset + i];
      float square = z * z;
      float s = sigmoid(z * Lanes.multiplyAdd(square, B, A));
      float inner = z * Lanes.multiplyAdd(square, 3 * B, A);
      float slope = Lanes.multiplyAdd(s * (1 - s), inner, s);
      dX[dXOffset + i] = Lanes.multiplyAdd(dY[dYOffset + i], slope, dX[dXOffset + i]);
    }
  }

  @Override
  public void swiGluInto(
      float[] y, int yOffset, float[] gate, int gateOffset, float[] up, int upOffset, int n) {
    int i = 0;
    for (; i < Lanes.floor(n); i += Lanes.COUNT) {
      FloatVector g = Lanes.load(gate, gateOffset + i);
      g.mul(sigmoid(g)).mul(Lanes.load(up, upOffset + i)).intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      float g = gate[gateOffset + i];
      y[yOffset + i] = g * sigmoid(g) * up[upOffset + i];
    }
  }

  @Override
  public void addSwiGluGradients(
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
      int n) {
    int i = 0;
    for (; i < Lanes.floor(n); i += Lanes.COUNT) {
      FloatVector g = Lanes.load(gate, gateOffset + i);
      FloatVector s = sigmoid(g);
      FloatVector dOut = Lanes.load(dY, dYOffset + i);
      FloatVector slope = s.mul(Lanes.multiplyAdd(g, constant(1).sub(s), constant(1)));
      FloatVector dSilu = dOut.mul(Lanes.load(up, upOffset + i));
      Lanes.multiplyAdd(dSilu, slope, Lanes.load(dGate, dGateOffset + i))
          .intoArray(dGate, dGateOffset + i);
      Lanes.multiplyAdd(dOut, g.mul(s), Lanes.load(dUp, dUpOffset + i))
          .intoArray(dUp, dUpOffset + i);
    }
    for (; i < n; i++) {
      float g = gate[gateOffset + i];
      float s = sigmoid(g);
      float dOut = dY[dYOffset + i];
      float slope = s * Lanes.multiplyAdd(g, 1 - s, 1);
      int atGate = dGateOffset + i;
      dGate[atGate] = Lanes.multiplyAdd(dOut * up[upOffset + i], slope, dGate[atGate]);
      dUp[dUpOffset + i] = Lanes.multiplyAdd(dOut, g * s, dUp[dUpOffset + i]);
    }
  }

  private static FloatVector sigmoid(FloatVector z) {
    return constant(1).div(Exponential.exp(z.neg()).add(1));
  }

  private static float sigmoid(float z) {
    return 1 / (1 + Exponential.exp(-z));
  }

  private static FloatVector constant(float x) {
    return Lanes.broadcast(x);
  }
}
