package dev.stoa.model;

import dev.stoa.autograd.RotaryTable;
import dev.stoa.nn.Normalization;
import dev.stoa.reference.Reference;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A whole transformer in double, written down once more from its formulas. */
final class ReferenceModel {
  private final ModelConfig config;
  private final AttentionConfig attention;
  private final FeedForwardConfig feedForward;

  /** Parameters by name; a vector is a matrix of one row. Tests change them. */
  final Map<String, double[][]> parameters = new LinkedHashMap<>();

  ReferenceModel(Model model) {
    config = model.config();
    List<ResidualConfig> parts = config.decoder().layers().getFirst().parts();
    attention = (AttentionConfig) parts.get(0).part();
    feedForward = (FeedForwardConfig) parts.get(1).part();
    for (Map.Entry<String, Weight> entry : model.weights().entrySet()) {
      Tensor tensor = entry.getValue().decoded();
      double[][] rows = new double[tensor.rows()][tensor.columns()];
      for (int i = 0; i < tensor.size(); i++) {
        rows[i / tensor.columns()][i % tensor.columns()] = tensor.data()[tensor.offset() + i];
      }
      parameters.put(entry.getKey(), rows);
    }
  }

  double[][] logits(int[] ids, int[] lengths) {
    int[] positions = positions(lengths);
    double[][] x = new double[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      x[i] = parameters.get("model.embed_tokens.weight")[ids[i]].clone();
      if (config.embedding().learnedPositions()) {
        double[] learned = parameters.get("model.embed_positions.weight")[positions[i]];
        x[i] = Reference.add(new double[][] {x[i]}, new double[][] {learned})[0];
      }
    }
    for (int layer = 0; layer < config.decoder().layers().size(); layer++) {
      String path = "model.layers." + layer + ".";
      double[][] attended =
          attention(path + "self_attn.", norm(path + "input_layernorm", x), positions, lengths);
      x = Reference.add(x, attended);
      x = Reference.add(x, feedForward(path + "mlp.", norm(path + "post_attention_layernorm", x)));
    }
    String output = config.head() == ModelConfig.Head.TIED ? "model.embed_tokens" : "lm_head";
    return Reference.linear(norm("model.norm", x), parameters.get(output + ".weight"), null);
  }

  private double[][] attention(String path, double[][] x, int[] positions, int[] lengths) {
    double[][] q = linear(path + "q_proj", x);
    double[][] k = linear(path + "k_proj", x);
    double[][] v = linear(path + "v_proj", x);
    if (attention.positions()
        instanceof Positions.Rotary(float base, RotaryTable.Pairing pairing)) {
      boolean halves = pairing == RotaryTable.Pairing.HALVES;
      q = Reference.rotary(q, positions, attention.headSize(), base, halves);
      k = Reference.rotary(k, positions, attention.headSize(), base, halves);
    }
    return linear(
        path + "o_proj",
        Reference.attention(q, k, v, lengths, attention.heads(), attention.keyValueHeads()));
  }

  private double[][] feedForward(String path, double[][] x) {
    double[][] hidden = linear(path + "up_proj", x);
    boolean gated = feedForward.gated();
    double[][] gate = gated ? linear(path + "gate_proj", x) : null;
    for (int i = 0; i < hidden.length; i++) {
      for (int c = 0; c < hidden[i].length; c++) {
        hidden[i][c] =
            gated ? hidden[i][c] * Reference.silu(gate[i][c]) : Reference.gelu(hidden[i][c]);
      }
    }
    return linear(path + "down_proj", hidden);
  }

  private double[][] norm(String path, double[][] x) {
    double[] weight = parameters.get(path + ".weight")[0];
    return config.decoder().norm().kind() == Normalization.Kind.RMS_NORM
        ? Reference.rmsNorm(x, weight, config.decoder().norm().epsilon())
        : Reference.layerNorm(x, weight, bias(path), config.decoder().norm().epsilon());
  }

  private double[][] linear(String path, double[][] x) {
    return Reference.linear(x, parameters.get(path + ".weight"), bias(path));
  }

  private double[] bias(String path) {
    double[][] bias = parameters.get(path + ".bias");
    return bias == null ? null : bias[0];
  }

  private static int[] positions(int[] lengths) {
    int rows = 0;
    for (int length : lengths) {
      rows += length;
    }
    int[] positions = new int[rows];
    int row = 0;
    for (int length : lengths) {
      for (int i = 0; i < length; i++) {
        positions[row++] = i;
      }
    }
    return positions;
  }
}
