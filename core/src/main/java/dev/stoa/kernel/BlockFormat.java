package dev.stoa.kernel;

import dev.stoa.kernel.block.ScalarBf16;
import dev.stoa.kernel.block.ScalarBlockDot;
import dev.stoa.kernel.block.ScalarF16;
import dev.stoa.kernel.block.ScalarQ4;
import dev.stoa.kernel.block.ScalarQ4K;
import dev.stoa.kernel.block.ScalarQ6K;
import dev.stoa.kernel.block.ScalarQ8;
import dev.stoa.kernel.simd.SimdBf16;
import dev.stoa.kernel.simd.SimdF16;
import dev.stoa.kernel.simd.SimdQ4;
import dev.stoa.kernel.simd.SimdQ4K;
import dev.stoa.kernel.simd.SimdQ6K;
import dev.stoa.kernel.simd.SimdQ8;
import java.util.function.Supplier;

/**
 * The forms in which a row of weights is stored in fewer bits, with GGUF's names and layouts. A row
 * is a sequence of blocks, each of which can be read by itself; numbers in it are little-endian,
 * codes q are unsigned where nothing else is said, and a scale d is a float16.
 *
 * <p>A format is a scalar kernel, which has its layout, a SIMD kernel, and a constant here.
 */
public enum BlockFormat {
  /** The IEEE float16 of one weight. */
  F16(new ScalarF16(), () -> new SimdF16()),
  /** The bfloat16 of one weight: the upper half of its float32. */
  BF16(new ScalarBf16(), () -> new SimdBf16()),
  /** 32 weights d · q: d, then 32 signed bytes q. */
  Q8_0(new ScalarQ8(), () -> new SimdQ8()),
  /**
   * 32 weights d · (q − 8): d, then 16 bytes, of which byte j holds the codes of weight j (low four
   * bits) and of weight j + 16.
   */
  Q4_0(new ScalarQ4(), () -> new SimdQ4()),
  /**
   * 256 weights d · s · q − d_m · m: d, d_m, then 12 bytes with a 6-bit scale s and a 6-bit minimum
   * m for each 32 weights, then 128 bytes, of which 32 hold the codes of 32 weights (low four bits)
   * and of the next 32.
   *
   * <p>The 12 bytes hold the numbers of 8 parts. Of parts 0 to 3 the scales are the lower 6 bits of
   * bytes 0 to 3, and the minima those of bytes 4 to 7. Of parts 4 to 7 the lower four bits of the
   * scales are those of bytes 8 to 11, of the minima the upper four there; their upper two bits are
   * those of the byte of the part four before.
   */
  Q4_K(new ScalarQ4K(), () -> new SimdQ4K()),
  /**
   * 256 weights d · s · (q − 32): 128 bytes with the lower four bits of the codes, 64 with the
   * upper two, 16 signed scales s for 16 weights each, d.
   */
  Q6_K(new ScalarQ6K(), () -> new SimdQ6K());

  private final ScalarBlockDot scalar;

  /** Calls the constructor by its name: a reference to it would load a class that needs vectors. */
  private final Supplier<BlockDot> simd;

  BlockFormat(ScalarBlockDot scalar, Supplier<BlockDot> simd) {
    this.scalar = scalar;
    this.simd = simd;
  }

  /** The textbook's kernel. */
  BlockDot scalar() {
    return scalar;
  }

  /** A kernel made of vectors, for a JVM that has them. */
  BlockDot simd() {
    return simd.get();
  }

  /**
   * Weights in a block.
   *
   * @return a power of two
   */
  public int weights() {
    return layout().weights();
  }

  /**
   * Size of a block.
   *
   * @return bytes
   */
  public int bytes() {
    return layout().bytes();
  }

  /**
   * Size of a row, or of its beginning.
   *
   * @param columns weights, a multiple of {@link #weights()}
   * @return bytes
   */
  public long rowBytes(int columns) {
    return layout().rowBytes(columns);
  }

  /**
   * The size of blocks, and how rows of them lie in memory.
   *
   * @return the layout of this format
   */
  public BlockLayout layout() {
    return scalar.layout();
  }
}
