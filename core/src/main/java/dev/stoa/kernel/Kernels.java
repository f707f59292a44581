package dev.stoa.kernel;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The kernels that the library computes with, chosen once.
 *
 * <p>The system property {@code stoa.kernels} chooses: {@code auto} (or nothing) takes SIMD where
 * this JVM has it and otherwise the scalar kernels, with one warning that names the remedy; {@code
 * simd} refuses to run without; {@code scalar} takes the textbook's.
 *
 * @param name "simd" or "scalar"
 * @param product matrix product, not shared
 * @param blockDots products with weights in blocks, for every format
 * @param softmax softmax
 * @param norm normalizations
 * @param activation nonlinear functions
 * @param rotary rotary positions of one head
 * @param attention attention of one head
 */
public record Kernels(
    String name,
    MatrixProduct product,
    Map<BlockFormat, BlockDot> blockDots,
    Softmax softmax,
    Norm norm,
    Activation activation,
    Rotary rotary,
    Attention attention) {

  /**
   * What was chosen, and why.
   *
   * @param jvm name and version of the running JVM
   * @param kernels "simd" or "scalar"
   * @param simdBits width of the vectors, 0 for scalar kernels
   * @param fusedMultiplyAdd whether a product and a sum are rounded once
   * @param reason why these kernels, with the remedy if better ones exist
   */
  public record Status(
      String jvm, String kernels, int simdBits, boolean fusedMultiplyAdd, String reason) {

    /** One line for people. */
    @Override
    public String toString() {
      String width =
          simdBits == 0 ? "" : " " + simdBits + " bits" + (fusedMultiplyAdd ? " with FMA" : "");
      return kernels + width + " (" + reason + "), " + jvm;
    }
  }

  /** Makes the map unmodifiable and checks that no format is missing. */
  public Kernels {
    for (BlockFormat format : BlockFormat.values()) {
      if (!blockDots.containsKey(format)) {
        throw new IllegalArgumentException("there is no kernel for blocks in " + format);
      }
    }
    blockDots = Collections.unmodifiableMap(new EnumMap<>(blockDots));
  }

  /**
   * Products with weights in blocks of one format.
   *
   * @param format how the weights are stored
   * @return the kernel of that format
   */
  public BlockDot blockDot(BlockFormat format) {
    return blockDots.get(format);
  }

  /** A kernel for each format. */
  static Map<BlockFormat, BlockDot> forEachFormat(Function<BlockFormat, BlockDot> kernel) {
    Map<BlockFormat, BlockDot> map = new EnumMap<>(BlockFormat.class);
    for (BlockFormat format : BlockFormat.values()) {
      map.put(format, kernel.apply(format));
    }
    return map;
  }

  /**
   * The kernels of this JVM. The first call decides.
   *
   * @return always the same record
   * @throws IllegalStateException if {@code stoa.kernels} is "simd" and SIMD cannot be used, or if
   *     it is no known value; the message says what to do
   */
  public static Kernels chosen() {
    return KernelChoice.once().kernels();
  }

  /**
   * What {@link #chosen} gave.
   *
   * @return JVM, kernels, width and reason
   * @throws IllegalStateException as {@link #chosen} does
   */
  public static Status status() {
    return KernelChoice.once().status();
  }

  /**
   * The textbook's kernels: slow, plain, and what every other implementation is compared with.
   *
   * @return kernels that need nothing but Java
   */
  public static Kernels scalar() {
    return new Kernels(
        "scalar",
        new ScalarMatrixProduct(Sharing.ALONE),
        forEachFormat(BlockFormat::scalar),
        new ScalarSoftmax(),
        new ScalarNorm(),
        new ScalarActivation(),
        new ScalarRotary(),
        new ScalarAttention());
  }
}
