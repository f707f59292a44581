package dev.stoa.contract.training;

/** The formulas of {@link OptimizerContract} in double, one value at a time. */
final class DoubleAdamW {
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double weightDecay;
  private final double[] m;
  private final double[] v;
  private int t;

  DoubleAdamW(int size, double beta1, double beta2, double epsilon, double weightDecay) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    m = new double[size];
    v = new double[size];
  }

  void step(double[] theta, float[] g, double rate) {
    t++;
    for (int i = 0; i < theta.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      double mean = m[i] / (1 - Math.pow(beta1, t));
      double square = v[i] / (1 - Math.pow(beta2, t));
      theta[i] -= rate * weightDecay * theta[i] + rate * mean / (Math.sqrt(square) + epsilon);
    }
  }
}
