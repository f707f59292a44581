package dev.stoa.values;

import dev.stoa.contract.core.Values;

/** The formulas of layers in double, for matrices. */
public final class Plain {
  private Plain() {}

  /** a + b. */
  public static Values add(Values a, Values b) {
    return Values.of(i -> a.at(i) + b.at(i), a.shape());
  }

  /** x Wᵀ + b; without b if it is null. */
  public static Values linear(Values x, Values w, Values b) {
    int in = w.shape()[1];
    return Values.of(
        i -> {
          double sum = b == null ? 0 : b.data()[i[1]];
          for (int c = 0; c < in; c++) {
            sum += x.at(i[0], c) * w.at(i[1], c);
          }
          return sum;
        },
        x.shape()[0],
        w.shape()[0]);
  }

  /** LayerNorm of each row. */
  public static Values layerNorm(Values x, Values weight, Values bias, double epsilon) {
    int n = x.shape()[1];
    double[] y = new double[x.data().length];
    for (int row = 0; row < x.shape()[0]; row++) {
      double mean = 0;
      double variance = 0;
      for (int c = 0; c < n; c++) {
        mean += x.at(row, c) / n;
      }
      for (int c = 0; c < n; c++) {
        variance += Math.pow(x.at(row, c) - mean, 2) / n;
      }
      for (int c = 0; c < n; c++) {
        double normalized = (x.at(row, c) - mean) / Math.sqrt(variance + epsilon);
        y[row * n + c] = normalized * weight.data()[c] + bias.data()[c];
      }
    }
    return new Values(y, x.shape());
  }

  /** RmsNorm of each row. */
  public static Values rmsNorm(Values x, Values weight, double epsilon) {
    int n = x.shape()[1];
    double[] y = new double[x.data().length];
    for (int row = 0; row < x.shape()[0]; row++) {
      double squares = 0;
      for (int c = 0; c < n; c++) {
        squares += x.at(row, c) * x.at(row, c) / n;
      }
      for (int c = 0; c < n; c++) {
        y[row * n + c] = x.at(row, c) / Math.sqrt(squares + epsilon) * weight.data()[c];
      }
    }
    return new Values(y, x.shape());
  }

  /** Says how a query compares itself with a key of its text. */
  public interface Scores {
    /** The score of a head, or −∞ if the query at position i does not see the key at j. */
    double of(int head, int i, int j, double product);
  }

  /** Attention of one text: every query row to the key rows of the same text. */
  public static Values attention(
      Values q, Values k, Values v, int[][] texts, int heads, Scores scores) {
    int d = q.shape()[1] / heads;
    double[] o = new double[q.data().length];
    for (int[] text : texts) {
      for (int i = text[0]; i < text[1]; i++) {
        for (int head = 0; head < heads; head++) {
          double[] p = new double[text[3] - text[2]];
          double sum = 0;
          for (int j = 0; j < p.length; j++) {
            double product = 0;
            for (int c = head * d; c < (head + 1) * d; c++) {
              product += q.at(i, c) * k.at(text[2] + j, c);
            }
            p[j] = Math.exp(scores.of(head, i - text[0], j, product));
            sum += p[j];
          }
          for (int c = head * d; c < (head + 1) * d; c++) {
            for (int j = 0; j < p.length; j++) {
              o[i * q.shape()[1] + c] += sum == 0 ? 0 : p[j] / sum * v.at(text[2] + j, c);
            }
          }
        }
      }
    }
    return new Values(o, q.shape());
  }

  /** Φ by the error function's series, exact enough in double for |x| below 5. */
  public static double gelu(double x) {
    double z = x / Math.sqrt(2);
    double term = z;
    double erf = 0;
    for (int n = 0; n < 100; n++) {
      erf += term / (2 * n + 1);
      term *= -z * z / (n + 1);
    }
    return x * 0.5 * (1 + 2 / Math.sqrt(Math.PI) * erf);
  }
}
