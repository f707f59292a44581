package dev.stoa.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.cache.Segments;
import dev.stoa.contract.core.Values;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.runtime.CounterRandom;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import dev.stoa.values.Plain;
import dev.stoa.weight.BlockWeight;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The operations of layers")
class LayerOperationsTest {
  private static final float EPSILON = 1e-5f;

  @Nested
  @DisplayName("linear")
  class Linear extends Checked {
    Linear() {
      super(
          (tape, x) -> Operations.linear(tape, x.get(0), x.get(1), x.get(2)),
          x -> Plain.linear(x.get(0), x.get(1), x.get(2)),
          normal(1, 5, 7),
          normal(2, 6, 7),
          normal(3, 6));
    }

    /** Sizes behind those of a register tile, and enough work to be shared. */
    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(1, 70, 133), normal(2, 66, 133), normal(3, 66));
    }
  }

  @Nested
  @DisplayName("linear without bias, of one row")
  class LinearOfOneRow extends Checked {
    LinearOfOneRow() {
      super(
          (tape, x) -> Operations.linear(tape, x.get(0), x.get(1), null),
          x -> Plain.linear(x.get(0), x.get(1), null),
          normal(1, 1, 20),
          normal(2, 3, 20));
    }
  }

  /** Beyond eight rows blocks are multiplied in float32, fewer by codes of 8 bits. */
  @Nested
  @DisplayName("linear with a frozen matrix of int8")
  class LinearOfBlocks extends Checked {
    private static final BlockWeight FROZEN =
        BlockWeight.encode(BlockFormat.Q8_0, normal(9, 5, 32), Arena.ofAuto());

    LinearOfBlocks() {
      super(
          (tape, x) -> Operations.linear(tape, x.get(0), FROZEN, x.get(1)),
          x -> Plain.linear(x.get(0), Values.of(FROZEN.decoded()), x.get(1)),
          normal(1, 9, 32),
          normal(2, 5));
    }
  }

  @Nested
  @DisplayName("layerNorm")
  class LayerNorm extends Checked {
    LayerNorm() {
      super(
          (tape, x) -> Operations.layerNorm(tape, x.get(0), x.get(1), x.get(2), EPSILON),
          x -> Plain.layerNorm(x.get(0), x.get(1), x.get(2), EPSILON),
          normal(1, 4, 9),
          normal(2, 9),
          normal(3, 9));
    }

    /** More rows than one task sums for the gradients of weight and bias. */
    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(1, 150, 130), normal(2, 130), normal(3, 130));
    }
  }

  @Nested
  @DisplayName("layerNorm without bias")
  class LayerNormWithoutBias extends Checked {
    LayerNormWithoutBias() {
      super(
          (tape, x) -> Operations.layerNorm(tape, x.get(0), x.get(1), null, EPSILON),
          x -> Plain.layerNorm(x.get(0), x.get(1), new Values(new double[9], 9), EPSILON),
          normal(1, 4, 9),
          normal(2, 9));
    }
  }

  @Nested
  @DisplayName("rmsNorm")
  class RmsNorm extends Checked {
    RmsNorm() {
      super(
          (tape, x) -> Operations.rmsNorm(tape, x.get(0), x.get(1), EPSILON),
          x -> Plain.rmsNorm(x.get(0), x.get(1), EPSILON),
          normal(1, 4, 9),
          normal(2, 9));
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(normal(1, 150, 130), normal(2, 130));
    }
  }

  /** Turned by the angle position · 100^(−2i/6) of pair i of a head of size 6. */
  private static Values turned(Values x, boolean halves) {
    int[] positions = {0, 1, 2, 0, 1};
    return Values.of(
        i -> {
          int head = i[1] / 6 * 6;
          int c = i[1] % 6;
          int pair = halves ? c % 3 : c / 2;
          boolean first = halves ? c < 3 : c % 2 == 0;
          int other = head + (halves ? (c + 3) % 6 : c ^ 1);
          double angle = positions[i[0]] * Math.pow(100, -2.0 * pair / 6);
          double sine = first ? -Math.sin(angle) : Math.sin(angle);
          return x.at(i) * Math.cos(angle) + x.at(i[0], other) * sine;
        },
        5,
        12);
  }

  @Nested
  @DisplayName("rotary with halves as pairs")
  class RotaryOfHalves extends Checked {
    RotaryOfHalves() {
      super(
          (tape, x) ->
              Operations.rotary(
                  tape,
                  x.get(0),
                  Segments.of(3, 2),
                  RotaryTable.of(4, 6, 100, RotaryTable.Pairing.HALVES)),
          x -> turned(x.get(0), true),
          normal(1, 5, 12));
    }
  }

  @Nested
  @DisplayName("rotary with adjacent channels as pairs")
  class RotaryOfNeighbours extends Checked {
    RotaryOfNeighbours() {
      super(
          (tape, x) ->
              Operations.rotary(
                  tape,
                  x.get(0),
                  Segments.of(3, 2),
                  RotaryTable.of(4, 6, 100, RotaryTable.Pairing.ADJACENT)),
          x -> turned(x.get(0), false),
          normal(1, 5, 12));
    }
  }

  @Nested
  @DisplayName("geluTanh")
  class GeluTanh extends Checked {
    GeluTanh() {
      super(
          (tape, x) -> Operations.geluTanh(tape, x.get(0)),
          x ->
              x.get(0)
                  .map(
                      v ->
                          v
                              / 2
                              * (1
                                  + Math.tanh(
                                      Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v)))),
          map(normal(1, 4, 9), v -> 2 * v));
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(map(normal(1, 130, 150), v -> 2 * v));
    }
  }

  @Nested
  @DisplayName("swiGlu")
  class SwiGlu extends Checked {
    SwiGlu() {
      super(
          (tape, x) -> Operations.swiGlu(tape, x.get(0), x.get(1)),
          x ->
              Values.of(
                  i -> x.get(0).at(i) / (1 + Math.exp(-x.get(0).at(i))) * x.get(1).at(i),
                  x.get(0).shape()),
          map(normal(1, 4, 9), v -> 2 * v),
          normal(2, 4, 9));
    }

    @Override
    protected List<Tensor> largeInputs() {
      return List.of(map(normal(1, 130, 150), v -> 2 * v), normal(2, 130, 150));
    }
  }

  @Nested
  @DisplayName("gatherRows, with a row that is taken twice")
  class Gather extends Checked {
    private static final int[] ROWS = {2, 0, 2, 3};

    Gather() {
      super(
          (tape, x) -> Operations.gatherRows(tape, x.get(0), ROWS),
          x -> Values.of(i -> x.get(0).at(ROWS[i[0]], i[1]), 4, 3),
          normal(1, 5, 3));
    }
  }

  @Nested
  @DisplayName("scatterRows, with a row that gets two")
  class Scatter extends Checked {
    private static final int[] ROWS = {2, 0, 2, 3};

    Scatter() {
      super(
          (tape, x) -> Operations.scatterRows(tape, x.get(0), 5, ROWS),
          x ->
              Values.of(
                  i -> {
                    double sum = 0;
                    for (int j = 0; j < ROWS.length; j++) {
                      sum += ROWS[j] == i[0] ? x.get(0).at(j, i[1]) : 0;
                    }
                    return sum;
                  },
                  5,
                  3),
          normal(1, 4, 3));
    }
  }

  @Nested
  @DisplayName("dropout")
  class Dropout {
    private final Tensor x = Tensor.zeros(6, 50);

    Dropout() {
      x.fill(2);
    }

    /** y/x is 0 or 1/(1 − p) = 4/3; so is dX, for the same values. */
    @Test
    @DisplayName("passes gradients through the mask of the forward pass")
    void theSameMask() {
      try (Workers workers = new Workers(2)) {
        Tape tape = new Tape(new Execution(workers));
        Gradients gradients = new Gradients(List.of(x));
        tape.begin(gradients, new CounterRandom(5, 0, 3));
        Tensor y = Operations.dropout(tape, x, 0.25f);
        float[] expected = new float[x.size()];
        int kept = 0;
        for (int i = 0; i < x.size(); i++) {
          float value = y.data()[y.offset() + i];
          assertTrue(value == 0 || value == 2 * (1 / 0.75f), "value " + value);
          expected[i] = value / 2;
          kept += value == 0 ? 0 : 1;
        }
        Tensor ones = Tensor.zeros(6, 50);
        ones.fill(1);
        tape.backward(y, ones);
        assertArrayEquals(expected, gradients.of(x).toArray());
        // 300 draws with probability 0.75: four standard deviations are 30.
        assertEquals(225, kept, 30);
      }
    }
  }

  @Nested
  @DisplayName("refuse")
  class Refusals {
    /** What an operation says to its inputs. */
    private void assertRefused(String part, Checked.Operation operation, Tensor... x) {
      try (Workers workers = new Workers(1)) {
        Tape tape = new Tape(new Execution(workers));
        String message =
            assertThrows(IllegalArgumentException.class, () -> operation.apply(tape, List.of(x)))
                .getMessage();
        assertTrue(message.contains(part), message);
      }
    }

    @Test
    @DisplayName("shapes that do not fit, by operation and shapes")
    void shapes() {
      Tensor x = Tensor.zeros(2, 3);
      Tensor w = Tensor.zeros(4, 5);
      assertRefused(
          "linear: x[2, 3] does not fit the weight[4, 5]",
          (tape, in) -> Operations.linear(tape, in.get(0), in.get(1), null),
          x,
          w);
      assertRefused(
          "layerNorm: x[2, 3] needs a weight of 3 values",
          (tape, in) -> Operations.layerNorm(tape, in.get(0), in.get(1), null, EPSILON),
          x,
          w);
      assertRefused(
          "SwiGLU: the shapes [2, 3] and [4, 5] differ",
          (tape, in) -> Operations.swiGlu(tape, in.get(0), in.get(1)),
          x,
          w);
      assertRefused(
          "gatherRows: index 2 is out of range: there are 2 rows",
          (tape, in) -> Operations.gatherRows(tape, in.get(0), 2),
          x);
    }
  }
}
