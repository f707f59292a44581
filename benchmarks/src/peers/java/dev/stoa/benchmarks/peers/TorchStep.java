package dev.stoa.benchmarks.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import dev.stoa.autograd.Gradients;
import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.cache.Segments;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.nn.ParameterSource;
import dev.stoa.nn.Pass;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Loss and gradients of nanoGPT's model for a CPU, 4 layers of 128 channels, on 12 windows of 64
 * characters: a training step without the optimizer. The queries, keys and values of a layer are
 * one product in PyTorch, as nanoGPT has it.
 */
final class TorchStep implements Comparison.Sides {
  private static final int VOCABULARY = 65;
  private static final int CONTEXT = 64;
  private static final int CHANNELS = 128;
  private static final int LAYERS = 4;
  private static final int HEADS = 4;
  private static final int BATCH = 12;
  private static final int TOKENS = BATCH * CONTEXT;

  /** Forward and backward: six operations for each token and weight of a matrix. */
  static final double GFLOP =
      6e-9 * TOKENS * (12.0 * CHANNELS * CHANNELS * LAYERS + VOCABULARY * CHANNELS);

  private final Model model =
      new Model(
          ModelConfig.gpt2(
              VOCABULARY, CONTEXT, CHANNELS, LAYERS, HEADS, new ModelConfig.Options(false, 0)),
          ParameterSource.random(1));
  private final Gradients gradients = new Gradients(model.trainable().values());
  private final Tape tape;
  private final int[] tokens = new Random(1).ints(TOKENS, 0, VOCABULARY).toArray();
  private final int[] targets = new Random(2).ints(TOKENS, 0, VOCABULARY).toArray();
  private float ourLoss;

  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final List<NDArray> arguments = new ArrayList<>();
  private final TorchFunction function;
  private float theirLoss;

  TorchStep(Workers workers) {
    tape = new Tape(new Execution(workers));
    JniUtils.setNumThreads(workers.threads());
    List<String> names = new ArrayList<>();
    List<String> code = new ArrayList<>();
    names.add("ids");
    names.add("targets");
    arguments.add(manager.create(longs(tokens), new Shape(BATCH, CONTEXT)));
    arguments.add(manager.create(longs(targets), new Shape(TOKENS)));
    add(names, "tokens", "model.embed_tokens.weight");
    add(names, "positions", "model.embed_positions.weight");
    code.add("x = torch.add(torch.embedding(tokens, ids), positions)");
    for (int layer = 0; layer < LAYERS; layer++) {
      addLayer(names, code, layer);
    }
    add(names, "norm", "model.norm.weight");
    code.add("logits = torch.linear(" + normalized("norm") + ", tokens)");
    code.add("flat = torch.reshape(logits, [" + TOKENS + ", " + VOCABULARY + "])");
    code.add("return torch.cross_entropy_loss(flat, targets)");
    function = new TorchFunction(manager, names, "Tensor", code.toArray(String[]::new));
  }

  private void addLayer(List<String> names, List<String> code, int layer) {
    String prefix = "model.layers." + layer + ".";
    String n = String.valueOf(layer);
    add(names, "norm_a" + n, prefix + "input_layernorm.weight");
    add(
        names,
        "qkv" + n,
        prefix + "self_attn.q_proj.weight",
        prefix + "self_attn.k_proj.weight",
        prefix + "self_attn.v_proj.weight");
    add(names, "out" + n, prefix + "self_attn.o_proj.weight");
    add(names, "norm_b" + n, prefix + "post_attention_layernorm.weight");
    add(names, "up" + n, prefix + "mlp.up_proj.weight");
    add(names, "down" + n, prefix + "mlp.down_proj.weight");
    String heads = ", [%d, %d, %d, %d]), 1, 2)".formatted(BATCH, CONTEXT, HEADS, CHANNELS / HEADS);
    code.add("y = torch.linear(" + normalized("norm_a" + n) + ", qkv" + n + ")");
    code.add("q, k, v, = torch.split(y, " + CHANNELS + ", 2)");
    code.add("q = torch.transpose(torch.reshape(q" + heads);
    code.add("k = torch.transpose(torch.reshape(k" + heads);
    code.add("v = torch.transpose(torch.reshape(v" + heads);
    code.add("a = torch.scaled_dot_product_attention(q, k, v, None, 0., True)");
    code.add(
        "a = torch.reshape(torch.transpose(a, 1, 2), [%d, %d, %d])"
            .formatted(BATCH, CONTEXT, CHANNELS));
    code.add("x = torch.add(x, torch.linear(a, out" + n + "))");
    code.add("h = torch.linear(" + normalized("norm_b" + n) + ", up" + n + ")");
    code.add("x = torch.add(x, torch.linear(torch.gelu(h, approximate=\"tanh\"), down" + n + "))");
  }

  private static String normalized(String weight) {
    return "torch.layer_norm(x, [%d], %s, None, 1e-05, True)".formatted(CHANNELS, weight);
  }

  /** A parameter of PyTorch's made of some of ours, below each other. */
  private void add(List<String> names, String name, String... ours) {
    Map<String, Tensor> parameters = model.trainable();
    int rows = 0;
    for (String parameter : ours) {
      rows += parameters.get(parameter).rows();
    }
    int columns = parameters.get(ours[0]).columns();
    float[] values = new float[rows * columns];
    int at = 0;
    for (String parameter : ours) {
      float[] part = parameters.get(parameter).toArray();
      System.arraycopy(part, 0, values, at, part.length);
      at += part.length;
    }
    boolean vector = parameters.get(ours[0]).shape().rank() == 1;
    NDArray array = manager.create(values, vector ? new Shape(columns) : new Shape(rows, columns));
    array.setRequiresGradient(true);
    names.add(name);
    arguments.add(array);
  }

  private static long[] longs(int[] values) {
    long[] longs = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      longs[i] = values[i];
    }
    return longs;
  }

  @Override
  public void ours() {
    gradients.clear();
    tape.begin(gradients, null);
    Tensor logits = model.logits(new Pass(tape, Segments.uniform(BATCH, CONTEXT)), tokens);
    Tensor loss = Operations.crossEntropy(tape, logits, targets);
    ourLoss = loss.at(0, 0);
    tape.backward(loss, 1);
  }

  @Override
  public void theirs() {
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      collector.zeroGradients();
      NDArray loss = function.record(arguments.toArray(NDArray[]::new)).singletonOrThrow();
      collector.backward(loss);
      theirLoss = loss.getFloat();
      loss.close();
    }
  }

  /** The loss, and the gradient of the embedding, which is the last to be complete. */
  @Override
  public double error() {
    float[] ours = gradients.of(model.trainable().get("model.embed_tokens.weight")).toArray();
    float[] theirs = arguments.get(2).getGradient().toFloatArray();
    double gradient = 0;
    double scale = 0;
    for (int i = 0; i < ours.length; i++) {
      gradient = Math.max(gradient, Math.abs(ours[i] - theirs[i]));
      scale = Math.max(scale, Math.abs(theirs[i]));
    }
    return Math.max(Math.abs(ourLoss - theirLoss) / 1e-5, gradient / (1e-4 * scale));
  }

  @Override
  public int peerThreads() {
    return JniUtils.getNumThreads();
  }

  @Override
  public void close() {
    function.close();
    manager.close();
  }
}
