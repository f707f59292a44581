package dev.stoa.contract.training;

import static dev.stoa.contract.core.Close.FEW;
import static dev.stoa.contract.core.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.core.Close;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What AdamW must keep: Adam (Kingma and Ba 2015, algorithm 1, bias correction included) with
 * weight decay that is decoupled from the gradient (Loshchilov and Hutter 2019) and multiplied by
 * the learning rate.
 *
 * <pre>
 *   m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
 *   θ ← θ (1 − r λ) − r · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
 * </pre>
 *
 * <p>To judge an optimizer of your own, extend this class and return it from {@link #optimizer}.
 */
@DisplayName("An AdamW optimizer")
public abstract class OptimizerContract {
  /** An optimizer of one array of parameters. */
  @FunctionalInterface
  public interface Updates {
    /**
     * Makes one update.
     *
     * @param parameters θ, changed in place; the same array at each call
     * @param gradients g, only read
     * @param learningRate r
     */
    void step(float[] parameters, float[] gradients, float learningRate);
  }

  /**
   * A new optimizer, which has made no step.
   *
   * @param size number of parameters
   * @param beta1 β₁
   * @param beta2 β₂
   * @param epsilon ε
   * @param weightDecay λ of all parameters
   * @return the optimizer
   */
  protected abstract Updates optimizer(
      int size, float beta1, float beta2, float epsilon, float weightDecay);

  private Updates adam(int size) {
    return optimizer(size, 0.9f, 0.999f, 1e-8f, 0);
  }

  @Nested
  @DisplayName("in a worked example")
  class WorkedExample {
    // θ = 1, r = 0.1, β₁ = 0.5, β₂ = 0.75, no decay; gradients 0.5 and then 0.
    //
    // Step 1: m = 0.5 · 0 + 0.5 · 0.5 = 0.25            m̂ = 0.25 / (1 − 0.5) = 0.5
    //         v = 0.75 · 0 + 0.25 · 0.25 = 0.0625        v̂ = 0.0625 / (1 − 0.75) = 0.25
    //         θ = 1 − 0.1 · 0.5 / √0.25 = 0.9
    // Step 2: m = 0.5 · 0.25 = 0.125                     m̂ = 0.125 / (1 − 0.25) = 0.166667
    //         v = 0.75 · 0.0625 = 0.046875               v̂ = 0.046875 / (1 − 0.5625) = 0.107143
    //         θ = 0.9 − 0.1 · 0.166667 / 0.327327 = 0.849083
    @Test
    void oneParameterMovesAsCalculatedByHand() {
      Updates adam = optimizer(1, 0.5f, 0.75f, 1e-8f, 0);
      float[] theta = {1};
      adam.step(theta, new float[] {0.5f}, 0.1f);
      assertEquals(0.9f, theta[0], FEW, "after the first step");
      adam.step(theta, new float[] {0}, 0.1f);
      assertEquals(0.849083f, theta[0], FEW, "after the second step: are the moments kept?");
    }

    // θ = 2, g = 1, r = 0.1, λ = 0.5: decay takes 0.1 · 0.5 · 2 = 0.1, the first step of Adam 0.1.
    @Test
    void decayIsTakenBesideTheStep() {
      Updates adam = optimizer(1, 0.9f, 0.999f, 1e-8f, 0.5f);
      float[] theta = {2};
      adam.step(theta, new float[] {1}, 0.1f);
      assertEquals(1.8f, theta[0], 2 * FEW);
    }
  }

  @Nested
  @DisplayName("keeps the laws:")
  class Laws {
    @Test
    void theFirstStepIsTheLearningRateAgainstTheSignOfTheGradient() {
      float[] gradients = {1e-3f, -1e-3f, 0.5f, -7, 1e4f, -1e4f};
      float[] theta = new float[gradients.length];
      adam(gradients.length).step(theta, gradients, 0.01f);
      for (int i = 0; i < theta.length; i++) {
        assertEquals(
            -0.01f * Math.signum(gradients[i]),
            theta[i],
            // ε takes 10⁻⁵ of a step whose gradient is 10⁻³.
            0.01 * (1e-5 + FEW),
            "gradient " + gradients[i] + ": is the bias of both moments corrected?");
      }
    }

    @Test
    void aConstantGradientIsFollowedAtTheLearningRateForever() {
      float[] theta = {0};
      Updates adam = adam(1);
      for (int step = 0; step < 200; step++) {
        adam.step(theta, new float[] {3}, 0.01f);
      }
      // Each step and each sum is rounded, at less than 2.
      assertEquals(-200 * 0.01f, theta[0], 200 * 2 * 2 * Close.ROUNDING);
    }

    @Test
    void aZeroGradientMovesNothing() {
      float[] theta = {1, -2, 0};
      Updates adam = adam(3);
      for (int step = 0; step < 3; step++) {
        adam.step(theta, new float[3], 0.1f);
      }
      assertArrayEquals(new float[] {1, -2, 0}, theta);
    }

    @Test
    void withoutGradientsDecayMultipliesByOneMinusRateTimesDecay() {
      float[] theta = {1, -2, 0, 1000};
      Updates adam = optimizer(4, 0.9f, 0.999f, 1e-8f, 0.5f);
      double kept = 1;
      for (float rate : new float[] {0.1f, 0.2f, 0.05f}) {
        adam.step(theta, new float[4], rate);
        kept *= 1 - rate * 0.5;
        float[] expected = {(float) kept, (float) (-2 * kept), 0, (float) (1000 * kept)};
        float bound = (float) (1000 * FEW);
        assertArrayEquals(expected, theta, bound, "is the decay part of the gradient?");
        assertEquals((float) kept, theta[0], FEW);
      }
    }

    @Test
    void decayDoesNotEnterTheMoments() {
      float[] gradients = {0.3f, -0.2f, 1e-3f};
      float[] plain = {1, 2, -3};
      float[] decayed = plain.clone();
      adam(3).step(plain, gradients, 0.01f);
      optimizer(3, 0.9f, 0.999f, 1e-8f, 0.1f).step(decayed, gradients, 0.01f);
      float[] start = {1, 2, -3};
      for (int i = 0; i < 3; i++) {
        assertEquals(0.01 * 0.1 * start[i], plain[i] - decayed[i], FEW);
      }
    }

    @Test
    void theScaleOfAllGradientsDoesNotMatter() {
      float[] small = new float[5];
      float[] large = new float[5];
      Updates first = adam(5);
      Updates second = adam(5);
      Random random = new Random(7);
      for (int step = 0; step < 20; step++) {
        float[] gradients = randomArray(random, 5, 1);
        float[] scaled = new float[5];
        for (int i = 0; i < 5; i++) {
          scaled[i] = 1024 * gradients[i];
        }
        first.step(small, gradients, 0.01f);
        second.step(large, scaled, 0.01f);
      }
      // Powers of two change no rounding, but ε = 10⁻⁸ is less beside larger gradients: 10⁻⁵ of a
      // step where the mean of their squares is 10⁻⁶.
      assertArrayEquals(small, large, 20 * 0.01f * 1e-5f);
    }

    @Test
    void valuesDoNotInfluenceEachOther() {
      float[] together = {1, 2};
      float[] alone = {2};
      Updates both = adam(2);
      Updates one = adam(1);
      for (int step = 1; step <= 10; step++) {
        both.step(together, new float[] {100f * step, 0.1f}, 0.01f);
        one.step(alone, new float[] {0.1f}, 0.01f);
      }
      assertEquals(alone[0], together[1], 10 * 2 * Close.ROUNDING);
    }

    @Test
    void gradientsAreOnlyRead() {
      float[] gradients = {1, -2, 3};
      optimizer(3, 0.9f, 0.999f, 1e-8f, 0.1f).step(new float[] {4, 5, 6}, gradients, 0.1f);
      assertArrayEquals(new float[] {1, -2, 3}, gradients);
    }
  }

  @Nested
  @DisplayName("at the edges")
  class Edges {
    // g / (|g| + ε) = 1/2; with ε under the root it would be about 10⁻⁴.
    @Test
    void aGradientAsSmallAsEpsilonMovesHalfAsFar() {
      float[] theta = {0};
      adam(1).step(theta, new float[] {1e-8f}, 0.1f);
      assertEquals(-0.05f, theta[0], 0.1 * FEW, "is epsilon added behind the root?");
    }

    @Test
    void aLearningRateOfZeroMovesNothingButIsRemembered() {
      float[] theta = {1};
      Updates adam = optimizer(1, 0.9f, 0.999f, 1e-8f, 0.1f);
      adam.step(theta, new float[] {1}, 0);
      assertEquals(1, theta[0]);
      adam.step(theta, new float[] {0}, 0.1f);
      assertTrue(theta[0] < 0.99f, "the first gradient must still act, but θ is " + theta[0]);
    }

    @Test
    void nothingIsAveragedWhenBothBetasAreZero() {
      float[] theta = {0};
      Updates sign = optimizer(1, 0, 0, 1e-8f, 0);
      sign.step(theta, new float[] {5}, 0.1f);
      sign.step(theta, new float[] {-0.25f}, 0.1f);
      assertEquals(0, theta[0], 0.1 * FEW);
    }
  }

  @Nested
  @DisplayName("agrees with a calculation in double")
  class Golden {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 16, 31, 100})
    void overFiftySteps(int size) {
      compare(size, 0.9f, 0.999f, 1e-8f, 0);
      compare(size, 0.9f, 0.95f, 1e-8f, 0.1f);
      compare(size, 0.5f, 0.99f, 1e-3f, 0.5f);
    }

    private void compare(int size, float beta1, float beta2, float epsilon, float weightDecay) {
      Random random = new Random(size);
      Updates judged = optimizer(size, beta1, beta2, epsilon, weightDecay);
      DoubleAdamW expected = new DoubleAdamW(size, beta1, beta2, epsilon, weightDecay);
      float[] theta = randomArray(random, size, 1);
      double[] reference = new double[size];
      Arrays.setAll(reference, i -> theta[i]);
      for (int step = 1; step <= 50; step++) {
        float[] gradients = randomArray(random, size, 0.1f);
        float rate = 0.02f / step;
        judged.step(theta, gradients, rate);
        expected.step(reference, gradients, rate);
        // A parameter below 4 is rounded in each step; all steps together are below 1.
        double bound = step * 4 * Close.ROUNDING + FEW;
        assertClose("parameters after step " + step, reference, theta, 0, bound);
      }
    }
  }

  private static float[] randomArray(Random random, int size, float deviation) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }
}
