package dev.stoa.mistakes;

import dev.stoa.contract.core.BlockDotContract;
import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The contract of Q8_0 weights")
class WrongBlockDotTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongBlockDotTest.class);
  }

  static class CorrectBlocks extends BlockDotContract {
    @Override
    protected void encode(byte[] blocks, float[] x) {
      for (int block = 0; block < x.length / 32; block++) {
        float d = scale(x, block * 32);
        ByteBuffer.wrap(blocks).order(order()).putShort(block * 34, Float.floatToFloat16(d));
        for (int i = 0; i < 32; i++) {
          blocks[block * 34 + 2 + i] = (byte) code(x[block * 32 + i], d);
        }
      }
    }

    @Override
    protected void decode(float[] y, byte[] blocks) {
      for (int i = 0; i < y.length; i++) {
        y[i] = blockScale(blocks, i / 32) * weight(blocks[i / 32 * 34 + 2 + i % 32]);
      }
    }

    @Override
    protected void addProduct(float[] y, byte[] blocks, float[] x) {
      int inRow = x.length / 32;
      for (int row = 0; row < y.length; row++) {
        for (int block = 0; block < inRow; block++) {
          int at = row * inRow + block;
          float s = scale(x, block * 32);
          int sum = 0;
          for (int i = 0; i < 32; i++) {
            sum = add(sum, weight(blocks[at * 34 + 2 + i]) * code(x[block * 32 + i], s));
          }
          y[row] += blockScale(blocks, at) * vectorScale(s) * sum;
        }
      }
    }

    float scale(float[] x, int from) {
      float max = 0;
      for (int i = from; i < from + 32; i++) {
        max = Math.max(max, Math.abs(x[i]));
      }
      return 1 / (max / steps()) > Float.MAX_VALUE ? 0 : max / steps();
    }

    int steps() {
      return 127;
    }

    int code(float x, float d) {
      return d == 0 ? 0 : round(x * (1 / d));
    }

    int round(float x) {
      int magnitude = (int) Math.floor(Math.abs((double) x) + 0.5);
      return x < 0 ? -magnitude : magnitude;
    }

    int weight(byte q) {
      return q;
    }

    int add(int sum, int product) {
      return sum + product;
    }

    ByteOrder order() {
      return ByteOrder.LITTLE_ENDIAN;
    }

    float blockScale(byte[] blocks, int block) {
      return Float.float16ToFloat(ByteBuffer.wrap(blocks).order(order()).getShort(block * 34));
    }

    float vectorScale(float s) {
      return s;
    }
  }

  @FailsIn("exactlyOnVectorsThatAreCodes")
  static class WithTheScaleOfTheFirstBlock extends CorrectBlocks {
    @Override
    float blockScale(byte[] blocks, int block) {
      return super.blockScale(blocks, 0);
    }
  }

  @FailsIn("exactlyOnVectorsThatAreCodes")
  static class WithTheScaleOfTheBlockBefore extends CorrectBlocks {
    @Override
    float blockScale(byte[] blocks, int block) {
      return super.blockScale(blocks, Math.max(0, block - 1));
    }
  }

  @FailsIn("withinHalfAStepOnAnyVector")
  static class WithTheScaleOfTheVectorAppliedTwice extends CorrectBlocks {
    @Override
    float vectorScale(float s) {
      return s * s;
    }
  }

  @FailsIn("decodingMultipliesWithTheScale")
  static class WithUnsignedBytes extends CorrectBlocks {
    @Override
    int weight(byte q) {
      return q & 255;
    }
  }

  @FailsIn("theExtremesDoNotOverflow")
  static class WithSumsInAShort extends CorrectBlocks {
    @Override
    int add(int sum, int product) {
      return (short) (sum + product);
    }
  }

  @FailsIn("theExtremesDoNotOverflow")
  static class WithSumsThatSaturate extends CorrectBlocks {
    @Override
    int add(int sum, int product) {
      return Math.clamp(sum + product, Short.MIN_VALUE, Short.MAX_VALUE);
    }
  }

  @FailsIn("theLargestScaleIsRead")
  static class InBigEndianOrder extends CorrectBlocks {
    @Override
    ByteOrder order() {
      return ByteOrder.BIG_ENDIAN;
    }
  }

  @FailsIn("decodingGivesBackWhatWasEncodedWithinHalfAStep")
  static class ThatTruncates extends CorrectBlocks {
    @Override
    int round(float x) {
      return (int) x;
    }
  }

  @FailsIn("encodingRoundsHalvesAwayFromZero")
  static class ThatRoundsHalvesUp extends CorrectBlocks {
    @Override
    int round(float x) {
      return Math.round(x);
    }
  }

  @FailsIn("encodingRoundsHalvesAwayFromZero")
  static class ThatRoundsHalvesToEven extends CorrectBlocks {
    @Override
    int round(float x) {
      return (int) Math.rint(x);
    }
  }

  @FailsIn("theGreatestOfABlockGetsTheCode127")
  static class ThatDividesBy128 extends CorrectBlocks {
    @Override
    int steps() {
      return 128;
    }
  }
}
