package dev.stoa.kernel;

import dev.stoa.contract.core.LayerNormContract;
import dev.stoa.contract.core.LayerNormGradientContract;
import dev.stoa.contract.core.RmsNormContract;
import dev.stoa.contract.core.RmsNormGradientContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("Normalizations")
class NormTest {
  private static final Norm SCALAR = Kernels.scalar().norm();

  @Nested
  @DisplayName("by LayerNorm, scalar")
  class ScalarLayerNorm extends Layer {
    ScalarLayerNorm() {
      super(SCALAR);
    }
  }

  @Nested
  @DisplayName("by LayerNorm, chosen")
  class ChosenLayerNorm extends Layer {
    ChosenLayerNorm() {
      super(Kernels.chosen().norm());
    }
  }

  @Nested
  @DisplayName("by LayerNorm backwards, scalar")
  class ScalarLayerNormGradient extends LayerGradient {
    ScalarLayerNormGradient() {
      super(SCALAR);
    }
  }

  @Nested
  @DisplayName("by LayerNorm backwards, chosen")
  class ChosenLayerNormGradient extends LayerGradient {
    ChosenLayerNormGradient() {
      super(Kernels.chosen().norm());
    }
  }

  @Nested
  @DisplayName("by RmsNorm, scalar")
  class ScalarRmsNorm extends Rms {
    ScalarRmsNorm() {
      super(SCALAR);
    }
  }

  @Nested
  @DisplayName("by RmsNorm, chosen")
  class ChosenRmsNorm extends Rms {
    ChosenRmsNorm() {
      super(Kernels.chosen().norm());
    }
  }

  @Nested
  @DisplayName("by RmsNorm backwards, scalar")
  class ScalarRmsNormGradient extends RmsGradient {
    ScalarRmsNormGradient() {
      super(SCALAR);
    }
  }

  @Nested
  @DisplayName("by RmsNorm backwards, chosen")
  class ChosenRmsNormGradient extends RmsGradient {
    ChosenRmsNormGradient() {
      super(Kernels.chosen().norm());
    }
  }

  abstract static class Layer extends LayerNormContract {
    private final Norm norm;

    Layer(Norm norm) {
      this.norm = norm;
    }

    @Override
    protected void normalize(float[] y, float[] x, float[] weight, float[] bias, float epsilon) {
      Padded in = Padded.row(x, 3);
      Padded out = Padded.row(y, 5);
      norm.layerNormInto(
          out.array, out.offset, in.array, in.offset, weight, bias, x.length, epsilon);
      out.copyInto(y);
      in.assertUnchanged("x");
    }
  }

  abstract static class LayerGradient extends LayerNormGradientContract {
    private final Norm norm;

    LayerGradient(Norm norm) {
      this.norm = norm;
    }

    @Override
    protected void addGradients(
        float[] dX,
        float[] dWeight,
        float[] dBias,
        float[] dY,
        float[] x,
        float[] weight,
        float epsilon) {
      Padded rowGradient = Padded.row(dX, 3);
      Padded weightGradient = Padded.row(dWeight, 5);
      Padded biasGradient = Padded.row(dBias, 5);
      Padded in = Padded.row(x, 1);
      Padded out = Padded.row(dY, 9);
      norm.addLayerNormGradients(
          rowGradient.array,
          rowGradient.offset,
          weightGradient.array,
          biasGradient.array,
          biasGradient.offset,
          out.array,
          out.offset,
          in.array,
          in.offset,
          weight,
          x.length,
          epsilon);
      rowGradient.copyInto(dX);
      weightGradient.copyInto(dWeight);
      biasGradient.copyInto(dBias);
      in.assertUnchanged("x");
      out.assertUnchanged("dY");
    }
  }

  abstract static class Rms extends RmsNormContract {
    private final Norm norm;

    Rms(Norm norm) {
      this.norm = norm;
    }

    @Override
    protected void normalize(float[] y, float[] x, float[] weight, float epsilon) {
      Padded in = Padded.row(x, 3);
      Padded out = Padded.row(y, 5);
      norm.rmsNormInto(out.array, out.offset, in.array, in.offset, weight, x.length, epsilon);
      out.copyInto(y);
      in.assertUnchanged("x");
    }
  }

  abstract static class RmsGradient extends RmsNormGradientContract {
    private final Norm norm;

    RmsGradient(Norm norm) {
      this.norm = norm;
    }

    @Override
    protected void addGradients(
        float[] dX, float[] dWeight, float[] dY, float[] x, float[] weight, float epsilon) {
      Padded rowGradient = Padded.row(dX, 3);
      Padded weightGradient = Padded.row(dWeight, 5);
      Padded in = Padded.row(x, 1);
      Padded out = Padded.row(dY, 9);
      norm.addRmsNormGradients(
          rowGradient.array,
          rowGradient.offset,
          weightGradient.array,
          weightGradient.offset,
          out.array,
          out.offset,
          in.array,
          in.offset,
          weight,
          x.length,
          epsilon);
      rowGradient.copyInto(dX);
      weightGradient.copyInto(dWeight);
      in.assertUnchanged("x");
      out.assertUnchanged("dY");
    }
  }
}
