package dev.stoa.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.file.FormatException;
import dev.stoa.testdata.GgufBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a GGUF file says about itself. */
class GgufFileTest {

  @TempDir private Path folder;

  private GgufFile read(byte[] content) throws IOException {
    return GgufFile.read(Files.write(folder.resolve("some.gguf"), content));
  }

  /** A key, a matrix of 2 rows and 32 columns in blocks of Q4_0 (18 bytes each), and a vector. */
  private static GgufBytes small() {
    return new GgufBytes()
        .text("general.architecture", "llama")
        .tensor("a", 2, 0, 32, 2)
        .tensor("b", 0, 64, 3);
  }

  @Test
  void aSmallFileIsReadAsItIsWritten() throws IOException {
    GgufFile file = read(small().toBytes(32, 76));
    assertEquals(3, file.version());
    assertEquals(Optional.of("llama"), file.string("general.architecture"));
    assertEquals(32, file.alignment());
    long start = file.dataStart();
    assertEquals(0, start % 32);
    assertEquals(
        new GgufTensor("a", GgufType.Q4_0, List.of(2L, 32L), start, start + 36),
        file.tensors().get("a"));
    assertEquals(
        new GgufTensor("b", GgufType.F32, List.of(3L), start + 64, start + 76),
        file.tensors().get("b"));
  }

  @Test
  void everyTypeOfValueIsKnown() throws IOException {
    GgufFile file =
        read(
            new GgufBytes()
                .version(2)
                .integer("u8", 0, 1, 200)
                .integer("i8", 1, 1, -3)
                .integer("u16", 2, 2, 60_000)
                .integer("i16", 3, 2, -4)
                .integer("u32", 4, 4, 4_000_000_000L)
                .integer("i32", 5, 4, -5)
                .integer("f32", 6, 4, Float.floatToRawIntBits(1.5f))
                .flag("bool", true)
                .text("text", "é")
                .integer("u64", 10, 8, Long.MAX_VALUE)
                .integer("i64", 11, 8, -6)
                .integer("f64", 12, 8, Double.doubleToRawLongBits(0.1))
                .texts("texts", List.of("a", "", "b"))
                .numbers("ints", 5, 1, -2)
                .numbers("floats", 6, Float.floatToRawIntBits(2.5f))
                .toBytes(32, 0));
    assertEquals(List.of(200L, -3L, 60_000L, -4L, 4_000_000_000L, -5L), first(file, 6));
    assertEquals(1.5, file.metadata().get("f32"));
    assertEquals(Optional.of(true), file.flag("bool"));
    assertEquals(Optional.of("é"), file.string("text"));
    assertEquals(Long.MAX_VALUE, file.metadata().get("u64"));
    assertEquals(-6L, file.metadata().get("i64"));
    assertEquals(0.1, file.metadata().get("f64"));
    assertEquals(List.of("a", "", "b"), file.strings("texts"));
    assertArrayEquals(new long[] {1, -2}, file.integers("ints"));
    assertArrayEquals(new double[] {2.5}, file.numbers("floats"));
    assertArrayEquals(new double[] {1, -2}, file.numbers("ints"));
    assertEquals(OptionalInt.of(-5), file.integer("i32"));
    assertEquals(OptionalInt.empty(), file.integer("none"));
    assertEquals(List.of(), file.strings("none"));
    assertThrows(FormatException.class, () -> file.string("u8"));
    assertThrows(FormatException.class, () -> file.integer("u32"));
    assertThrows(FormatException.class, () -> file.strings("text"));
    assertThrows(FormatException.class, () -> file.flag("text"));
  }

  private static List<Object> first(GgufFile file, int count) {
    return file.metadata().values().stream().limit(count).toList();
  }

