package dev.stoa.contract.core;

/**
 * Causal attention in double, one formula after the other, with bounds for what float32 may lose.
 * It shares nothing with the library.
 */
final class AttentionReference {
  final int queries;
  final int keys;
  final int size;
  final double[] q;
  final double[] k;
  final double[] v;

  AttentionReference(int queries, int keys, int size, double[] q, double[] k, double[] v) {
    this.queries = queries;
    this.keys = keys;
    this.size = size;
    this.q = q;
    this.k = k;
    this.v = v;
  }

  static AttentionReference of(int queries, int keys, int size, float[] q, float[] k, float[] v) {
    return new AttentionReference(
        queries, keys, size, Draws.doubles(q), Draws.doubles(k), Draws.doubles(v));
  }

  /** Keys that query i sees. */
  private int visible(int i) {
    return keys - queries + i + 1;
  }

  /** s_ij = q_i · k_j / √d. */
  private double score(int i, int j) {
    return dot(q, i, k, j) / Math.sqrt(size);
  }

  private double dot(double[] a, int i, double[] b, int j) {
    double sum = 0;
    for (int x = 0; x < size; x++) {
      sum += a[i * size + x] * b[j * size + x];
    }
    return sum;
  }

  /** p_ij = exp s_ij / Σ_j exp s_ij, over the keys that query i sees. */
  double[] probabilities(int i) {
    double[] p = new double[visible(i)];
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < p.length; j++) {
      p[j] = score(i, j);
      max = Math.max(max, p[j]);
    }
    double sum = 0;
    for (int j = 0; j < p.length; j++) {
      p[j] = Math.exp(p[j] - max);
      sum += p[j];
    }
    for (int j = 0; j < p.length; j++) {
      p[j] /= sum;
    }
    return p;
  }

  /** o_i = Σ_j p_ij v_j. */
  double[] out() {
    double[] out = new double[queries * size];
    for (int i = 0; i < queries; i++) {
      double[] p = probabilities(i);
      for (int j = 0; j < p.length; j++) {
        for (int x = 0; x < size; x++) {
          out[i * size + x] += p[j] * v[j * size + x];
        }
      }
    }
    return out;
  }

  /** The same sums of absolute values, times the relative error of a probability. */
  double[] outBounds() {
    double[] bounds = new double[queries * size];
    double error = relativeError();
    for (int i = 0; i < queries; i++) {
      double[] p = probabilities(i);
      for (int j = 0; j < p.length; j++) {
        for (int x = 0; x < size; x++) {
          bounds[i * size + x] += error * p[j] * Math.abs(v[j * size + x]) + 1e-36;
        }
      }
    }
    return bounds;
  }

  /**
   * A score is a sum of d products, off by (d + 3) · 2⁻²⁴ of its terms; the error of a score is a
   * relative error of its probability, and so is that of the row's sum. The sums over keys add one
   * rounding a key, and two for tiles that are scaled again.
   */
  double relativeError() {
    double terms = 0;
    for (int i = 0; i < queries; i++) {
      for (int j = 0; j < visible(i); j++) {
        double sum = 0;
        for (int x = 0; x < size; x++) {
          sum += Math.abs(q[i * size + x] * k[j * size + x]);
        }
        terms = Math.max(terms, sum / Math.sqrt(size));
      }
    }
    return (2 * (size + 5) * terms + 3 * keys + 16) * Close.ROUNDING;
  }

  /** Gradients of Σ dOut · out. */
  final class Gradients {
    final double[] dQ = new double[q.length];
    final double[] dK = new double[k.length];
    final double[] dV = new double[v.length];

    /** What float32 may lose of each: the same sums of absolute values, times a relative error. */
    final double[] dQBounds = new double[q.length];

    final double[] dKBounds = new double[k.length];
    final double[] dVBounds = new double[v.length];

    Gradients(double[] dOut) {
      double[] out = out();
      double scale = 1 / Math.sqrt(size);
      double error = 4 * relativeError();
      for (int i = 0; i < queries; i++) {
        double[] p = probabilities(i);
        double delta = dot(dOut, i, out, i);
        for (int j = 0; j < p.length; j++) {
          double dP = dot(dOut, i, v, j);
          double dS = p[j] * (dP - delta) * scale;
          double loss = p[j] * (terms(dOut, i, v, j) + terms(dOut, i, out, i)) * scale * error;
          for (int x = 0; x < size; x++) {
            int atQuery = i * size + x;
            int atKey = j * size + x;
            dV[atKey] += p[j] * dOut[atQuery];
            dQ[atQuery] += dS * k[atKey];
            dK[atKey] += dS * q[atQuery];
            dVBounds[atKey] += p[j] * Math.abs(dOut[atQuery]) * error + 1e-36;
            dQBounds[atQuery] += loss * Math.abs(k[atKey]) + 1e-36;
            dKBounds[atKey] += loss * Math.abs(q[atQuery]) + 1e-36;
          }
        }
      }
    }

    private double terms(double[] a, int i, double[] b, int j) {
      double sum = 0;
      for (int x = 0; x < size; x++) {
        sum += Math.abs(a[i * size + x] * b[j * size + x]);
      }
      return sum;
    }
  }
}
