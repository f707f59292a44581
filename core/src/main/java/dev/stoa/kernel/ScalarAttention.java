package dev.stoa.kernel;

import java.util.Arrays;

/**
 * Attention one query after the other: all scores of the query, their softmax, the weighted sum of
 * the values. Needs one row of probabilities at a time, and sums in double.
 */
final class ScalarAttention implements Attention {

  @Override
  public void attendInto(AttentionHead head) {
    Rows view = new Rows();
    double[] p = new double[head.keyCount];
    double[] sums = new double[head.size];
    for (int i = 0; i < head.queries; i++) {
      double max = Double.NEGATIVE_INFINITY;
      for (int j = head.from(i); j < head.to(i); j++) {
        p[j] = score(head, i, j, view);
        max = Math.max(max, p[j]);
      }
      double sum = 0;
      for (int j = head.from(i); j < head.to(i); j++) {
        p[j] = Math.exp(p[j] - max);
        sum += p[j];
      }
      Arrays.fill(sums, 0);
      for (int j = head.from(i); j < head.to(i); j++) {
        head.values.show(view, j, 1);
        for (int x = 0; x < head.size; x++) {
          sums[x] += p[j] / sum * view.data[view.offset + x];
        }
      }
      for (int x = 0; x < head.size; x++) {
        head.o.data[head.o.at(i) + x] = (float) sums[x];
      }
      head.logSumExp[head.logSumExpOffset + i] = sum == 0 ? 0 : (float) (max + Math.log(sum));
    }
  }

  @Override
  public void addGradients(AttentionHead head) {
    Rows key = new Rows();
    Rows value = new Rows();
    for (int i = 0; i < head.queries; i++) {
      int dO = head.dO.at(i);
      double delta = dot(head.dO.data, dO, head.o.data, head.o.at(i), head.size);
      for (int j = head.from(i); j < head.to(i); j++) {
        double p = Math.exp(score(head, i, j, key) - head.logSumExp[head.logSumExpOffset + i]);
        head.values.show(value, j, 1);
        double dS = p * (dot(head.dO.data, dO, value.data, value.offset, head.size) - delta);
        if (head.dBias != null) {
          head.dBias[head.dBiasOffset + j - head.position - i] += (float) dS;
        }
        double dProduct = dS * head.scale * slope(head, i, j, key);
        for (int x = 0; x < head.size; x++) {
          head.dV.data[head.dV.at(j) + x] += (float) (p * head.dO.data[dO + x]);
          head.dQ.data[head.dQ.at(i) + x] += (float) (dProduct * key.data[key.offset + x]);
          head.dK.data[head.dK.at(j) + x] += (float) (dProduct * head.q.data[head.q.at(i) + x]);
        }
      }
    }
  }

  /** s_ij; the view shows key j afterwards. */
  private static double score(AttentionHead head, int i, int j, Rows view) {
    double s = scaled(head, i, j, view);
    if (head.cap > 0) {
      s = head.cap * Math.tanh(s / head.cap);
    }
    return head.bias == null ? s : s + head.bias[head.biasOffset + j - head.position - i];
  }

  /** The derivative of cap · tanh(s / cap). */
  private static double slope(AttentionHead head, int i, int j, Rows view) {
    if (head.cap > 0) {
      double tanh = Math.tanh(scaled(head, i, j, view) / head.cap);
      return 1 - tanh * tanh;
    }
    return 1;
  }

  private static double scaled(AttentionHead head, int i, int j, Rows view) {
    head.keys.show(view, j, 1);
    return head.scale * dot(head.q.data, head.q.at(i), view.data, view.offset, head.size);
  }

  private static double dot(float[] a, int aOffset, float[] b, int bOffset, int d) {
    double sum = 0;
    for (int x = 0; x < d; x++) {
      sum += (double) a[aOffset + x] * b[bOffset + x];
    }
    return sum;
  }
}