  private void refused(byte[] content, String... words) {
    FormatException e = assertThrows(FormatException.class, () -> read(content));
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), () -> word + " in " + e.getMessage());
    }
  }

  @Test
  void otherVersionsAndByteOrdersAreRefusedByName() {
    refused(new GgufBytes().version(1).toBytes(32, 0), "version 1", "2 and 3", "byte 4");
    refused(new GgufBytes().version(4).toBytes(32, 0), "version 4");
    refused(new GgufBytes().version(3 << 24).toBytes(32, 0), "big-endian", "little-endian");
    refused("GGML0000".getBytes(StandardCharsets.US_ASCII), "magic", "byte 0");
    refused(new byte[0], "magic");
  }

  @Test
  void wrongKeysAreRefused() {
    refused(new GgufBytes().text("a", "x").text("a", "y").toBytes(32, 0), "'a'", "twice");
    refused(new GgufBytes().raw("a", 13).toBytes(32, 0), "type 13");
    refused(new GgufBytes().raw("a", 7, (byte) 2).toBytes(32, 0), "0 or 1");
    refused(new GgufBytes().integer("a", 10, 8, -1).toBytes(32, 0), "18446744073709551615");
    refused(new GgufBytes().text("", "x").toBytes(32, 0), "empty");
    byte[] noUtf8 = {1, 0, 0, 0, 0, 0, 0, 0, (byte) 0xFF};
    refused(new GgufBytes().raw("a", 8, noUtf8).toBytes(32, 0), "UTF-8");
    refused(new GgufBytes().id("general.alignment", 12).toBytes(32, 0), "alignment", "12");
    byte[] nested = new byte[12 * 6];
    for (int i = 0; i < nested.length; i += 12) {
      nested[i] = 9;
      nested[i + 4] = 1;
    }
    refused(new GgufBytes().raw("a", 9, nested).toBytes(32, 100), "within arrays");
  }

  /** Nothing is allocated before its size is known to be in the file. */
  @Test
  void absurdCountsAreRefused() {
    byte[] good = small().toBytes(32, 76);
    for (int place : new int[] {8, 16, 24}) {
      for (long count : new long[] {-1, Long.MIN_VALUE, 1L << 40, 1000}) {
        byte[] wrong = good.clone();
        for (int i = 0; i < 8; i++) {
          wrong[place + i] = (byte) (count >>> 8 * i);
        }
        refused(wrong, "byte " + place, Long.toUnsignedString(count));
      }
    }
    byte[] array = {6, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0};
    refused(new GgufBytes().raw("a", 9, array).toBytes(32, 0), "4294967295");
  }

  @Test
  void wrongTensorsAreRefused() {
    refused(small().tensor("a", 0, 64, 1).toBytes(32, 76), "'a'", "twice");
    refused(small().tensor("c", 5, 64, 1).toBytes(32, 76), "'c'", "type 5", "Q4_K");
    refused(small().tensor("c", 2, 64, 31).toBytes(32, 76), "'c'", "blocks of 32");
    refused(small().tensor("c", 0, 60, 1).toBytes(32, 76), "'c'", "multiple of 32");
    refused(small().tensor("c", 0, 64, 4).toBytes(32, 76), "'c'", "76");
    refused(small().tensor("c", 0, -32, 4).toBytes(32, 76), "'c'");
    refused(small().tensor("c", 0, 0, 1L << 40, 1L << 40).toBytes(32, 76), "too large");
    refused(small().tensor("c", 0, 0, -1).toBytes(32, 76), "too large");
    refused(small().tensor("c", 0, 0, 1, 1, 1, 1, 1).toBytes(32, 76), "dimensions", "5");
    refused(small().tensor("c".repeat(300), 0, 0, 1).toBytes(32, 76), "256");
  }

  @Test
  void everyTruncationIsRefusedAndAnyDamageIsHarmless() throws IOException {
    byte[] good = small().toBytes(32, 76);
    for (int length = 0; length < good.length; length++) {
      refused(Arrays.copyOf(good, length));
    }
    Random random = new Random(4);
    for (int round = 0; round < 300; round++) {
      byte[] damaged = good.clone();
      for (int i = 0; i < 3; i++) {
        damaged[4 + random.nextInt(150)] = (byte) random.nextInt();
      }
      try {
        read(damaged);
      } catch (FormatException e) {
        assertTrue(e.getMessage().contains("some.gguf"), e::getMessage);
      }
    }
  }
}
