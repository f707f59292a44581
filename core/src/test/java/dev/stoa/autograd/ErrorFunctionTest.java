package dev.stoa.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The error function")
class ErrorFunctionTest {

  /** Abramowitz and Stegun (1964), table 7.1, with ten digits. */
  @Test
  void hasTheValuesOfTheTables() {
    assertEquals(0.1124629160, ErrorFunction.erf(0.1), 5e-11);
    assertEquals(0.5204998778, ErrorFunction.erf(0.5), 5e-11);
    assertEquals(0.8427007929, ErrorFunction.erf(1), 5e-11);
    assertEquals(0.9953222650, ErrorFunction.erf(2), 5e-11);
  }

  @Test
  void agreesWithCommonsMath() {
    for (double x = -7; x <= 7; x += 0.000_7) {
      assertEquals(Erf.erf(x), ErrorFunction.erf(x), 2e-15, "erf " + x);
    }
  }

  @Test
  void isOddAndEndsAtOne() {
    assertEquals(0, ErrorFunction.erf(0));
    assertEquals(-ErrorFunction.erf(0.3), ErrorFunction.erf(-0.3));
    assertEquals(1, ErrorFunction.erf(Double.POSITIVE_INFINITY));
    assertEquals(-1, ErrorFunction.erf(-1e300));
    assertTrue(Double.isNaN(ErrorFunction.erf(Double.NaN)));
  }
}
