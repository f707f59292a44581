package dev.stoa.data;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.file.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A token file that is damaged")
class DamagedTokenFileTest {
  @TempDir Path directory;
  private Path file;
  private byte[] good;

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("tokens.bin");
    new TokenFile(5, new int[] {0, 1, 2, 3, 4}, new int[] {3, 1}).save(file);
    good = Files.readAllBytes(file);
  }

  private String refusal(byte[] content) throws IOException {
    Files.write(file, content);
    String message = assertThrows(FormatException.class, () -> TokenFile.load(file)).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    return message;
  }

  @Test
  void isRefusedWhereverItIsCut() throws IOException {
    for (int length = 0; length < good.length; length++) {
      refusal(Arrays.copyOf(good, length));
    }
  }

  @Test
  void isRefusedIfItIsTooLong() throws IOException {
    refusal(Arrays.copyOf(good, good.length + 1));
  }

  @Test
  void isRefusedWhicheverBitIsFlipped() throws IOException {
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] damaged = good.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      refusal(damaged);
    }
  }

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource({
    "9223372036854775807, 2",
    "4611686018427387904, 2",
    "9223372036854775807, -9223372036854775802",
    "5, 2147483647",
    "5, 9223372036854775806",
    "-1, 8",
    "8, -1",
    "-9223372036854775808, 7",
    "7, -9223372036854775808"
  })
  void isRefusedBeforeMemoryIsTakenForSizesThatItCannotHave(long training, long validation)
      throws IOException {
    byte[] damaged = good.clone();
    ByteBuffer.wrap(damaged)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(20, training)
        .putLong(28, validation);
    String message = refusal(damaged);
    assertTrue(message.contains("byte 20"), message);
  }

  @Test
  void isRefusedWithTheByteOfATokenOutsideTheVocabulary() throws IOException {
    byte[] damaged = good.clone();
    damaged[36 + 2 * 3] = 5;
    String message = refusal(damaged);
    assertTrue(message.contains("byte 42") && message.contains("token 5"), message);
  }

  @Test
  void isRefusedIfItIsAnotherKindOfFile() throws IOException {
    String message = refusal("a text, which is long enough for a header".getBytes());
    assertTrue(message.contains("STOATOKS"), message);
  }

  @Test
  void thatDoesNotExistIsNamed() {
    Path missing = directory.resolve("missing.bin");
    assertThrows(NoSuchFileException.class, () -> TokenFile.load(missing));
  }
}
