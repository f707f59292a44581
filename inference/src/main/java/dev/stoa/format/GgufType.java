package dev.stoa.format;

import java.util.Arrays;
import java.util.Optional;

/**
 * The forms of numbers that tensors of GGUF files have. A form packs its numbers into blocks.
 *
 * <p>Source: ggml's {@code ggml.h} and {@code gguf.md}. Numbers of forms that were removed from
 * ggml (4, 5, 31 to 33, 36 to 38) are not known here.
 */
public enum GgufType {
  /** IEEE binary32. */
  F32(0, 1, 4),
  /** IEEE binary16. */
  F16(1, 1, 2),
  /** 4 bits and a scale. */
  Q4_0(2, 32, 18),
  /** 4 bits, a scale and a minimum. */
  Q4_1(3, 32, 20),
  /** 5 bits and a scale. */
  Q5_0(6, 32, 22),
  /** 5 bits, a scale and a minimum. */
  Q5_1(7, 32, 24),
  /** 8 bits and a scale. */
  Q8_0(8, 32, 34),
  /** 8 bits, a scale and a sum; for activations. */
  Q8_1(9, 32, 36),
  /** 2 bits, with scales in two levels. */
  Q2_K(10, 256, 84),
  /** 3 bits, with scales in two levels. */
  Q3_K(11, 256, 110),
  /** 4 bits, with scales in two levels. */
  Q4_K(12, 256, 144),
  /** 5 bits, with scales in two levels. */
  Q5_K(13, 256, 176),
  /** 6 bits, with scales in two levels. */
  Q6_K(14, 256, 210),
  /** 8 bits, for activations. */
  Q8_K(15, 256, 292),
  /** 2.06 bits, by a grid. */
  IQ2_XXS(16, 256, 66),
  /** 2.31 bits, by a grid. */
  IQ2_XS(17, 256, 74),
  /** 3.06 bits, by a grid. */
  IQ3_XXS(18, 256, 98),
  /** 1.56 bits, by a grid. */
  IQ1_S(19, 256, 50),
  /** 4 bits, not evenly spaced. */
  IQ4_NL(20, 32, 18),
  /** 3.44 bits, by a grid. */
  IQ3_S(21, 256, 110),
  /** 2.5 bits, by a grid. */
  IQ2_S(22, 256, 82),
  /** 4.25 bits, not evenly spaced. */
  IQ4_XS(23, 256, 136),
  /** Signed 8-bit integer. */
  I8(24, 1, 1),
  /** Signed 16-bit integer. */
  I16(25, 1, 2),
  /** Signed 32-bit integer. */
  I32(26, 1, 4),
  /** Signed 64-bit integer. */
  I64(27, 1, 8),
  /** IEEE binary64. */
  F64(28, 1, 8),
  /** 1.75 bits, by a grid. */
  IQ1_M(29, 256, 56),
  /** The upper half of a binary32. */
  BF16(30, 1, 2),
  /** Ternary, 1.69 bits. */
  TQ1_0(34, 256, 54),
  /** Ternary, 2.06 bits. */
  TQ2_0(35, 256, 66),
  /** 4-bit floats with a shared exponent. */
  MXFP4(39, 32, 17);

  private final int number;
  private final int blockSize;
  private final int blockBytes;

  GgufType(int number, int blockSize, int blockBytes) {
    this.number = number;
    this.blockSize = blockSize;
    this.blockBytes = blockBytes;
  }

  /**
   * The type's number in files.
   *
   * @return ggml's number
   */
  public int number() {
    return number;
  }

  /**
   * How many numbers a block holds.
   *
   * @return numbers
   */
  public int blockSize() {
    return blockSize;
  }

  /**
   * How large a block is.
   *
   * @return bytes
   */
  public int blockBytes() {
    return blockBytes;
  }

  /**
   * The type with a number.
   *
   * @param number the number in a file
   * @return the type, or nothing if the number is not known
   */
  public static Optional<GgufType> numbered(long number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
  }
}
