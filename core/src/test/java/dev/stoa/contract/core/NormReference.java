package dev.stoa.contract.core;

import java.util.Arrays;

/** LayerNorm and RmsNorm of a row in double, and the derivatives of both by central differences. */
final class NormReference {
  private static final double STEP = 1e-5;

  private final boolean centered;
  private final double[] x;
  private final double[] weight;
  private final double[] bias;
  private final double epsilon;

  /** Mean of |x|. */
  final double meanMagnitude;

  /** 1 / √(σ² + ε). */
  final double rootInverse;

  private NormReference(boolean centered, double[] x, double[] weight, double[] bias, double eps) {
    this.centered = centered;
    this.x = x;
    this.weight = weight;
    this.bias = bias;
    this.epsilon = eps;
    this.meanMagnitude = Arrays.stream(x).map(Math::abs).average().getAsDouble();
    this.rootInverse = rootInverse();
  }

  static NormReference layer(float[] x, float[] weight, float[] bias, float epsilon) {
    double[] summand = bias == null ? new double[x.length] : Draws.doubles(bias);
    return new NormReference(true, Draws.doubles(x), Draws.doubles(weight), summand, epsilon);
  }

  static NormReference rms(float[] x, float[] weight, float epsilon) {
    double[] none = new double[x.length];
    return new NormReference(false, Draws.doubles(x), Draws.doubles(weight), none, epsilon);
  }

  private double mean() {
    return centered ? Arrays.stream(x).average().getAsDouble() : 0;
  }

  private double rootInverse() {
    double mean = mean();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().getAsDouble();
    return 1 / Math.sqrt(variance + epsilon);
  }

  double[] y() {
    double mean = mean();
    double factor = rootInverse();
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = (x[i] - mean) * factor * weight[i] + bias[i];
    }
    return y;
  }

  double[] dX(float[] dY) {
    return differences(x, dY);
  }

  double[] dWeight(float[] dY) {
    return differences(weight, dY);
  }

  /** Derivatives of L = Σ dY · y to each element of an input: (L(v + h) − L(v − h)) / 2h. */
  private double[] differences(double[] input, float[] dY) {
    double[] derivatives = new double[input.length];
    for (int i = 0; i < input.length; i++) {
      double before = input[i];
      input[i] = before + STEP;
      double above = loss(dY);
      input[i] = before - STEP;
      derivatives[i] = (above - loss(dY)) / (2 * STEP);
      input[i] = before;
    }
    return derivatives;
  }

  private double loss(float[] dY) {
    double[] y = y();
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += y[i] * dY[i];
    }
    return sum;
  }
}
