package dev.stoa.autograd;

import static dev.stoa.autograd.GradientCheck.check;
import static dev.stoa.autograd.GradientCheck.random;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stoa.cache.Segments;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.reference.Reference;
import dev.stoa.runtime.CounterRandom;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.BlockWeight;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operation, forward and backward, against its formula in double. */
class OperationGradientTest {
  @Test
  void addSendsItsGradientToBothSummands() {
    check(
        (tape, x) -> Operations.add(tape, x.get(0), x.get(1)),
        x -> Reference.add(x.get(0), x.get(1)),
        random(1, 3, 5),
        random(2, 3, 5));
  }

  @Test
  void aTensorUsedTwiceGetsTheSumOfBothGradients() {
    check(
        (tape, x) -> Operations.add(tape, x.get(0), Operations.geluTanh(tape, x.get(0))),
        x -> Reference.add(x.get(0), map(x.get(0), Reference::gelu)),
        random(3, 3, 5));
  }

  @ParameterizedTest(name = "{0} rows, {1} inputs, {2} outputs")
  @CsvSource({"1, 1, 1", "1, 7, 5", "3, 20, 17", "5, 33, 40", "70, 9, 66"})
  void linearMultipliesByTheTransposedWeightAndAddsTheBias(int rows, int in, int out) {
    check(
        (tape, x) -> Operations.linear(tape, x.get(0), x.get(1), x.get(2)),
        x -> Reference.linear(x.get(0), x.get(1), x.get(2)[0]),
        random(4, rows, in),
        random(5, out, in),
        random(6, out));
  }

  @Test
  void linearWithoutBias() {
    check(
        (tape, x) -> Operations.linear(tape, x.get(0), x.get(1), null),
        x -> Reference.linear(x.get(0), x.get(1), null),
        random(7, 4, 6),
        random(8, 3, 6));
  }

  @ParameterizedTest
  @CsvSource({"12", "40"})
  void linearGivesItsInputAGradientThroughFrozenInt8Weights(int rows) {
    BlockWeight frozen = BlockWeight.encode(BlockFormat.Q8_0, random(9, 21, 64), Arena.ofAuto());
    double[][] weight = GradientCheck.toDouble(frozen.decoded());
    check(
        (tape, x) -> Operations.linear(tape, x.get(0), frozen, x.get(1)),
        x -> Reference.linear(x.get(0), weight, x.get(1)[0]),
        random(10, rows, 64),
        random(11, 21));
  }

  @Test
  void embeddingSumsTheGradientsOfARowThatWasLookedUpTwice() {
    int[] ids = {2, 0, 2, 3};
    check(
        (tape, x) -> Operations.gatherRows(tape, x.get(0), ids),
        x -> {
          double[][] rows = new double[ids.length][];
          for (int i = 0; i < ids.length; i++) {
            rows[i] = x.get(0)[ids[i]].clone();
          }
          return rows;
        },
        random(12, 5, 3));
  }

  @ParameterizedTest(name = "{0} rows of {1} channels")
  @CsvSource({"1, 4", "3, 5", "2, 33", "150, 8"})
  void layerNormWithAndWithoutBias(int rows, int channels) {
    check(
        (tape, x) -> Operations.layerNorm(tape, x.get(0), x.get(1), x.get(2), 1e-5f),
        x -> Reference.layerNorm(x.get(0), x.get(1)[0], x.get(2)[0], 1e-5f),
        random(13, rows, channels),
        random(14, channels),
        random(15, channels));
    check(
        (tape, x) -> Operations.layerNorm(tape, x.get(0), x.get(1), null, 1e-5f),
        x -> Reference.layerNorm(x.get(0), x.get(1)[0], null, 1e-5f),
        random(16, rows, channels),
        random(17, channels));
  }

  @ParameterizedTest(name = "{0} rows of {1} channels")
  @CsvSource({"1, 1", "3, 5", "2, 33", "150, 8"})
  void rmsNorm(int rows, int channels) {
    check(
        (tape, x) -> Operations.rmsNorm(tape, x.get(0), x.get(1), 1e-5f),
        x -> Reference.rmsNorm(x.get(0), x.get(1)[0], 1e-5f),
        random(18, rows, channels),
        random(19, channels));
  }

  @Test
  void gelu() {
    check(
        (tape, x) -> Operations.geluTanh(tape, x.get(0)),
        x -> map(x.get(0), Reference::gelu),
        scaled(random(20, 3, 37), 5));
  }

  @Test
  void swiGluSendsGradientsToTheGateAndToWhatItLetsThrough() {
    check(
        (tape, x) -> Operations.swiGlu(tape, x.get(0), x.get(1)),
        x -> {
          double[][] y = map(x.get(0), Reference::silu);
          for (int i = 0; i < y.length; i++) {
            for (int c = 0; c < y[i].length; c++) {
              y[i][c] *= x.get(1)[i][c];
            }
          }
          return y;
        },
        scaled(random(21, 3, 37), 5),
        random(22, 3, 37));
  }

