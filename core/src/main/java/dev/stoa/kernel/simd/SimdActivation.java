package dev.stoa.kernel.simd;

import static dev.stoa.kernel.simd.Exponential.sigmoid;
import static dev.stoa.kernel.simd.Lanes.COUNT;
import static dev.stoa.kernel.simd.Lanes.FLOATS;

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
    FloatVector a = FloatVector.broadcast(FLOATS, A);
    FloatVector b = FloatVector.broadcast(FLOATS, B);
    int i = 0;
    for (int whole = n & -COUNT; i < whole; i += COUNT) {
      FloatVector z = FloatVector.fromArray(FLOATS, x, xOffset + i);
      z.mul(sigmoid(z.mul(z).fma(b, a).mul(z))).intoArray(y, yOffset + i);
    }
    for (; i < n; i++) {
      float z = x[xOffset + i];
      y[yOffset + i] = z * sigmoid(Math.fma(z * z, B, A) * z);
    }
  }

  /** With s = σ(x (A + B x²)): GELU′ = s + x s (1 − s) (A + 3 B x²). */
  @Override
  public void addGeluGradient(
      float[] dX, int dXOffset, float[] dY, int dYOffset, float[] x, int xOffset, int n) {
    FloatVector a = FloatVector.broadcast(FLOATS, A);
    FloatVector b = FloatVector.broadcast(FLOATS, B);
    FloatVector b3 = FloatVector.broadcast(FLOATS, 3 * B);
    int i = 0;
    for (int whole = n & -COUNT; i < whole; i += COUNT) {
      FloatVector z = FloatVector.fromArray(FLOATS, x, xOffset + i);
      FloatVector square = z.mul(z);
      FloatVector s = sigmoid(square.fma(b, a).mul(z));
      FloatVector inner = square.fma(b3, a).mul(z);
      FloatVector slope = s.sub(s.mul(s)).fma(inner, s);
      FloatVector dOut = FloatVector.fromArray(FLOATS, dY, dYOffset + i);
      FloatVector sum = FloatVector.fromArray(FLOATS, dX, dXOffset + i);
      dOut.fma(slope, sum).intoArray(dX, dXOffset + i);
    }
    for (; i < n; i++) {
      float z = x[xOffset + i];
      float square = z * z;
      float s = sigmoid(Math.fma(square, B, A) * z);
      float inner = Math.fma(square, 3 * B, A) * z;
      float slope = Math.fma(s - s * s, inner, s);
      dX[dXOffset + i] = Math.fma(dY[dYOffset + i], slope, dX[dXOffset + i]);
    }
  }

  @Override
  public void swiGluInto(
      float[] y, int yOffset, float[] gate, int gateOffset, float[] up, int upOffset, int n) {
    int i = 0;
    for (int whole = n & -COUNT; i < whole; i += COUNT) {
      FloatVector g = FloatVector.fromArray(FLOATS, gate, gateOffset + i);
      FloatVector u = FloatVector.fromArray(FLOATS, up, upOffset + i);
      g.mul(sigmoid(g)).mul(u).intoArray(y, yOffset + i);
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
    FloatVector one = FloatVector.broadcast(FLOATS, 1);
    int i = 0;
    for (int whole = n & -COUNT; i < whole; i += COUNT) {
      FloatVector g = FloatVector.fromArray(FLOATS, gate, gateOffset + i);
      FloatVector s = sigmoid(g);
      FloatVector slope = one.sub(s).fma(g, one).mul(s);
      FloatVector dOut = FloatVector.fromArray(FLOATS, dY, dYOffset + i);
      FloatVector dSilu = dOut.mul(FloatVector.fromArray(FLOATS, up, upOffset + i));
      FloatVector gateSum = FloatVector.fromArray(FLOATS, dGate, dGateOffset + i);
      dSilu.fma(slope, gateSum).intoArray(dGate, dGateOffset + i);
      FloatVector upSum = FloatVector.fromArray(FLOATS, dUp, dUpOffset + i);
      dOut.fma(g.mul(s), upSum).intoArray(dUp, dUpOffset + i);
    }
    for (; i < n; i++) {
      float g = gate[gateOffset + i];
      float s = sigmoid(g);
      float slope = Math.fma(1 - s, g, 1) * s;
      float dOut = dY[dYOffset + i];
      int atGate = dGateOffset + i;
      dGate[atGate] = Math.fma(dOut * up[upOffset + i], slope, dGate[atGate]);
      dUp[dUpOffset + i] = Math.fma(dOut, g * s, dUp[dUpOffset + i]);
    }
  }
}
