package dev.stoa.generate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Llama (Touvron et al. 2023) in double, straight from its formulas, with a file of llama2.c as its
 * only input: no cache, no tensors, nothing of the library. Slow and plain.
 */
final class PlainLlama {
  private final ByteBuffer file;
  private final int channels;
  private final int hidden;
  private final int layers;
  private final int heads;
  private final int keyHeads;
  private final int vocabulary;
  private final int headSize;

  private final double[][] embedding;
  private final Layer[] stack;
  private final double[] lastNorm;

  private static final class Layer {
    double[] attentionNorm;
    double[][] query;
    double[][] key;
    double[][] value;
    double[][] output;
    double[] feedForwardNorm;
    double[][] gate;
    double[][] down;
    double[][] up;
  }

  PlainLlama(Path path) throws IOException {
    file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    channels = file.getInt();
    hidden = file.getInt();
    layers = file.getInt();
    heads = file.getInt();
    keyHeads = file.getInt();
    vocabulary = file.getInt();
    file.getInt();
    headSize = channels / heads;
    embedding = matrix(vocabulary, channels);
    stack = new Layer[layers];
    for (int i = 0; i < layers; i++) {
      stack[i] = new Layer();
    }
    readLayers();
    lastNorm = vector(channels);
  }

  /** The file has each kind of weight for all layers. */
  private void readLayers() {
    for (Layer layer : stack) {
      layer.attentionNorm = vector(channels);
    }
    for (Layer layer : stack) {
      layer.query = matrix(channels, channels);
    }
    for (Layer layer : stack) {
      layer.key = matrix(keyHeads * headSize, channels);
    }
    for (Layer layer : stack) {
      layer.value = matrix(keyHeads * headSize, channels);
    }
    for (Layer layer : stack) {
      layer.output = matrix(channels, channels);
    }
    for (Layer layer : stack) {
      layer.feedForwardNorm = vector(channels);
    }
    for (Layer layer : stack) {
      layer.gate = matrix(hidden, channels);
    }
    for (Layer layer : stack) {
      layer.down = matrix(channels, hidden);
    }
    for (Layer layer : stack) {
      layer.up = matrix(hidden, channels);
    }
  }

  private double[] vector(int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = file.getFloat();
    }
    return values;
  }

  private double[][] matrix(int rows, int columns) {
    double[][] values = new double[rows][];
    for (int i = 0; i < rows; i++) {
      values[i] = vector(columns);
    }
    return values;
  }

  /** Logits behind each token. */
  double[][] logits(int[] tokens) {
    double[][] x = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      x[t] = embedding[tokens[t]].clone();
    }
    for (Layer layer : stack) {
      attend(layer, x);
      for (double[] row : x) {
        feedForward(layer, row);
      }
    }
    double[][] logits = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      logits[t] = times(embedding, norm(x[t], lastNorm));
    }
    return logits;
  }

  /** x ← x + W_o softmax(q kᵀ / √d, causal) v for each head. */
  private void attend(Layer layer, double[][] x) {
    int n = x.length;
    double[][] q = new double[n][];
    double[][] k = new double[n][];
    double[][] v = new double[n][];
    for (int t = 0; t < n; t++) {
      double[] normed = norm(x[t], layer.attentionNorm);
      q[t] = rotated(times(layer.query, normed), t);
      k[t] = rotated(times(layer.key, normed), t);
      v[t] = times(layer.value, normed);
    }
    for (int t = 0; t < n; t++) {
      double[] mixed = new double[channels];
      for (int head = 0; head < heads; head++) {
        int at = head * headSize;
        int keyAt = head / (heads / keyHeads) * headSize;
        double[] weights = new double[t + 1];
        double sum = 0;
        for (int s = 0; s <= t; s++) {
          double score = 0;
          for (int i = 0; i < headSize; i++) {
            score += q[t][at + i] * k[s][keyAt + i];
          }
          weights[s] = Math.exp(score / Math.sqrt(headSize));
          sum += weights[s];
        }
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < headSize; i++) {
            mixed[at + i] += weights[s] / sum * v[s][keyAt + i];
          }
        }
      }
      add(x[t], times(layer.output, mixed));
    }
  }

  /** x ← x + W_2 (silu(W_1 x) · W_3 x). */
  private void feedForward(Layer layer, double[] x) {
    double[] normed = norm(x, layer.feedForwardNorm);
    double[] gate = times(layer.gate, normed);
    double[] up = times(layer.up, normed);
    for (int i = 0; i < hidden; i++) {
      up[i] *= gate[i] / (1 + Math.exp(-gate[i]));
    }
    add(x, times(layer.down, up));
  }

  /** Neighbouring channels 2i and 2i + 1 of each head are turned by p · 10000^(−2i/d). */
  private double[] rotated(double[] x, int position) {
    double[] y = new double[x.length];
    for (int c = 0; c < x.length; c += 2) {
      double angle = position * Math.pow(10_000, -(c % headSize) / (double) headSize);
      y[c] = x[c] * Math.cos(angle) - x[c + 1] * Math.sin(angle);
      y[c + 1] = x[c] * Math.sin(angle) + x[c + 1] * Math.cos(angle);
    }
    return y;
  }

  private static double[] norm(double[] x, double[] weight) {
    double meanSquare = 0;
    for (double value : x) {
      meanSquare += value * value / x.length;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] / Math.sqrt(meanSquare + 1e-5) * weight[i];
    }
    return y;
  }

  private static double[] times(double[][] matrix, double[] x) {
    double[] y = new double[matrix.length];
    for (int row = 0; row < y.length; row++) {
      for (int i = 0; i < x.length; i++) {
        y[row] += matrix[row][i] * x[i];
      }
    }
    return y;
  }

  private static void add(double[] x, double[] more) {
    for (int i = 0; i < x.length; i++) {
      x[i] += more[i];
    }
  }
}
