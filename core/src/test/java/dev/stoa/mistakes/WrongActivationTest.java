package dev.stoa.mistakes;

import dev.stoa.contract.core.GeluContract;
import dev.stoa.contract.core.SwiGluContract;
import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contracts of activations")
class WrongActivationTest {

  @TestFactory
  Stream<DynamicTest> judge() {
    return Judge.of(WrongActivationTest.class);
  }

  static class CorrectGelu extends GeluContract {
    @Override
    protected void gelu(float[] y, float[] x) {
      for (int i = 0; i < x.length; i++) {
        y[i] = (float) gelu(x[i]);
      }
    }

    double gelu(double x) {
      return x / 2 * (1 + tanh(Math.sqrt(2 / Math.PI) * inner(x)));
    }

    double inner(double x) {
      return x + 0.044715 * x * x * x;
    }

    double tanh(double u) {
      return Math.tanh(u);
    }
  }

  @FailsIn("ofOne")
  static class GeluByTheErrorFunction extends CorrectGelu {
    @Override
    double gelu(double x) {
      return x / 2 * (1 + Erf.erf(x / Math.sqrt(2)));
    }
  }

  @FailsIn("ofOne")
  static class GeluByASigmoid extends CorrectGelu {
    @Override
    double gelu(double x) {
      return x / (1 + Math.exp(-1.702 * x));
    }
  }

  @FailsIn("ofOne")
  static class GeluWithoutTheCube extends CorrectGelu {
    @Override
    double inner(double x) {
      return x;
    }
  }

  @FailsIn("greatValuesPassOrVanish")
  static class GeluWhoseTanhOverflows extends CorrectGelu {
    @Override
    double tanh(double u) {
      double e = Math.exp(2 * u);
      return (e - 1) / (e + 1);
    }
  }

  @FailsIn("inItsGradientAtEveryLength")
  static class GeluGradientWithoutTheInnerDerivative extends CorrectGelu {
    @Override
    protected void addGradient(float[] dX, float[] dY, float[] x) {
      for (int i = 0; i < x.length; i++) {
        double t = Math.tanh(Math.sqrt(2 / Math.PI) * inner(x[i]));
        dX[i] += (float) (dY[i] * ((1 + t) / 2 + x[i] / 2 * (1 - t * t)));
      }
    }
  }

  @FailsIn("gradientsAreAdded")
  static class GeluGradientThatOverwrites extends CorrectGelu {
    @Override
    protected void addGradient(float[] dX, float[] dY, float[] x) {
      Arrays.fill(dX, 0);
      super.addGradient(dX, dY, x);
    }
  }

  static class CorrectSwiGlu extends SwiGluContract {
    @Override
    protected void swiGlu(float[] y, float[] gate, float[] up) {
      for (int i = 0; i < y.length; i++) {
        y[i] = (float) y(gate[i], up[i]);
      }
    }

    double y(double gate, double up) {
      return gate / (1 + Math.exp(-gate)) * up;
    }
  }

  @FailsIn("doublingUpDoublesTheResult")
  static class SwiGluWithTheInputsSwapped extends CorrectSwiGlu {
    @Override
    double y(double gate, double up) {
      return super.y(up, gate);
    }
  }

  @FailsIn("aGateOfZeroIsShut")
  static class SwiGluWithABareSigmoid extends CorrectSwiGlu {
    @Override
    double y(double gate, double up) {
      return 1 / (1 + Math.exp(-gate)) * up;
    }
  }

  @FailsIn("aGreatGatePassesAndAVeryNegativeOneShuts")
  static class SwiGluThatOverflows extends CorrectSwiGlu {
    @Override
    double y(double gate, double up) {
      float e = (float) Math.exp(gate);
      return gate * (e / (1 + e)) * up;
    }
  }

  @FailsIn("inItsGradientsAtEveryLength")
  static class SwiGluGradientThatForgetsHalfOfTheProductRule extends CorrectSwiGlu {
    @Override
    protected void addGradients(float[] dGate, float[] dUp, float[] dY, float[] gate, float[] up) {
      for (int i = 0; i < dY.length; i++) {
        double s = 1 / (1 + Math.exp(-gate[i]));
        dGate[i] += (float) (dY[i] * up[i] * s);
        dUp[i] += (float) (dY[i] * gate[i] * s);
      }
    }
  }
}
