package dev.stoa.kernel;

import static dev.stoa.contract.core.Close.assertClose;

import dev.stoa.contract.core.Close;
import dev.stoa.contract.core.Draws;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Rotary positions")
class RotaryTest {

  @Nested
  @DisplayName("of the scalar kernel")
  class Scalar extends Cases {
    Scalar() {
      super(Kernels.scalar().rotary());
    }
  }

  @Nested
  @DisplayName("of the chosen kernel")
  class Chosen extends Cases {
    Chosen() {
      super(Kernels.chosen().rotary());
    }
  }

  abstract static class Cases {
    private final Rotary kernel;

    Cases(Rotary kernel) {
      this.kernel = kernel;
    }

    /** A quarter turn: cos = 0 and sin = 1 make (3, 5) to (−5, 3), on top of 10 and 20. */
    @Test
    void aQuarterTurnExchangesAPair() {
      float[] y = {10, 20};
      kernel.addTurned(y, 0, new float[] {3, 5}, 0, new float[1], new float[] {1}, 0, 1, 1, 1, 1);
      assertClose("forward", new double[] {5, 23}, y, 0, 0);
      kernel.addTurned(y, 0, new float[] {3, 5}, 0, new float[1], new float[] {1}, 0, 1, 1, 1, -1);
      assertClose("and back", new double[] {10, 20}, y, 0, 0);
    }

    @Test
    void areTurnedByTheirAnglesAtEverySize() {
      for (int half : Draws.lengths()) {
        for (int direction : new int[] {1, -1}) {
          turns(half, 1, half, direction);
          turns(half, 2, 1, direction);
        }
      }
    }

    private void turns(int half, int step, int distance, int direction) {
      float[] x = Draws.normal(half, 2 * half);
      float[] y = Draws.normal(half + 1, 2 * half);
      float[] cosines = new float[half + 4];
      float[] sines = new float[half + 4];
      double[] expected = Draws.doubles(y);
      double[] bounds = new double[2 * half];
      for (int i = 0; i < half; i++) {
        double c = Math.cos(i + 1.0);
        double s = Math.sin(i + 1.0);
        cosines[3 + i] = (float) c;
        sines[3 + i] = (float) s;
        int u = i * step;
        int v = u + distance;
        expected[u] += x[u] * c - direction * x[v] * s;
        expected[v] += direction * x[u] * s + x[v] * c;
        double sizes = Math.abs(x[u]) + Math.abs(x[v]);
        bounds[u] = 4 * Close.ROUNDING * (sizes + Math.abs(y[u]));
        bounds[v] = 4 * Close.ROUNDING * (sizes + Math.abs(y[v]));
      }
      Padded in = Padded.row(x, 3);
      Padded out = Padded.row(y, 5);
      kernel.addTurned(
          out.array,
          out.offset,
          in.array,
          in.offset,
          cosines,
          sines,
          3,
          half,
          step,
          distance,
          direction);
      out.copyInto(y);
      in.assertUnchanged("x");
      assertClose(
          "pairs at a distance of " + distance + " turned by direction " + direction,
          expected,
          y,
          bounds);
    }
  }
}
