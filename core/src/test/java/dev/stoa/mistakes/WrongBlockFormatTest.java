package dev.stoa.mistakes;

import dev.stoa.contract.core.BlockFormatContract;
import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contract of weights in blocks")
class WrongBlockFormatTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongBlockFormatTest.class);
  }

  /** One weight after the other; encodes as the library does. */
  private abstract static class Plain extends BlockFormatContract {
    private final BlockFormat format;

    Plain(BlockFormat format) {
      super(format);
      this.format = format;
    }

    /** The weight j of the block at a byte. */
    abstract float weight(byte[] bytes, int at, int j);

    static int unsigned(byte[] bytes, int at) {
      return bytes[at] & 255;
    }

    static float float16(byte[] bytes, int at) {
      return Float.float16ToFloat(
          ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(at));
    }

    private float weight(byte[] bytes, int i) {
      return weight(bytes, i / format.weights() * format.bytes(), i % format.weights());
    }

    @Override
    protected void encode(byte[] blocks, float[] x) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment = arena.allocate(blocks.length);
        Kernels.scalar().blockDot(format).encodeInto(segment, 0, x, 0, x.length);
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, 0, blocks, 0, blocks.length);
      }
    }

    @Override
    protected void decode(float[] y, byte[] blocks) {
      for (int i = 0; i < y.length; i++) {
        y[i] = weight(blocks, i);
      }
    }

    @Override
    protected void addProduct(float[] y, byte[] blocks, float[] x) {
      for (int row = 0; row < y.length; row++) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
          sum += (double) weight(blocks, row * x.length + i) * activation(x, i);
        }
        y[row] += (float) sum;
      }
    }

    double activation(float[] x, int i) {
      return x[i];
    }
  }

  static class CorrectQ4 extends Plain {
    CorrectQ4() {
      super(BlockFormat.Q4_0);
    }

    @Override
    float weight(byte[] bytes, int at, int j) {
      return float16(bytes, at) * (code(bytes, at + 2, j) - 8);
    }

    int code(byte[] codes, int at, int j) {
      return unsigned(codes, at + j % 16) >> j / 16 * 4 & 15;
    }
  }

  @FailsIn("aBlockIsReadAsItsDefinitionSays")
  static class WithNeighboursInAByte extends CorrectQ4 {
    @Override
    int code(byte[] codes, int at, int j) {
      return unsigned(codes, at + j / 2) >> j % 2 * 4 & 15;
    }
  }

  @FailsIn("aBlockIsReadAsItsDefinitionSays")
  static class WithTheUpperHalfFirst extends CorrectQ4 {
    @Override
    int code(byte[] codes, int at, int j) {
      return unsigned(codes, at + j % 16) >> (1 - j / 16) * 4 & 15;
    }
  }

  @FailsIn("aBlockIsReadAsItsDefinitionSays")
  static class WithoutTakingOff8 extends CorrectQ4 {
    @Override
    float weight(byte[] bytes, int at, int j) {
      return float16(bytes, at) * code(bytes, at + 2, j);
    }
  }

  @FailsIn("whenItMultipliesWithAnyVector")
  static class WithVectorsRoundedTo4Bits extends CorrectQ4 {
    @Override
    double activation(float[] x, int i) {
      float greatest = 0;
      for (int j = i / 32 * 32; j < i / 32 * 32 + 32; j++) {
        greatest = Math.max(greatest, Math.abs(x[j]));
      }
      return greatest == 0 ? 0 : Math.rint(x[i] / greatest * 7) * greatest / 7;
    }
  }

  static class CorrectQ4K extends Plain {
    CorrectQ4K() {
      super(BlockFormat.Q4_K);
    }

    @Override
    float weight(byte[] bytes, int at, int j) {
      int code = unsigned(bytes, at + 16 + j / 64 * 32 + j % 32) >> j / 32 % 2 * 4 & 15;
      return float16(bytes, at) * sixBits(bytes, at + 4, j / 32, 0) * code
          - minimum(float16(bytes, at + 2) * sixBits(bytes, at + 4, j / 32, 4));
    }

    float minimum(float minimum) {
      return minimum;
    }

    int sixBits(byte[] bytes, int at, int part, int first) {
      return part < 4
          ? unsigned(bytes, at + first + part) & 63
          : unsigned(bytes, at + 4 + part) >> first & 15 | upper(bytes, at, part, first);
    }

    int upper(byte[] bytes, int at, int part, int first) {
      return unsigned(bytes, at + first + part - 4) >> 6 << 4;
    }
  }

  @FailsIn("whenItDecodesBlocksOfAnyBits")
  static class WithScalesOf4Bits extends CorrectQ4K {
    @Override
    int upper(byte[] bytes, int at, int part, int first) {
      return 0;
    }
  }

  @FailsIn("aBlockIsReadAsItsDefinitionSays")
  static class WithTheMinimumAdded extends CorrectQ4K {
    @Override
    float minimum(float minimum) {
      return -minimum;
    }
  }

  @FailsIn("aBlockIsReadAsItsDefinitionSays")
  static class WithoutTheMinimum extends CorrectQ4K {
    @Override
    float minimum(float minimum) {
      return 0;
    }
  }

  static class CorrectQ6K extends Plain {
    CorrectQ6K() {
      super(BlockFormat.Q6_K);
    }

    @Override
    float weight(byte[] bytes, int at, int j) {
      int low = unsigned(bytes, at + j / 128 * 64 + j % 64) >> j % 128 / 64 * 4 & 15;
      int high = unsigned(bytes, at + 128 + j / 128 * 32 + j % 32) >> j % 128 / 32 * 2 & 3;
      return float16(bytes, at + 208) * scale(bytes, at + 192, j) * ((low | high << 4) - 32);
    }

    int scale(byte[] bytes, int at, int j) {
      return bytes[at + j / 16];
    }
  }

  @FailsIn("whenItDecodesBlocksOfAnyBits")
  static class WithOneScaleFor32 extends CorrectQ6K {
    @Override
    int scale(byte[] bytes, int at, int j) {
      return bytes[at + j / 32 * 2];
    }
  }

  @FailsIn("aBlockIsReadAsItsDefinitionSays")
  static class WithScalesWithoutSign extends CorrectQ6K {
    @Override
    int scale(byte[] bytes, int at, int j) {
      return unsigned(bytes, at + j / 16);
    }
  }

  static class CorrectBf16 extends Plain {
    CorrectBf16() {
      super(BlockFormat.BF16);
    }

    @Override
    float weight(byte[] bytes, int at, int j) {
      return Float.intBitsToFloat(unsigned(bytes, at) << 16 | unsigned(bytes, at + 1) << 24);
    }
  }

  @FailsIn("aBlockIsReadAsItsDefinitionSays")
  static class ReadAsFloat16 extends CorrectBf16 {
    @Override
    float weight(byte[] bytes, int at, int j) {
      return float16(bytes, at);
    }
  }

  @FailsIn("aBlockIsReadAsItsDefinitionSays")
  static class InBigEndianOrder extends CorrectBf16 {
    @Override
    float weight(byte[] bytes, int at, int j) {
      return Float.intBitsToFloat(unsigned(bytes, at + 1) << 16 | unsigned(bytes, at) << 24);
    }
  }
}
