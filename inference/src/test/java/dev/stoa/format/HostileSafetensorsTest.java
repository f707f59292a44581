package dev.stoa.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.file.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are, the answer is one exception that names the file and the place. */
class HostileSafetensorsTest {
  private static final String GOOD =
      """
      {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},
       "b":{"dtype":"F16","shape":[2,1],"data_offsets":[4,8]}}\
      """;

  @TempDir Path directory;

  @Test
  void aFileCutAtAnyByteIsRefused() throws IOException {
    byte[] whole = HandMade.safetensors(GOOD, new byte[8]);
    SafetensorsFile.open(HandMade.write(directory, whole)).close();
    for (int length = 0; length < whole.length; length++) {
      Path path = HandMade.write(directory, Arrays.copyOf(whole, length));
      refused(path);
    }
  }

  @Test
  void aFileWithMoreBytesThanTensorsIsRefused() throws IOException {
    Path path = HandMade.write(directory, HandMade.safetensors(GOOD, new byte[9]));
    String message = refused(path);
    assertEquals(
        "%s, byte %d: expected the end behind 'b', found more bytes"
            .formatted(path, Files.size(path) - 1),
        message);
  }

  @Test
  void aHeaderLongerThanTheFormatAllowsIsRefusedBeforeItIsRead() throws IOException {
    for (long length : new long[] {100_000_001, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      Path path = HandMade.write(directory, HandMade.safetensors(length, GOOD, new byte[8]));
      String message = refused(path);
      assertTrue(message.startsWith(path + ", byte 0: expected the length of a"), message);
    }
    Path path = HandMade.write(directory, HandMade.safetensors(99_999_999, GOOD, new byte[8]));
    String message = refused(path);
    assertTrue(message.startsWith(path + ", byte 0: expected a header within"), message);
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        // What is wrong, the header, a part of the message
        Arguments.of("no object", "[]", "expected '{'"),
        Arguments.of("nothing", "", "expected '{'"),
        Arguments.of("spaces first", " {}", "expected '{'"),
        Arguments.of("no JSON", "{oops}", "expected a header in JSON"),
        Arguments.of("not closed", "{\"a\":{", "expected"),
        Arguments.of("text behind", "{} x", "expected"),
        Arguments.of("two objects", "{} {}", "expected nothing but spaces"),
        Arguments.of("not UTF-8 nesting", "{\"a\":" + "[".repeat(5000), "expected"),
        Arguments.of("a number for a tensor", "{\"a\":3}", "expected the description"),
        Arguments.of("an empty description", "{\"a\":{}}", "expected a dtype"),
        Arguments.of("no shape", entry("F32", null, "[0,4]"), "expected a dtype, a shape"),
        Arguments.of("no place", entry("F32", "[1]", null), "expected a dtype, a shape"),
        Arguments.of("one offset", entry("F32", "[1]", "[4]"), "two data_offsets"),
        Arguments.of("three offsets", entry("F32", "[1]", "[0,4,8]"), "two data_offsets"),
        Arguments.of("an unknown type", entry("F33", "[1]", "[0,4]"), "unknown type F33"),
        Arguments.of("a shape of texts", entry("F32", "[\"1\"]", "[0,4]"), "a whole number"),
        Arguments.of("a broken dimension", entry("F32", "[1.5]", "[0,4]"), "a whole number"),
        Arguments.of("a negative dimension", entry("F32", "[-1]", "[0,4]"), "shape [-1]"),
        Arguments.of("a huge dimension", entry("F32", "[4294967297]", "[0,4]"), "2^31 - 9"),
        Arguments.of("no long", entry("F32", "[99999999999999999999]", "[0,4]"), "expected"),
        Arguments.of("an overflow", entry("F32", "[65536,65536]", "[0,0]"), "2^31 - 9"),
        Arguments.of(
            "an overflow of long", entry("F32", "[2147483647,2147483647,8]", "[0,8]"), "2^31 - 9"),
        Arguments.of("many dimensions", entry("F32", "[" + "1,".repeat(99) + "1]", "[0,4]"), "16"),
        Arguments.of("a wrong size", entry("F32", "[2]", "[0,4]"), "expected 8 bytes"),
        Arguments.of("a reversed place", entry("F32", "[1]", "[4,0]"), "cannot lie between"),
        Arguments.of("a negative place", entry("F32", "[1]", "[-4,0]"), "cannot lie between"),
        Arguments.of(
            "a place at the end of all numbers",
            entry("F32", "[0]", "[9223372036854775807,9223372036854775807]"),
            "cannot lie between"),
        Arguments.of("a place behind the end", entry("F32", "[1]", "[8,12]"), "begins at byte"),
        Arguments.of("a tensor beyond the end", entry("F32", "[3]", "[0,12]"), "found the end"),
        Arguments.of("a tensor twice", twice("a", "[0,4]", "a", "[4,8]"), "expected a header"),
        Arguments.of("overlapping tensors", twice("a", "[0,4]", "b", "[0,4]"), "begins at byte"),
        Arguments.of("a hole", twice("a", "[0,2]", "b", "[4,8]"), "expected"),
        Arguments.of("metadata of numbers", "{\"__metadata__\":{\"a\":1}}", "expected a text"),
        Arguments.of("metadata as a list", "{\"__metadata__\":[]}", "an object of texts"));
  }

  private static String entry(String type, String shape, String offsets) {
    return "{\"a\":{\"dtype\":\"%s\"%s%s}}"
        .formatted(
            type,
            shape == null ? "" : ",\"shape\":" + shape,
            offsets == null ? "" : ",\"data_offsets\":" + offsets);
  }

  private static String twice(String first, String place, String second, String otherPlace) {
    String form = "\"%s\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":%s}";
    return "{" + form.formatted(first, place) + "," + form.formatted(second, otherPlace) + "}";
  }

  @ParameterizedTest(name = "a header with {0}")
  @MethodSource("headers")
  void headersAreRefusedWithTheirReason(String what, String header, String expected)
      throws IOException {
    String message = refused(HandMade.write(directory, HandMade.safetensors(header, new byte[8])));
    assertTrue(message.contains(expected), what + " gave: " + message);
  }

  @Test
  void anyChangedByteIsRefusedOrHarmless() throws IOException {
    byte[] whole = HandMade.safetensors(GOOD, new byte[8]);
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] changed = whole.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        changed[random.nextInt(whole.length)] = (byte) random.nextInt(256);
      }
      Path path = HandMade.write(directory, changed);
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        for (String name : file.shapes().keySet()) {
          file.read(name);
        }
      } catch (FormatException e) {
        refused++;
        assertTrue(e.getMessage().startsWith(path + ", byte "), e.getMessage());
      }
    }
    assertTrue(refused > 700, "only " + refused + " were refused");
  }

  private static String refused(Path path) {
    FormatException refused =
        assertThrows(FormatException.class, () -> SafetensorsFile.open(path).close());
    assertEquals(path, refused.file());
    assertTrue(refused.getMessage().startsWith(path + ", byte "), refused.getMessage());
    return refused.getMessage();
  }
}
