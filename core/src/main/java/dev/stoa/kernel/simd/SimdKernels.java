package dev.stoa.kernel.simd;

import dev.stoa.kernel.BlockDot;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.Kernels;
import dev.stoa.kernel.Sharing;
import dev.stoa.kernel.TiledAttention;
import java.util.Map;

/**
 * The door to the kernels written against the Vector API. Nothing in this package may be touched
 * before the module {@code jdk.incubator.vector} is known to be there.
 */
public final class SimdKernels {
  private SimdKernels() {}

  /**
   * The SIMD kernels on the widest vectors of this CPU.
   *
   * @param blockDots those for weights in blocks
   * @return the kernels, named "simd"
   */
  public static Kernels create(Map<BlockFormat, BlockDot> blockDots) {
    SimdMatrixProduct product = new SimdMatrixProduct(Sharing.ALONE);
    SimdSoftmax softmax = new SimdSoftmax();
    return new Kernels(
        "simd",
        product,
        blockDots,
        softmax,
        new SimdNorm(),
        new SimdActivation(),
        new SimdRotary(),
        new TiledAttention(product, softmax));
  }

  /**
   * Width of the vectors.
   *
   * @return bits
   */
  public static int bits() {
    return Lanes.FLOATS.vectorBitSize();
  }

  /**
   * Whether the CPU multiplies and adds in one instruction, rounding once. All kernels of this
   * package do: where {@link Math#fma} is no instruction, it is computed with {@code BigDecimal},
   * thousands of times slower.
   *
   * @return true if the CPU has the instruction
   */
  public static boolean fusedMultiplyAdd() {
    return HotSpot.hasFusedMultiplyAdd();
  }
}
