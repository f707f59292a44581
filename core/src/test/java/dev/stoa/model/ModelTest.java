package dev.stoa.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.autograd.Gradients;
import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.cache.Segments;
import dev.stoa.nn.ParameterSource;
import dev.stoa.nn.Pass;
import dev.stoa.reference.Reference;
import dev.stoa.runtime.CounterRandom;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.BlockWeight;
import dev.stoa.weight.DenseWeight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelTest {
  private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6, 5};
  private static final int[] LENGTHS = {4, 1, 4};
  private static final int[] TARGETS = {1, 4, 1, 5, 9, 2, 6, 5, 3};

  /**
   * Sums of n ≤ 48 terms are off by about √n · 2⁻²⁴ of their size, and a dozen of them follow each
   * other. A logit is a sum of 12 or 16 normalized values times weights below 0.8, so about 4.
   */
  private static final double BOUND = 12 * Math.sqrt(48) * 0x1p-24 * 4;

  private final Workers workers = new Workers(2);
  private final Tape tape = new Tape(new Execution(workers));

  @AfterEach
  void close() {
    workers.close();
  }

  static Stream<ModelConfig> configs() {
    return Stream.of(
        ModelConfig.gpt2(11, 6, 12, 2, 3),
        ModelConfig.gpt2(11, 6, 12, 2, 3, new ModelConfig.Options(false, 0)),
        ModelConfig.llama(11, 6, 16, 2, 4, 2, 20));
  }

  /**
   * A model whose parameters, biases and norms too, are all different from their initial values.
   */
  private static Model model(ModelConfig config) {
    Model model = new Model(config, ParameterSource.random(7));
    Random random = new Random(8);
    for (Tensor tensor : model.trainable().values()) {
      for (int i = 0; i < tensor.size(); i++) {
        tensor.data()[i] += random.nextFloat(-0.3f, 0.3f);
      }
    }
    return model;
  }

  @ParameterizedTest
  @MethodSource("configs")
  void logitsAreThoseOfTheFormulas(ModelConfig config) {
    Model model = model(config);
    tape.begin();
    Tensor logits = model.logits(new Pass(tape, Segments.of(LENGTHS)), IDS);
    double[][] expected = new ReferenceModel(model).logits(IDS, LENGTHS);
    for (int i = 0; i < expected.length; i++) {
      for (int t = 0; t < config.vocabularySize(); t++) {
        assertEquals(expected[i][t], logits.at(i, t), BOUND, "row " + i + ", token " + t);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void theGradientOfEveryParameterIsThatOfTheFormulas(ModelConfig config) {
    Model model = model(config);
    Gradients gradients = gradientsOf(model);
    ReferenceModel reference = new ReferenceModel(model);
    Random random = new Random(9);
    for (Map.Entry<String, Tensor> parameter : model.trainable().entrySet()) {
      double[][] values = reference.parameters.get(parameter.getKey());
      Tensor gradient = gradients.of(parameter.getValue());
      for (int check = 0; check < 3; check++) {
        int row = random.nextInt(values.length);
        int column = random.nextInt(values[row].length);
        assertEquals(
            slope(reference, values, row, column),
            gradient.at(row, column),
            // Twice as many sums, of gradients below 2.
            BOUND,
            "%s (%d, %d)".formatted(parameter.getKey(), row, column));
      }
    }
  }

  private Gradients gradientsOf(Model model) {
    Gradients gradients = new Gradients(model.trainable().values());
    tape.begin(gradients, new CounterRandom(1, 0, 0));
    Tensor logits = model.logits(new Pass(tape, Segments.of(LENGTHS)), IDS);
    tape.backward(Operations.crossEntropy(tape, logits, TARGETS), 1);
    return gradients;
  }

  private static double slope(ReferenceModel model, double[][] values, int row, int column) {
    double before = values[row][column];
    values[row][column] = before + 1e-5;
    double above = Reference.crossEntropy(model.logits(IDS, LENGTHS), TARGETS);
    values[row][column] = before - 1e-5;
    double below = Reference.crossEntropy(model.logits(IDS, LENGTHS), TARGETS);
    values[row][column] = before;
    return (above - below) / 2e-5;
  }

  @ParameterizedTest
  @MethodSource("configs")
  void theSameBitsComeOutWithAnyNumberOfThreads(ModelConfig config) {
    Model model = model(config);
    Gradients expected = gradientsOf(model);
    try (Workers one = new Workers(1)) {
      Tape single = new Tape(new Execution(one));
      Gradients gradients = new Gradients(model.trainable().values());
      single.begin(gradients, new CounterRandom(1, 0, 0));
      Tensor logits = model.logits(new Pass(single, Segments.of(LENGTHS)), IDS);
      single.backward(Operations.crossEntropy(single, logits, TARGETS), 1);
      model
          .trainable()
          .forEach(
              (name, tensor) ->
                  assertArrayEquals(
                      expected.of(tensor).toArray(), gradients.of(tensor).toArray(), name));
    }
  }

  @Test
  void aLaterPassWithTheSameTapeGivesTheSameBits() {
    Model model = model(ModelConfig.gpt2(11, 6, 12, 2, 3, new ModelConfig.Options(true, 0.2f)));
    List<float[]> first = new ArrayList<>();
    Gradients before = gradientsOf(model);
    model.trainable().values().forEach(tensor -> first.add(before.of(tensor).toArray()));
    Gradients after = gradientsOf(model);
    int i = 0;
    for (Tensor tensor : model.trainable().values()) {
      assertArrayEquals(first.get(i++), after.of(tensor).toArray());
    }
  }

  @Test
  void lastLogitsAreTheRowsOfTheLastTokens() {
    Model model = model(ModelConfig.llama(11, 6, 16, 2, 4, 2, 20));
    tape.begin();
    float[] all = model.logits(new Pass(tape, Segments.of(LENGTHS)), IDS).toArray();
    tape.begin();
    Tensor last = model.lastLogits(new Pass(tape, Segments.of(LENGTHS)), IDS);
    int[] rows = {3, 4, 8};
    for (int segment = 0; segment < 3; segment++) {
      for (int t = 0; t < 11; t++) {
        assertEquals(all[rows[segment] * 11 + t], last.at(segment, t), BOUND);
      }
    }
  }

  @Test
  void parametersHaveTheNamesOfLlama() {
    Model model = model(ModelConfig.llama(11, 6, 16, 1, 4, 2, 20));
    assertEquals(
        List.of(
            "model.embed_tokens.weight",
            "model.layers.0.input_layernorm.weight",
            "model.layers.0.self_attn.q_proj.weight",
            "model.layers.0.self_attn.k_proj.weight",
            "model.layers.0.self_attn.v_proj.weight",
            "model.layers.0.self_attn.o_proj.weight",
            "model.layers.0.post_attention_layernorm.weight",
            "model.layers.0.mlp.gate_proj.weight",
            "model.layers.0.mlp.up_proj.weight",
            "model.layers.0.mlp.down_proj.weight",
            "model.norm.weight",
            "lm_head.weight"),
        List.copyOf(model.weights().keySet()));
  }

  /** GPT-2 small has 124,439,808 parameters (Hugging Face's card of the model: 124M). */
  @Test
  void gpt2SmallHasItsParameters() {
    Model model =
        new Model(
            ModelConfig.gpt2(50257, 1024, 768, 12, 12),
            (name, shape, initial) -> new DenseWeight(Tensor.zeros(shape.toArray())));
    assertEquals(124_439_808, model.parameterCount());
    assertEquals(4 * 124_439_808L, model.bytes());
  }

  @Test
  void quantizedMatricesAreInt8AndOthersAreNamed() {
    Model model = model(ModelConfig.llama(11, 6, 64, 2, 4, 2, 72));
    Quantization quantization = Quantization.int8(model);
    Model quantized = quantization.model();
    assertEquals(
        List.of("model.layers.0.mlp.down_proj.weight", "model.layers.1.mlp.down_proj.weight"),
        quantization.unchanged());
    assertTrue(quantized.weights().get("lm_head.weight") instanceof BlockWeight);
    assertEquals(11 * 64 / 32 * 34, quantized.weights().get("lm_head.weight").bytes());
    assertTrue(model.weights().get("lm_head.weight") instanceof DenseWeight);
    assertFalse(quantized.trainable().containsKey("lm_head.weight"));

    tape.begin();
    float[] expected = model.logits(new Pass(tape, Segments.of(LENGTHS)), IDS).toArray();
    tape.begin();
    float[] actual = quantized.logits(new Pass(tape, Segments.of(LENGTHS)), IDS).toArray();
    double error = 0;
    double size = 0;
    for (int i = 0; i < actual.length; i++) {
      error += Math.pow(actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    double relative = Math.sqrt(error / size);
    // A weight is off by up to half a step of max/127, evenly: by 0.0039 of the deviation of
    // weights
    // that are spread evenly. Of a product of many rows that is the relative error, and at worst
    // those of the nine products on the way add up.
    assertTrue(relative > 0 && relative < 9 * 0.0039, "relative error " + relative);
  }

  @Test
  void wrongInputsAreRefusedWithTheirValueAndTheLimit() {
    Model model = model(ModelConfig.gpt2(11, 6, 12, 2, 3));
    assertMessage(model, new int[] {1, 11}, Segments.of(2), "token id 11", "has 11");
    assertMessage(model, new int[] {-1}, Segments.of(1), "token id -1");
    assertMessage(model, new int[7], Segments.of(7), "7 tokens", "6 tokens");
    assertMessage(model, new int[2], Segments.of(3), "3 rows", "2 tokens");
  }

  private void assertMessage(Model model, int[] ids, Segments segments, String... parts) {
    tape.begin();
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> model.logits(new Pass(tape, segments), ids))
            .getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
