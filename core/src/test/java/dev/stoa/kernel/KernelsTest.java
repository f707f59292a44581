package dev.stoa.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Fails unless the kernels that this run demands are the ones that were chosen: the properties
 * {@code stoa.expect} (simd or scalar; simd if absent) and {@code stoa.most.bits} say which.
 */
@DisplayName("The choice of kernels")
class KernelsTest {
  private static final Optional<String> OBSTACLE = Optional.of("no vectors here; buy a CPU");

  @Test
  void isTheOneThatThisRunDemands() {
    String demanded = System.getProperty("stoa.expect", "simd");
    assertEquals(demanded, Kernels.chosen().name(), Kernels.status().toString());
    assertEquals(demanded, Kernels.status().kernels());
    int most = Integer.getInteger("stoa.most.bits", Integer.MAX_VALUE);
    assertTrue(Kernels.status().simdBits() <= most, Kernels.status().toString());
    assertEquals(demanded.equals("simd"), Kernels.status().simdBits() >= 128);
  }

  @Test
  void isMadeOnce() {
    assertSame(Kernels.chosen(), Kernels.chosen());
  }

  @Test
  void isToldInOneLineWithItsReason() {
    String line = Kernels.status().toString();
    assertTrue(line.startsWith(Kernels.chosen().name()), line);
    assertTrue(line.contains(Runtime.version().toString()), line);
    assertTrue(line.contains(Kernels.status().reason()), line);
    assertEquals(1, line.lines().count());
  }

  @Test
  void isScalarWhereThatIsDemanded() {
    KernelChoice choice = KernelChoice.make("scalar", OBSTACLE);
    assertEquals("scalar", choice.kernels().name());
    assertTrue(choice.status().toString().contains("-Dstoa.kernels=scalar"));
  }

  @Test
  void isRefusedWithTheRemedyWhereSimdIsDemandedInVain() {
    KernelChoice choice = KernelChoice.make("simd", OBSTACLE);
    Exception e = assertThrows(IllegalStateException.class, choice::kernels);
    assertEquals("-Dstoa.kernels=simd: no vectors here; buy a CPU", e.getMessage());
    assertThrows(IllegalStateException.class, choice::status);
  }

  @Test
  void isRefusedForAnUnknownValueWithTheKnownOnes() {
    KernelChoice choice = KernelChoice.make("fast", Optional.empty());
    Exception e = assertThrows(IllegalStateException.class, choice::kernels);
    assertEquals("-Dstoa.kernels=fast: expected auto, simd or scalar", e.getMessage());
  }
}
