package dev.stoa.reference;

/**
 * The operations of a transformer in double precision, straight from their formulas, without a
 * thought for speed: what the tests compare with. Matrices are arrays of rows.
 */
public final class Reference {
  private Reference() {}

  /** y = x Wᵀ + b; b may be null. */
  public static double[][] linear(double[][] x, double[][] w, double[] b) {
    double[][] y = new double[x.length][w.length];
    for (int i = 0; i < x.length; i++) {
      for (int o = 0; o < w.length; o++) {
        double sum = b == null ? 0 : b[o];
        for (int c = 0; c < x[i].length; c++) {
          sum += x[i][c] * w[o][c];
        }
        y[i][o] = sum;
      }
    }
    return y;
  }

  /** (x − μ) / √(σ² + ε) · weight + bias; bias may be null. */
  public static double[][] layerNorm(double[][] x, double[] weight, double[] bias, double epsilon) {
    double[][] y = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      int n = x[i].length;
      double mean = 0;
      for (double value : x[i]) {
        mean += value / n;
      }
      double variance = 0;
      for (double value : x[i]) {
        variance += (value - mean) * (value - mean) / n;
      }
      y[i] = new double[n];
      for (int c = 0; c < n; c++) {
        double normalized = (x[i][c] - mean) / Math.sqrt(variance + epsilon);
        y[i][c] = normalized * weight[c] + (bias == null ? 0 : bias[c]);
      }
    }
    return y;
  }

  /** x / √(mean(x²) + ε) · weight. */
  public static double[][] rmsNorm(double[][] x, double[] weight, double epsilon) {
    double[][] y = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      int n = x[i].length;
      double meanSquare = 0;
      for (double value : x[i]) {
        meanSquare += value * value / n;
      }
      y[i] = new double[n];
      for (int c = 0; c < n; c++) {
        y[i][c] = x[i][c] / Math.sqrt(meanSquare + epsilon) * weight[c];
      }
    }
    return y;
  }

  /** x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³))). */
  public static double gelu(double x) {
    return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }

  /** z / (1 + exp(−z)). */
  public static double silu(double z) {
    return z / (1 + Math.exp(-z));
  }

  /** a + b. */
  public static double[][] add(double[][] a, double[][] b) {
    double[][] y = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      y[i] = new double[a[i].length];
      for (int c = 0; c < a[i].length; c++) {
        y[i][c] = a[i][c] + b[i][c];
      }
    }
    return y;
  }

  /**
   * Rotary positions: pair i of each head, at position p, turned by p · base^(−2i/d). With halves
   * the pair is (i, i + d/2), otherwise (2i, 2i + 1).
   */
  public static double[][] rotary(
      double[][] x, int[] positions, int headSize, double base, boolean halves) {
    double[][] y = new double[x.length][];
    for (int row = 0; row < x.length; row++) {
      y[row] = x[row].clone();
      for (int head = 0; head < x[row].length; head += headSize) {
        for (int i = 0; i < headSize / 2; i++) {
          double angle = positions[row] * Math.pow(base, -2.0 * i / headSize);
          int first = head + (halves ? i : 2 * i);
          int second = head + (halves ? i + headSize / 2 : 2 * i + 1);
          double a = x[row][first];
          double b = x[row][second];
          y[row][first] = a * Math.cos(angle) - b * Math.sin(angle);
          y[row][second] = a * Math.sin(angle) + b * Math.cos(angle);
        }
      }
    }
    return y;
  }

  /**
   * Causal attention within segments of the given lengths; query head h reads key-value head h /
   * (heads / keyValueHeads).
   */
  public static double[][] attention(
      double[][] q, double[][] k, double[][] v, int[] lengths, int heads, int keyValueHeads) {
    int d = q[0].length / heads;
    double[][] o = new double[q.length][q[0].length];
    int start = 0;
    for (int length : lengths) {
      for (int i = start; i < start + length; i++) {
        for (int head = 0; head < heads; head++) {
          attend(o[i], q[i], k, v, start, i, head * d, head / (heads / keyValueHeads) * d, d);
        }
      }
      start += length;
    }
    return o;
  }

  private static void attend(
      double[] o,
      double[] q,
      double[][] k,
      double[][] v,
      int from,
      int to,
      int qAt,
      int kAt,
      int d) {
    double[] weights = new double[to - from + 1];
    double sum = 0;
    for (int j = from; j <= to; j++) {
      double score = 0;
      for (int c = 0; c < d; c++) {
        score += q[qAt + c] * k[j][kAt + c];
      }
      weights[j - from] = Math.exp(score / Math.sqrt(d));
      sum += weights[j - from];
    }
    for (int j = from; j <= to; j++) {
      for (int c = 0; c < d; c++) {
        o[qAt + c] += weights[j - from] / sum * v[j][kAt + c];
      }
    }
  }

  /** The mean of log Σ exp(logits) − logits[target] over the rows whose target is not −1. */
  public static double crossEntropy(double[][] logits, int[] targets) {
    double sum = 0;
    int counted = 0;
    for (int i = 0; i < logits.length; i++) {
      if (targets[i] >= 0) {
        double total = 0;
        for (double logit : logits[i]) {
          total += Math.exp(logit);
        }
        sum += Math.log(total) - logits[i][targets[i]];
        counted++;
      }
    }
    return sum / counted;
  }
}
