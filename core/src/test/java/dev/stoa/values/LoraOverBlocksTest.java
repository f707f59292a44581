package dev.stoa.values;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.autograd.Gradients;
import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.cache.Segments;
import dev.stoa.contract.core.GradientContract;
import dev.stoa.contract.core.Values;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.model.Quantization;
import dev.stoa.nn.ParameterSource;
import dev.stoa.nn.Pass;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.BlockWeight;
import dev.stoa.weight.Weight;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A low-rank adapter (Hu et al. 2022) beside a weight of 4 bits that stays as it is (Dettmers et
 * al. 2023): y = x Wᵀ + b + α/r · x Aᵀ Bᵀ, where A and B are trained.
 */
@DisplayName("A LoRA over a weight of 4 bits")
class LoraOverBlocksTest extends GradientContract {
  private static final int ROWS = 9;
  private static final int IN = 32;
  private static final int OUT = 3;
  private static final int RANK = 2;
  private static final float SCALE = 1.5f;

  private static final BlockWeight BASE =
      BlockWeight.encode(BlockFormat.Q4_0, normal(9, OUT, IN), Arena.ofAuto());

  /** The weight: any base with two small matrices beside it. */
  record Adapted(Weight base, Tensor a, Tensor b, float scale) implements Weight {
    @Override
    public Shape shape() {
      return base.shape();
    }

    @Override
    public long bytes() {
      return base.bytes() + 4L * (a.size() + b.size());
    }

    @Override
    public Tensor product(Tape tape, Tensor x, Tensor bias) {
      Tensor low = Operations.linear(tape, x, a, null);
      Tensor beside = Operations.multiply(tape, Operations.linear(tape, low, b, null), scale);
      return Operations.add(tape, base.product(tape, x, bias), beside);
    }

    @Override
    public Tensor rows(Tape tape, int[] indices) {
      Tensor low = Operations.gatherRows(tape, b, indices);
      Tensor beside = Operations.multiply(tape, Operations.matmul(tape, low, a), scale);
      return Operations.add(tape, base.rows(tape, indices), beside);
    }

    @Override
    public SequencedMap<String, Tensor> trainable() {
      return new TreeMap<>(Map.of("lora_A", a, "lora_B", b));
    }

    @Override
    public Tensor decoded() {
      throw new UnsupportedOperationException("merging is another concern");
    }
  }

  @Override
  protected Tensor apply(Tape tape, List<Tensor> inputs) {
    return new Adapted(BASE, inputs.get(1), inputs.get(2), SCALE)
        .product(tape, inputs.get(0), inputs.get(3));
  }

  @Override
  protected Values formula(List<Values> in) {
    Values base = Plain.linear(in.get(0), Values.of(BASE.decoded()), in.get(3));
    Values beside = Plain.linear(Plain.linear(in.get(0), in.get(1), null), in.get(2), null);
    return Values.of(i -> base.at(i) + SCALE * beside.at(i), ROWS, OUT);
  }

  /** More than eight rows: these are multiplied in float32, fewer by codes of 8 bits. */
  @Override
  protected List<Tensor> inputs() {
    return List.of(normal(1, ROWS, IN), normal(2, RANK, IN), normal(3, OUT, RANK), normal(4, OUT));
  }

  /** What is trained of a model around such weights is the adapters and the norms. */
  @Test
  void ofAQuantizedModelOnlyWhatIsBesideTheBlocksIsTrained() {
    ModelConfig config = ModelConfig.llama(9, 8, 32, 1, 2, 2, 32);
    Model floats = new Model(config, ParameterSource.random(1));
    Map<String, Weight> quantized = Quantization.of(floats, BlockFormat.Q4_0).model().weights();
    Model adapted =
        new Model(
            config,
            (name, shape, initial) ->
                name.endsWith("q_proj.weight")
                    ? new Adapted(quantized.get(name), normal(1, 2, 32), normal(2, 32, 2), 1)
                    : quantized.get(name));
    assertEquals(
        List.of(
            "model.layers.0.input_layernorm.weight",
            "model.layers.0.self_attn.q_proj.weight.lora_A",
            "model.layers.0.self_attn.q_proj.weight.lora_B",
            "model.layers.0.post_attention_layernorm.weight",
            "model.norm.weight"),
        List.copyOf(adapted.trainable().keySet()));
  }