  @ParameterizedTest(name = "{0} rows of {1} channels")
  @CsvSource({"1, 1", "3, 5", "2, 33", "150, 8"})
  void softmaxOfEachRow(int rows, int channels) {
    check(
        (tape, x) -> Operations.softmax(tape, x.get(0)),
        x -> {
          double[][] y = map(x.get(0), Math::exp);
          for (double[] row : y) {
            double sum = Arrays.stream(row).sum();
            Arrays.setAll(row, i -> row[i] / sum);
          }
          return y;
        },
        scaled(random(27, rows, channels), 3));
  }

  @ParameterizedTest
  @EnumSource
  void rotaryTurnsEveryPairByItsPosition(RotaryTable.Pairing pairing) {
    Segments segments = Segments.of(3, 2);
    RotaryTable table = RotaryTable.of(4, 6, 100, pairing);
    check(
        (tape, x) -> Operations.rotary(tape, x.get(0), segments, table),
        x ->
            Reference.rotary(
                x.get(0), new int[] {0, 1, 2, 0, 1}, 6, 100, pairing == RotaryTable.Pairing.HALVES),
        random(23, 5, 12));
  }

  @ParameterizedTest(name = "{0} heads, {1} key-value heads of size {2}")
  @CsvSource({"1, 1, 4", "3, 3, 5", "4, 2, 8", "4, 1, 3"})
  void attentionLooksBackWithinItsOwnSegment(int heads, int keyValueHeads, int headSize) {
    int[] lengths = {1, 7, 40};
    Segments segments = Segments.of(lengths);
    check(
        (tape, x) ->
            Operations.attention(
                tape,
                x.get(0),
                x.get(1),
                x.get(2),
                segments,
                segments,
                new Heads(0, heads, keyValueHeads, headSize),
                Score.scaled(headSize, Reach.CAUSAL)),
        x -> Reference.attention(x.get(0), x.get(1), x.get(2), lengths, heads, keyValueHeads),
        random(24, 48, heads * headSize),
        random(25, 48, keyValueHeads * headSize),
        random(26, 48, keyValueHeads * headSize));
  }

  @Test
  void crossEntropyIsTheMeanOverTheRowsThatHaveATarget() {
    int[] targets = {4, Operations.IGNORED, 0, 2};
    check(
        (tape, x) -> Operations.crossEntropy(tape, x.get(0), targets),
        x -> new double[][] {{Reference.crossEntropy(x.get(0), targets)}},
        scaled(random(27, 4, 9), 4));
  }

  @Test
  void rowsOfTheLastTokensGetTheWholeGradient() {
    Segments segments = Segments.of(2, 3);
    check(
        (tape, x) -> Operations.gatherRows(tape, x.get(0), segments.lastRows()),
        x -> new double[][] {x.get(0)[1].clone(), x.get(0)[4].clone()},
        random(28, 5, 3));
  }

  @Test
  void dropoutPassesGradientsThroughTheMaskOfTheForwardPass() {
    // The mask is what the forward pass shows of it: y/x is 0 or 1/(1 − p).
    Tensor x = random(29, 6, 50);
    try (var workers = new Workers(2)) {
      Tape tape = new Tape(new Execution(workers));
      Gradients gradients = new Gradients(List.of(x));
      tape.begin(gradients, new CounterRandom(5, 0, 3));
      Tensor y = Operations.dropout(tape, x, 0.25f);
      double[] expected = new double[x.size()];
      double[] ones = new double[x.size()];
      int kept = 0;
      for (int i = 0; i < x.size(); i++) {
        boolean zero = y.data()[y.offset() + i] == 0;
        expected[i] = zero ? 0 : 1 / 0.75;
        ones[i] = 1;
        kept += zero ? 0 : 1;
        GradientCheck.close(
            "y", new float[] {y.data()[y.offset() + i]}, new double[] {expected[i] * x.data()[i]});
      }
      tape.backward(GradientCheck.weightedSum(tape, y, ones), 1);
      GradientCheck.close("dX", gradients.of(x).toArray(), expected);
      // 300 draws with probability 0.75: four standard deviations are 30.
      assertEquals(225, kept, 30);
    }
  }

  private static double[][] map(double[][] x, DoubleUnaryOperator function) {
    double[][] y = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      y[i] = Arrays.stream(x[i]).map(function).toArray();
    }
    return y;
  }

  private static Tensor scaled(Tensor x, float factor) {
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] *= factor;
    }
    return x;
  }
}
