package dev.stoa.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.autograd.Gradients;
import dev.stoa.contract.core.Close;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("AdamW over many tensors")
class AdamWTest {
  /** More than one chunk, an odd size, a vector, and an empty tensor. */
  private static Map<String, Tensor> parameters() {
    Random random = new Random(1);
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    for (int[] shape : new int[][] {{301, 173}, {5}, {0}, {64, 3}}) {
      Tensor tensor = Tensor.zeros(shape);
      for (int i = 0; i < tensor.size(); i++) {
        tensor.data()[i] = (float) random.nextGaussian();
      }
      parameters.put("p" + parameters.size(), tensor);
    }
    return parameters;
  }

  private static AdamW adam(Map<String, Tensor> parameters) {
    return new AdamW(ParameterGroup.matricesDecay(parameters, 0.1f), 0.9f, 0.99f, 1e-8f);
  }

  /** Some steps with gradients that depend on the seed. */
  private static void train(
      AdamW adam, Map<String, Tensor> parameters, Workers workers, int steps, long seed) {
    Gradients gradients = new Gradients(parameters.values());
    Random random = new Random(seed);
    for (int step = 0; step < steps; step++) {
      for (Tensor parameter : parameters.values()) {
        float[] g = gradients.of(parameter).data();
        for (int i = 0; i < g.length; i++) {
          g[i] = (float) random.nextGaussian();
        }
      }
      adam.step(workers, gradients, 0.01f);
    }
  }

  private static List<float[]> values(Map<String, Tensor> parameters) {
    List<float[]> values = new ArrayList<>();
    parameters.values().forEach(tensor -> values.add(tensor.toArray()));
    return values;
  }

  private static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    List<float[]> first = values(expected);
    List<float[]> second = values(actual);
    assertEquals(first.size(), second.size());
    for (int i = 0; i < first.size(); i++) {
      assertArrayEquals(first.get(i), second.get(i));
    }
  }

  @ParameterizedTest(name = "gives the same bits with {0} threads as with one")
  @ValueSource(ints = {2, 3})
  void threadsDoNotChangeBits(int threads) {
    Map<String, Tensor> one = parameters();
    Map<String, Tensor> many = parameters();
    try (Workers single = new Workers(1);
        Workers several = new Workers(threads)) {
      train(adam(one), one, single, 3, 5);
      train(adam(many), many, several, 3, 5);
    }
    assertSame(one, many);
  }

  @Test
  void decaysMatricesAndNotVectors() {
    Map<String, Tensor> parameters = parameters();
    float matrix = parameters.get("p0").data()[0];
    float vector = parameters.get("p1").data()[0];
    try (Workers workers = new Workers(1)) {
      adam(parameters).step(workers, new Gradients(parameters.values()), 0.5f);
    }
    assertEquals(matrix * (1 - 0.5f * 0.1f), parameters.get("p0").data()[0], (float) Close.FEW);
    assertEquals(vector, parameters.get("p1").data()[0]);
  }

  @Test
  void leavesTheRestOfASharedArrayAlone() {
    float[] shared = {1, 1, 1, 1};
    Tensor view = new Tensor(shared, 1, Shape.of(2));
    AdamW adam =
        new AdamW(List.of(new ParameterGroup(Map.of("view", view), 0)), 0.9f, 0.99f, 1e-8f);
    Gradients gradients = new Gradients(List.of(view));
    gradients.of(view).fill(1);
    try (Workers workers = new Workers(1)) {
      adam.step(workers, gradients, 0.5f);
    }
    assertArrayEquals(new float[] {1, 0.5f, 0.5f, 1}, shared, (float) Close.FEW);
  }

  @Test
  void goesOnFromItsStateBitForBit() {
    Map<String, Tensor> whole = parameters();
    Map<String, Tensor> parts = parameters();
    try (Workers workers = new Workers(2)) {
      AdamW uninterrupted = adam(whole);
      train(uninterrupted, whole, workers, 4, 1);
      train(uninterrupted, whole, workers, 3, 2);
      AdamW before = adam(parts);
      train(before, parts, workers, 4, 1);
      AdamW after = adam(parts);
      after.restore(before.state());
      assertEquals(4, after.steps());
      train(after, parts, workers, 3, 2);
    }
    assertSame(whole, parts);
  }

  @Test
  void refusesTheStateOfOtherParametersAndKeepsItsOwn() {
    Map<String, Tensor> parameters = parameters();
    AdamW adam = adam(parameters);
    try (Workers workers = new Workers(1)) {
      train(adam, parameters, workers, 1, 1);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(adam.state().tensors());
    tensors.remove("second_moment.p3");
    assertRefused(adam, tensors, "second_moment.p3");
    tensors.put("second_moment.p3", Tensor.zeros(3, 64));
    assertRefused(adam, tensors, "[64, 3]");
    tensors.put("second_moment.p3", Tensor.zeros(64, 3));
    tensors.put("third_moment", Tensor.zeros(1));
    assertRefused(adam, tensors, "third_moment");
  }

  private static void assertRefused(AdamW adam, Map<String, Tensor> tensors, String named) {
    float before = adam.state().tensors().get("first_moment.p0").data()[0];
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> adam.restore(new OptimizerState(9, tensors)))
            .getMessage();
    assertTrue(message.contains(named), message);
    assertEquals(1, adam.steps());
    assertEquals(before, adam.state().tensors().get("first_moment.p0").data()[0]);
  }

  @Test
  void refusesAParameterInTwoGroups() {
    Tensor tensor = Tensor.zeros(3);
    ParameterGroup group = new ParameterGroup(Map.of("a", tensor), 0);
    ParameterGroup again = new ParameterGroup(Map.of("b", tensor), 0.1f);
    assertThrows(
        IllegalArgumentException.class, () -> new AdamW(List.of(group, again), 0.9f, 0.99f, 1e-8f));
  }

  @Test
  void refusesNumbersOutOfRange() {
    List<ParameterGroup> none = List.of();
    assertThrows(IllegalArgumentException.class, () -> new AdamW(none, 1, 0.99f, 1e-8f));
    assertThrows(IllegalArgumentException.class, () -> new AdamW(none, 0.9f, -0.1f, 1e-8f));
    assertThrows(IllegalArgumentException.class, () -> new AdamW(none, 0.9f, 0.99f, 0));
    assertThrows(IllegalArgumentException.class, () -> new AdamW(none, Float.NaN, 0.99f, 1e-8f));
    assertThrows(IllegalArgumentException.class, () -> new ParameterGroup(Map.of(), -1));
    try (Workers workers = new Workers(1)) {
      AdamW adam = adam(parameters());
      Gradients gradients = new Gradients(List.of());
      assertThrows(IllegalArgumentException.class, () -> adam.step(workers, gradients, Float.NaN));
      assertThrows(IllegalArgumentException.class, () -> adam.step(workers, gradients, 0.1f));
      assertEquals(0, adam.steps());
    }
  }
}