  /** Few rows are multiplied by codes of x in 8 bits: off by half a step of each at most. */
  @Test
  void fewRowsAreOffByTheRoundingOfX() {
    Tensor x = normal(5, 2, IN);
    Tensor none = Tensor.zeros(RANK, IN);
    Adapted adapted = new Adapted(BASE, none, Tensor.zeros(OUT, RANK), SCALE);
    Values expected = Plain.linear(Values.of(x), Values.of(BASE.decoded()), null);
    try (Workers workers = new Workers(1)) {
      Tensor y = adapted.product(new Tape(new Execution(workers)), x);
      for (int row = 0; row < 2; row++) {
        double largest = 0;
        for (int c = 0; c < IN; c++) {
          largest = Math.max(largest, Math.abs(x.at(row, c)));
        }
        for (int out = 0; out < OUT; out++) {
          double weights = 0;
          for (int c = 0; c < IN; c++) {
            weights += Math.abs(BASE.decoded().at(out, c));
          }
          double bound = largest / 127 / 2 * weights * 1.001;
          assertEquals(expected.at(row, out), y.at(row, out), bound);
        }
      }
    }
  }

  /** Rows of an adapted embedding: base rows with those of B times A. */
  @Test
  void rowsAreThoseOfTheMergedMatrix() {
    Tensor a = normal(6, RANK, IN);
    Tensor b = normal(7, OUT, RANK);
    Values beside = Plain.linear(Values.of(b), transposed(a), null);
    try (Workers workers = new Workers(1)) {
      Tensor y =
          new Adapted(BASE, a, b, SCALE).rows(new Tape(new Execution(workers)), new int[] {2, 0});
      for (int c = 0; c < IN; c++) {
        assertEquals(BASE.decoded().at(2, c) + SCALE * beside.at(2, c), y.at(0, c), 1e-5);
        assertEquals(BASE.decoded().at(0, c) + SCALE * beside.at(0, c), y.at(1, c), 1e-5);
      }
    }
  }

  private static Values transposed(Tensor x) {
    return Values.of(i -> x.at(i[1], i[0]), x.columns(), x.rows());
  }

  /** Twenty steps of gradient descent on one text: only the adapters move, and the loss falls. */
  @Test
  void aQuantizedModelIsTrainedAround() {
    ModelConfig config = ModelConfig.llama(9, 12, 32, 1, 2, 2, 32);
    Model floats = new Model(config, ParameterSource.random(1));
    Map<String, Weight> quantized = Quantization.of(floats, BlockFormat.Q4_0).model().weights();
    Model adapted =
        new Model(
            config,
            (name, shape, initial) ->
                name.endsWith("proj.weight")
                    ? new Adapted(
                        quantized.get(name),
                        normal(name.hashCode(), 2, shape.columns()),
                        Tensor.zeros(shape.rows(), 2),
                        1)
                    : quantized.get(name));
    SequencedMap<String, Tensor> trained = adapted.trainable();
    trained.keySet().removeIf(name -> !name.contains("lora"));
    float[] before = quantized.get("lm_head.weight").decoded().toArray();
    int[] ids = {1, 2, 3, 4, 5, 6, 7, 8, 1, 2};
    int[] targets = {2, 3, 4, 5, 6, 7, 8, 1, 2, 3};
    Gradients gradients = new Gradients(trained.values());
    float first = 0;
    float last = 0;
    try (Workers workers = new Workers(1)) {
      Tape tape = new Tape(new Execution(workers));
      for (int step = 0; step < 20; step++) {
        gradients.clear();
        tape.begin(gradients, null);
        Tensor logits = adapted.logits(new Pass(tape, Segments.of(10)), ids);
        Tensor loss = Operations.crossEntropy(tape, logits, targets);
        last = loss.at(0, 0);
        first = step == 0 ? last : first;
        tape.backward(loss, 1);
        for (Tensor parameter : trained.values()) {
          for (int i = 0; i < parameter.size(); i++) {
            parameter.data()[i] -= 0.5f * gradients.of(parameter).data()[i];
          }
        }
      }
    }
    assertTrue(last < first - 0.1, "from " + first + " to " + last);
    assertArrayEquals(before, quantized.get("lm_head.weight").decoded().toArray());
  }
}
