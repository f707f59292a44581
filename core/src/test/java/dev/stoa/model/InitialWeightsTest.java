package dev.stoa.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.nn.ParameterSource;
import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.descriptive.moment.Variance;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("New weights")
class InitialWeightsTest {
  /** So rarely that a right model fails one of a few hundred checks with one seed of thousands. */
  private static final double UNLIKELY = 1e-6;

  /** Several widths and depths, on which the deviations depend. */
  static Stream<ModelConfig> configs() {
    return Stream.of(
        ModelConfig.gpt2(500, 100, 96, 3, 4),
        ModelConfig.gpt2(500, 100, 64, 1, 4),
        ModelConfig.llama(500, 100, 128, 4, 4, 2, 192),
        ModelConfig.llama(300, 100, 48, 2, 4, 4, 64));
  }

  private static Map<String, Tensor> drawn(ModelConfig config, long seed) {
    return new Model(config, ParameterSource.random(seed)).trainable();
  }

  /**
   * GPT-2's 0.02 for embeddings; for linear layers 0.02 at 768 channels and in proportion to
   * 1/√channels; by √(2 · layers) less for the two of a block that add to the residual stream.
   */
  private static double deviation(String name, ModelConfig config) {
    if (name.contains("embed") || name.contains("lm_head")) {
      return 0.02;
    }
    double linear = 0.02 * Math.sqrt(768.0 / config.channels());
    boolean adds = name.contains("o_proj") || name.contains("down_proj");
    return adds ? linear / Math.sqrt(2 * config.stack().layers().size()) : linear;
  }

  private static Map<String, double[]> matrices(ModelConfig config, long seed) {
    Map<String, double[]> values = new LinkedHashMap<>();
    drawn(config, seed)
        .forEach(
            (name, tensor) -> {
              if (tensor.shape().rank() == 2) {
                float[] data = tensor.toArray();
                values.put(
                    name, IntStream.range(0, data.length).mapToDouble(i -> data[i]).toArray());
              }
            });
    assertFalse(values.isEmpty());
    return values;
  }

  /** (n − 1) s² / σ² of n normal draws has the χ² distribution with n − 1 degrees of freedom. */
  @ParameterizedTest
  @MethodSource("configs")
  void everyMatrixHasTheDeviationOfItsPlace(ModelConfig config) {
    matrices(config, 1)
        .forEach(
            (name, values) -> {
              double expected = deviation(name, config);
              double found = new Variance().evaluate(values);
              int freedom = values.length - 1;
              double below =
                  new ChiSquaredDistribution(freedom)
                      .cumulativeProbability(freedom * found / (expected * expected));
              assertTrue(
                  below > UNLIKELY && below < 1 - UNLIKELY,
                  "%s has the deviation %.5f instead of %.5f"
                      .formatted(name, Math.sqrt(found), expected));
            });
  }

  @ParameterizedTest
  @MethodSource("configs")
  void everyMatrixIsNormalAroundZero(ModelConfig config) {
    matrices(config, 2)
        .forEach(
            (name, values) -> {
              NormalDistribution normal = new NormalDistribution(0, deviation(name, config));
              double[] some = Arrays.copyOf(values, Math.min(values.length, 5_000));
              double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(normal, some);
              assertTrue(p > UNLIKELY, name + ": p = " + p);
            });
  }

  /** The correlation of n independent pairs has the deviation 1/√n; six of them are unlikely. */
  @ParameterizedTest
  @MethodSource("configs")
  void noMatrixFollowsAnother(ModelConfig config) {
    Map<String, double[]> matrices = matrices(config, 3);
    List<String> names = new ArrayList<>(matrices.keySet());
    for (int i = 0; i < names.size(); i++) {
      for (int j = 0; j < i; j++) {
        double[] one = matrices.get(names.get(i));
        double[] other = matrices.get(names.get(j));
        int n = Math.min(one.length, other.length);
        double correlation =
            new PearsonsCorrelation().correlation(Arrays.copyOf(one, n), Arrays.copyOf(other, n));
        String pair = "%s and %s: %.4f".formatted(names.get(i), names.get(j), correlation);
        assertTrue(Math.abs(correlation) < 6 / Math.sqrt(n), pair);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void noRowOfAMatrixFollowsTheOneBefore(ModelConfig config) {
    matrices(config, 4)
        .forEach(
            (name, values) -> {
              int columns = drawn(config, 4).get(name).columns();
              int n = values.length - columns;
              double correlation =
                  new PearsonsCorrelation()
                      .correlation(
                          Arrays.copyOf(values, n),
                          Arrays.copyOfRange(values, columns, values.length));
              assertTrue(Math.abs(correlation) < 6 / Math.sqrt(n), name + ": " + correlation);
            });
  }

  @ParameterizedTest
  @MethodSource("configs")
  void normsBeginAsOnesAndBiasesAsZeros(ModelConfig config) {
    drawn(config, 5)
        .forEach(
            (name, tensor) -> {
              if (tensor.shape().rank() == 1) {
                float[] expected = new float[tensor.size()];
                Arrays.fill(expected, name.endsWith("bias") ? 0 : 1);
                assertArrayEquals(expected, tensor.toArray(), name);
              }
            });
  }

  @Test
  void theSameSeedDrawsTheSameWeightsAndAnotherOthers() {
    ModelConfig config = ModelConfig.gpt2(50, 10, 16, 2, 2);
    Map<String, double[]> first = matrices(config, 6);
    Map<String, double[]> again = matrices(config, 6);
    Map<String, double[]> other = matrices(config, 7);
    assertEquals(first.keySet(), again.keySet());
    first.forEach(
        (name, values) -> {
          assertArrayEquals(values, again.get(name), name);
          assertFalse(Arrays.equals(values, other.get(name)), name);
        });
  }
}
