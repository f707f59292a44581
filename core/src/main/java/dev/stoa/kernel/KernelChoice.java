package dev.stoa.kernel;

import dev.stoa.kernel.Kernels.Status;
import dev.stoa.kernel.simd.SimdKernels;
import java.util.Optional;

/**
 * The one decision between SIMD and scalar kernels: kernels with their status, or the error that
 * every attempt to use them gets.
 */
record KernelChoice(Kernels kernelsOrNull, Status statusOrNull, String error) {
  private static final String PROPERTY = "stoa.kernels";

  /** Vectors narrower than this gain nothing over scalar code. */
  private static final int LEAST_BITS = 128;

  /** Holds the decision; a class of its own, so that it is made at the first use. */
  private static final class Once {
    static final KernelChoice CHOICE = make(System.getProperty(PROPERTY, "auto"), simdObstacle());
  }

  static KernelChoice once() {
    return Once.CHOICE;
  }

  Kernels kernels() {
    if (error != null) {
      throw new IllegalStateException(error);
    }
    return kernelsOrNull;
  }

  Status status() {
    if (error != null) {
      throw new IllegalStateException(error);
    }
    return statusOrNull;
  }

  /**
   * Decides.
   *
   * @param wanted value of the property
   * @param obstacle why SIMD cannot be used here, with the remedy, or empty
   */
  static KernelChoice make(String wanted, Optional<String> obstacle) {
    switch (wanted) {
      case "scalar":
        return scalar("demanded by -D" + PROPERTY + "=scalar");
      case "simd":
        return obstacle.isEmpty()
            ? simd("demanded by -D" + PROPERTY + "=simd")
            : refused("-D" + PROPERTY + "=simd: " + obstacle.get());
      case "auto":
        if (obstacle.isEmpty()) {
          return simd("the best of this JVM");
        }
        System.getLogger(Kernels.class.getName())
            .log(System.Logger.Level.WARNING, "Slow scalar kernels: " + obstacle.get());
        return scalar(obstacle.get());
      default:
        return refused("-D" + PROPERTY + "=" + wanted + ": expected auto, simd or scalar");
    }
  }

  private static KernelChoice simd(String reason) {
    Kernels kernels = SimdKernels.create(Kernels.forEachFormat(BlockFormat::simd));
    int bits = SimdKernels.bits();
    Status status = new Status(jvm(), kernels.name(), bits, true, reason);
    return new KernelChoice(kernels, status, null);
  }

  private static KernelChoice scalar(String reason) {
    Kernels kernels = Kernels.scalar();
    return new KernelChoice(kernels, new Status(jvm(), kernels.name(), 0, false, reason), null);
  }

  private static KernelChoice refused(String error) {
    return new KernelChoice(null, null, error);
  }

  private static String jvm() {
    return System.getProperty("java.vm.name") + " " + Runtime.version();
  }

  /** Looks for what SIMD kernels need, without touching a class that may be missing. */
  private static Optional<String> simdObstacle() {
    ModuleLayer layer = Kernels.class.getModule().getLayer();
    Optional<Module> vectors =
        (layer == null ? ModuleLayer.boot() : layer).findModule("jdk.incubator.vector");
    if (vectors.isEmpty() || !Kernels.class.getModule().canRead(vectors.get())) {
      return Optional.of(
          "the module jdk.incubator.vector is not resolved;"
              + " start java with --add-modules jdk.incubator.vector");
    }
    if (SimdKernels.bits() < LEAST_BITS) {
      return Optional.of(
          "this JVM offers vectors of "
              + SimdKernels.bits()
              + " bits, and 128 are needed; remove -XX:MaxVectorSize and the like");
    }
    if (!SimdKernels.fusedMultiplyAdd()) {
      return Optional.of(
          "this CPU has no fused multiply-add, or -XX:-UseFMA hides it; the scalar kernels multiply"
              + " and add");
    }
    return Optional.empty();
  }
}
