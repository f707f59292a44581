package my.attention;

import dev.stoa.kernel.Kernels;
import dev.stoa.kernel.Softmax;

/** Causal attention of one head, in plain loops around the library's softmax. */
final class MyAttention {
  private MyAttention() {}

  /** The queries are the last of the sequence: query i sees the keys 0 ... keys - queries + i. */
  static void attend(
      float[] out, float[] q, float[] k, float[] v, int queries, int keys, int headSize) {
    Softmax softmax = Kernels.chosen().softmax();
    float scale = (float) (1 / Math.sqrt(headSize));
    float[] weights = new float[keys];
    for (int i = 0; i < queries; i++) {
      int visible = keys - queries + i + 1;
      for (int j = 0; j < visible; j++) {
        float score = 0;
        for (int d = 0; d < headSize; d++) {
          score += q[i * headSize + d] * k[j * headSize + d];
        }
        weights[j] = scale * score;
      }
      softmax.softmaxInto(weights, 0, weights, 0, visible);
      for (int d = 0; d < headSize; d++) {
        float sum = 0;
        for (int j = 0; j < visible; j++) {
          sum += weights[j] * v[j * headSize + d];
        }
        out[i * headSize + d] = sum;
      }
    }
  }
}
