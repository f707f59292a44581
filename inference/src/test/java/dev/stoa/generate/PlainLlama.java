package dev.stoa.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Llama (Touvron et al. 2023) in double, straight from its formulas, with a file of llama2.c or a
 * directory with config.json and model.safetensors as its only input: no cache, no tensors, nothing
 * of the library. Slow and plain.
 */
final class PlainLlama {
  private final int channels;
  private final int hidden;
  private final int heads;
  private final int keyHeads;
  private final int headSize;

  /** Which channels of a head rotate together: i and i + headSize/2, or neighbours. */
  private final boolean halves;

  private final double base;
  private final double epsilon;

  private double[][] embedding;
  private Layer[] stack;
  private double[] lastNorm;
  private double[][] output;

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

  /** A shape with the constants of llama2.c: neighbours, base 10,000, ε = 1e-5. */
  private PlainLlama(int channels, int hidden, int heads, int keyHeads) {
    this(channels, hidden, heads, keyHeads, false, 10_000, 1e-5);
  }

  private PlainLlama(
      int channels,
      int hidden,
      int heads,
      int keyHeads,
      boolean halves,
      double base,
      double epsilon) {
    this.channels = channels;
    this.hidden = hidden;
    this.heads = heads;
    this.keyHeads = keyHeads;
    this.halves = halves;
    this.base = base;
    this.epsilon = epsilon;
    headSize = channels / heads;
  }

  /** The file of llama2.c, version 0; its output layer is the embedding. */
  static PlainLlama ofLlama2c(Path path) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    int channels = file.getInt();
    int hidden = file.getInt();
    int layers = file.getInt();
    int heads = file.getInt();
    int keyHeads = file.getInt();
    int vocabulary = file.getInt();
    file.getInt();
    PlainLlama model = new PlainLlama(channels, hidden, heads, keyHeads);
    model.embedding = matrix(file, vocabulary, channels);
    model.output = model.embedding;
    model.stack = new Layer[layers];
    for (int i = 0; i < layers; i++) {
      model.stack[i] = new Layer();
    }
    model.readLayers(file);
    model.lastNorm = vector(file, channels);
    return model;
  }

  /** The file has each kind of weight for all layers. */
  private void readLayers(ByteBuffer file) {
    int keys = keyHeads * headSize;
    for (Layer layer : stack) {
      layer.attentionNorm = vector(file, channels);
    }
    for (Layer layer : stack) {
      layer.query = matrix(file, channels, channels);
    }
    for (Layer layer : stack) {
      layer.key = matrix(file, keys, channels);
    }
    for (Layer layer : stack) {
      layer.value = matrix(file, keys, channels);
    }
    for (Layer layer : stack) {
      layer.output = matrix(file, channels, channels);
    }
    for (Layer layer : stack) {
      layer.feedForwardNorm = vector(file, channels);
    }
    for (Layer layer : stack) {
      layer.gate = matrix(file, hidden, channels);
    }
    for (Layer layer : stack) {
      layer.down = matrix(file, channels, hidden);
    }
    for (Layer layer : stack) {
      layer.up = matrix(file, hidden, channels);
    }
  }

  /** Hugging Face's files: float32, an output layer of its own, rotary halves, no biases. */
  static PlainLlama ofDirectory(Path directory) throws IOException {
    JsonNode config = new ObjectMapper().readTree(directory.resolve("config.json").toFile());
    PlainLlama model =
        new PlainLlama(
            config.get("hidden_size").intValue(),
            config.get("intermediate_size").intValue(),
            config.get("num_attention_heads").intValue(),
            config.get("num_key_value_heads").intValue(),
            true,
            config.get("rope_theta").doubleValue(),
            config.get("rms_norm_eps").doubleValue());
    Safetensors file = Safetensors.read(directory.resolve("model.safetensors"));
    model.embedding = file.matrix("model.embed_tokens");
    model.output = file.matrix("lm_head");
    model.lastNorm = file.vector("model.norm");
    model.stack = new Layer[config.get("num_hidden_layers").intValue()];
    for (int i = 0; i < model.stack.length; i++) {
      String path = "model.layers." + i + ".";
      Layer layer = new Layer();
      layer.attentionNorm = file.vector(path + "input_layernorm");
      layer.query = file.matrix(path + "self_attn.q_proj");
      layer.key = file.matrix(path + "self_attn.k_proj");
      layer.value = file.matrix(path + "self_attn.v_proj");
      layer.output = file.matrix(path + "self_attn.o_proj");
      layer.feedForwardNorm = file.vector(path + "post_attention_layernorm");
      layer.gate = file.matrix(path + "mlp.gate_proj");
      layer.down = file.matrix(path + "mlp.down_proj");
      layer.up = file.matrix(path + "mlp.up_proj");
      model.stack[i] = layer;
    }
    return model;
  }

  /** Eight bytes of length, a header in JSON, and the values behind it. */
  private record Safetensors(JsonNode header, ByteBuffer data) {
    static Safetensors read(Path path) throws IOException {
      ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
      byte[] header = new byte[(int) file.getLong()];
      file.get(header);
      ByteBuffer data = file.slice().order(ByteOrder.LITTLE_ENDIAN);
      return new Safetensors(new ObjectMapper().readTree(header), data);
    }

    private ByteBuffer at(JsonNode entry) {
      if (!entry.get("dtype").textValue().equals("F32")) {
        throw new IllegalStateException("expected float32, not " + entry);
      }
      return data.position(entry.get("data_offsets").get(0).intValue());
    }

    double[] vector(String layer) {
      JsonNode entry = header.get(layer + ".weight");
      return PlainLlama.vector(at(entry), entry.get("shape").get(0).intValue());
    }

    double[][] matrix(String layer) {
      JsonNode entry = header.get(layer + ".weight");
      JsonNode shape = entry.get("shape");
      return PlainLlama.matrix(at(entry), shape.get(0).intValue(), shape.get(1).intValue());
    }
  }

  private static double[] vector(ByteBuffer file, int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = file.getFloat();
    }
    return values;
  }

  private static double[][] matrix(ByteBuffer file, int rows, int columns) {
    double[][] values = new double[rows][];
    for (int i = 0; i < rows; i++) {
      values[i] = vector(file, columns);
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
      logits[t] = times(output, norm(x[t], lastNorm));
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

  /** The two channels of pair i of each head are turned by p · base^(−2i/d). */
  private double[] rotated(double[] x, int position) {
    double[] y = new double[x.length];
    for (int head = 0; head < x.length; head += headSize) {
      for (int i = 0; i < headSize / 2; i++) {
        int one = head + (halves ? i : 2 * i);
        int other = halves ? one + headSize / 2 : one + 1;
        double angle = position * Math.pow(base, -2.0 * i / headSize);
        y[one] = x[one] * Math.cos(angle) - x[other] * Math.sin(angle);
        y[other] = x[one] * Math.sin(angle) + x[other] * Math.cos(angle);
      }
    }
    return y;
  }

  private double[] norm(double[] x, double[] weight) {
    double meanSquare = 0;
    for (double value : x) {
      meanSquare += value * value / x.length;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] / Math.sqrt(meanSquare + epsilon) * weight[i];
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
