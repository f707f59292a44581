package dev.stoa.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stoa.autograd.Gradients;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Gradient clipping")
class GradientClippingTest {
  private final Tensor first = Tensor.zeros(2);
  private final Tensor second = Tensor.zeros(1);
  private final Gradients gradients = new Gradients(List.of(first, second));
  private final GradientClipping clipping = new GradientClipping(List.of(first, second));
  private Workers workers;

  @BeforeEach
  void open() {
    workers = new Workers(2);
  }

  @AfterEach
  void close() {
    workers.close();
  }

  private void set(float a, float b, float c) {
    gradients.of(first).data()[0] = a;
    gradients.of(first).data()[1] = b;
    gradients.of(second).data()[0] = c;
  }

  private float[] values() {
    float[] a = gradients.of(first).data();
    return new float[] {a[0], a[1], gradients.of(second).data()[0]};
  }

  // √(3² + 4² + 12²) = 13; clipped to 6.5, everything is halved.
  @Test
  void shortensTheWholeGradientAndKeepsItsDirection() {
    set(3, -4, 12);
    assertEquals(13, clipping.clip(workers, gradients, 6.5));
    assertArrayEquals(new float[] {1.5f, -2, 6}, values());
    assertEquals(6.5, clipping.norm(workers, gradients));
  }

  @Test
  void leavesAShortGradientAsItIs() {
    set(3, -4, 12);
    assertEquals(13, clipping.clip(workers, gradients, 13));
    assertArrayEquals(new float[] {3, -4, 12}, values());
  }

  @Test
  void leavesAZeroGradientAsItIs() {
    assertEquals(0, clipping.clip(workers, gradients, 1));
    assertArrayEquals(new float[3], values());
  }

  @ParameterizedTest(name = "tells of {0} and changes nothing")
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void tellsOfValuesThatAreNotFinite(float value) {
    set(3, value, 12);
    double expected = Math.abs(value);
    assertEquals(expected, clipping.clip(workers, gradients, 1));
    assertArrayEquals(new float[] {3, value, 12}, values());
  }

  @Test
  void doesNotOverflowWhereFloatSquaresWould() {
    set(3e30f, 4e30f, 0);
    assertEquals(5e30, clipping.norm(workers, gradients), 1e24);
  }

  @Test
  void refusesALimitThatIsNotAboveZero() {
    for (double limit : new double[] {0, -1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> clipping.clip(workers, gradients, limit));
    }
  }

  @ParameterizedTest(name = "agrees with Commons Math at size {0}, with any number of threads")
  @ValueSource(ints = {1, 3, 4, 5, 16_384, 16_385, 100_001})
  void agreesWithCommonsMath(int size) {
    Tensor parameter = Tensor.zeros(size);
    Gradients large = new Gradients(List.of(parameter));
    Random random = new Random(size);
    double[] reference = new double[size];
    for (int i = 0; i < size; i++) {
      float value = (float) random.nextGaussian();
      large.of(parameter).data()[i] = value;
      reference[i] = value;
    }
    double expected = new ArrayRealVector(reference, false).getNorm();
    GradientClipping one = new GradientClipping(List.of(parameter));
    double found = one.norm(workers, large);
    // Sums of n squares in double, in two orders.
    assertEquals(expected, found, 2 * size * 0x1p-53 * expected);
    try (Workers single = new Workers(1);
        Workers three = new Workers(3)) {
      assertEquals(found, one.norm(single, large), "one thread");
      assertEquals(found, one.norm(three, large), "three threads");
    }
  }
}
