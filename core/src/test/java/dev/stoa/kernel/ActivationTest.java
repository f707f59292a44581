package dev.stoa.kernel;

import dev.stoa.contract.core.GeluContract;
import dev.stoa.contract.core.SwiGluContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("Activations")
class ActivationTest {
  private static final Activation SCALAR = Kernels.scalar().activation();

  @Nested
  @DisplayName("by GELU, scalar")
  class ScalarGelu extends Gelu {
    ScalarGelu() {
      super(SCALAR);
    }
  }

  @Nested
  @DisplayName("by GELU, chosen")
  class ChosenGelu extends Gelu {
    ChosenGelu() {
      super(Kernels.chosen().activation());
    }
  }

  @Nested
  @DisplayName("by SwiGLU, scalar")
  class ScalarSwiGlu extends SwiGlu {
    ScalarSwiGlu() {
      super(SCALAR);
    }
  }

  @Nested
  @DisplayName("by SwiGLU, chosen")
  class ChosenSwiGlu extends SwiGlu {
    ChosenSwiGlu() {
      super(Kernels.chosen().activation());
    }
  }

  abstract static class Gelu extends GeluContract {
    private final Activation activation;

    Gelu(Activation activation) {
      this.activation = activation;
    }

    @Override
    protected void gelu(float[] y, float[] x) {
      Padded in = Padded.row(x, 3);
      Padded out = Padded.row(y, 5);
      activation.geluInto(out.array, out.offset, in.array, in.offset, x.length);
      out.copyInto(y);
      in.assertUnchanged("x");
    }

    @Override
    protected void addGradient(float[] dX, float[] dY, float[] x) {
      Padded gradient = Padded.row(dX, 3);
      Padded out = Padded.row(dY, 5);
      Padded in = Padded.row(x, 7);
      activation.addGeluGradient(
          gradient.array, gradient.offset, out.array, out.offset, in.array, in.offset, x.length);
      gradient.copyInto(dX);
      out.assertUnchanged("dY");
      in.assertUnchanged("x");
    }
  }

  abstract static class SwiGlu extends SwiGluContract {
    private final Activation activation;

    SwiGlu(Activation activation) {
      this.activation = activation;
    }

    @Override
    protected void swiGlu(float[] y, float[] gate, float[] up) {
      Padded out = Padded.row(y, 3);
      Padded left = Padded.row(gate, 5);
      Padded right = Padded.row(up, 7);
      activation.swiGluInto(
          out.array, out.offset, left.array, left.offset, right.array, right.offset, y.length);
      out.copyInto(y);
      left.assertUnchanged("gate");
      right.assertUnchanged("up");
    }

    @Override
    protected void addGradients(float[] dGate, float[] dUp, float[] dY, float[] gate, float[] up) {
      Padded gateGradient = Padded.row(dGate, 1);
      Padded upGradient = Padded.row(dUp, 3);
      Padded out = Padded.row(dY, 5);
      Padded left = Padded.row(gate, 7);
      Padded right = Padded.row(up, 9);
      activation.addSwiGluGradients(
          gateGradient.array,
          gateGradient.offset,
          upGradient.array,
          upGradient.offset,
          out.array,
          out.offset,
          left.array,
          left.offset,
          right.array,
          right.offset,
          dY.length);
      gateGradient.copyInto(dGate);
      upGradient.copyInto(dUp);
      out.assertUnchanged("dY");
      left.assertUnchanged("gate");
      right.assertUnchanged("up");
    }
  }
}
