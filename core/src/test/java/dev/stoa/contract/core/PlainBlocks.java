package dev.stoa.contract.core;

import dev.stoa.kernel.BlockFormat;

/**
 * One weight of a row at a time, straight from the definitions of {@link BlockFormat}, in double: a
 * weight is {@link #product} less {@link #takenOff}.
 *
 * @param format how the blocks are made
 * @param bytes the blocks
 */
record PlainBlocks(BlockFormat format, byte[] bytes) {
  double weight(int i) {
    return product(i) - takenOff(i);
  }

  /** The part with the code: what cancels is kept apart, for bounds on errors. */
  double product(int i) {
    int at = i / format.weights() * format.bytes();
    int j = i % format.weights();
    return switch (format) {
      case F16 -> float16(at);
      case BF16 -> Float.intBitsToFloat(unsigned(at) << 16 | unsigned(at + 1) << 24);
      case Q8_0 -> float16(at) * bytes[at + 2 + j];
      case Q4_0 -> float16(at) * nibble(at + 2 + j % 16, j / 16);
      case Q4_K -> {
        int code = nibble(at + 16 + j / 64 * 32 + j % 32, j / 32 % 2);
        yield float16(at) * scale4(at, j / 32) * code;
      }
      case Q6_K -> {
        int low = nibble(at + j / 128 * 64 + j % 64, j % 128 / 64);
        int high = unsigned(at + 128 + j / 128 * 32 + j % 32) >> 2 * (j % 128 / 32) & 3;
        yield float16(at + 208) * bytes[at + 192 + j / 16] * (low + 16 * high);
      }
    };
  }

  double takenOff(int i) {
    int at = i / format.weights() * format.bytes();
    int j = i % format.weights();
    return switch (format) {
      case F16, BF16, Q8_0 -> 0;
      case Q4_0 -> 8.0 * float16(at);
      case Q4_K -> (double) float16(at + 2) * minimum4(at, j / 32);
      case Q6_K -> 32.0 * float16(at + 208) * bytes[at + 192 + j / 16];
    };
  }

  /** The 6-bit scale of a part of Q4_K. */
  private int scale4(int at, int part) {
    return part < 4
        ? unsigned(at + 4 + part) % 64
        : nibble(at + 8 + part, 0) + 16 * (unsigned(at + part) / 64);
  }

  /** The 6-bit minimum of a part of Q4_K. */
  private int minimum4(int at, int part) {
    return part < 4
        ? unsigned(at + 8 + part) % 64
        : nibble(at + 8 + part, 1) + 16 * (unsigned(at + 4 + part) / 64);
  }

  private int nibble(int at, int upper) {
    return unsigned(at) >> 4 * upper & 15;
  }

  private int unsigned(int at) {
    return bytes[at] & 255;
  }

  private float float16(int at) {
    return Float.float16ToFloat((short) (unsigned(at) | unsigned(at + 1) << 8));
  }
}
