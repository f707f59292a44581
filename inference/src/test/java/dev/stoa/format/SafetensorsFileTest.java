package dev.stoa.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.file.FormatException;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
  @TempDir Path directory;

  @Test
  void aHandMadeFileIsRead() throws IOException {
    String header =
        """
        {"__metadata__":{"format":"pt"},
         "b":{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]},
         "a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}\
        """;
    Path path = HandMade.write(directory, HandMade.safetensors(header, HandMade.floats(7, 8, 9)));
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(List.of("b", "a"), List.copyOf(file.shapes().keySet()));
      assertEquals(Map.of("format", "pt"), file.metadata());
      assertEquals(Shape.of(), file.shape("a"));
      assertEquals(Shape.of(2, 1), file.shape("b"));
      assertArrayEquals(new float[] {7}, file.read("a").toArray());
      assertArrayEquals(new float[] {8, 9}, file.read("b").toArray());
      long data = 8 + header.length();
      assertEquals(
          new TensorEntry("b", DataType.F32, Shape.of(2, 1), data + 4, data + 12),
          file.entries().get("b"));
    }
  }

  @Test
  void aFileOfPythonIsRead() throws IOException {
    // Written by Python's safetensors 0.8.0: save({"norm.weight": float32 [1.5, -2], "x": float16
    // [[1, 2, 3]], "steps": int64 7}, metadata={"format": "pt"}).
    String header =
        """
        {"__metadata__":{"format":"pt"},\
        "steps":{"dtype":"I64","shape":[],"data_offsets":[0,8]},\
        "norm.weight":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},\
        "x":{"dtype":"F16","shape":[1,3],"data_offsets":[16,22]}}      \s\
        """;
    String data = "0700000000000000" + "0000c03f000000c0" + "003c00400042";
    byte[] content = HandMade.safetensors(header, HexFormat.of().parseHex(data));
    assertEquals(0xd8, content[0] & 0xFF);
    assertEquals(246, content.length);
    try (SafetensorsFile file = SafetensorsFile.open(HandMade.write(directory, content))) {
      assertEquals(Map.of("format", "pt"), file.metadata());
      assertArrayEquals(new float[] {1.5f, -2}, file.read("norm.weight").toArray());
      assertArrayEquals(new float[] {1, 2, 3}, file.read("x").toArray());
      assertEquals(Shape.of(1, 3), file.shape("x"));
      assertThrows(FormatException.class, () -> file.read("steps"));
    }
  }

  @Test
  void float16IsRead() throws IOException {
    // 1, −2, the greatest 65504, the least positive 2⁻²⁴
    assertArrayEquals(
        new float[] {1, -2, 65504, 0x1p-24f}, read16("F16", 0x3C00, 0xC000, 0x7BFF, 0x0001));
  }

  @Test
  void bfloat16IsTheUpperHalfOfFloat32() throws IOException {
    // 1, −2, 3.140625, the greatest
    assertArrayEquals(
        new float[] {1, -2, 3.140625f, 0x1.FEp127f},
        read16("BF16", 0x3F80, 0xC000, 0x4049, 0x7F7F));
  }

  private float[] read16(String type, int... values) throws IOException {
    String header =
        "{\"x\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(type, values.length, 2 * values.length);
    byte[] content = HandMade.safetensors(header, HandMade.shorts(values));
    try (SafetensorsFile file = SafetensorsFile.open(HandMade.write(directory, content))) {
      return file.read("x").toArray();
    }
  }

  @Test
  void otherTypesAreRefusedByNameWhenTheyAreRead() throws IOException {
    String header =
        """
        {"mask":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]},
         "x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}\
        """;
    Path path = HandMade.write(directory, HandMade.safetensors(header, HandMade.floats(0, 5)));
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertArrayEquals(new float[] {5}, file.read("x").toArray());
      Exception refused = assertThrows(FormatException.class, () -> file.read("mask"));
      assertEquals(
          "%s, byte %d: tensor 'mask' has the type BOOL; supported are F32, F16, BF16"
              .formatted(path, 8 + header.length()),
          refused.getMessage());
    }
  }

  @Test
  void whatIsWrittenIsReadBackBitForBit() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Random random = new Random(1);
    // Longer than a piece of reading, from the middle of an array, empty, and a scalar.
    tensors.put("long", random(random, 2, 300_001));
    tensors.put("a \"view\" ü", random(random, 5, 3).rows(1, 4));
    tensors.put("empty", Tensor.zeros(0, 4));
    tensors.put("scalar", random(random));
    Path path = directory.resolve("model.safetensors");
    SafetensorsFile.write(path, tensors, Map.of("step", "12"));
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(Map.of("step", "12"), file.metadata());
      assertEquals(List.copyOf(tensors.keySet()), List.copyOf(file.shapes().keySet()));
      for (String name : tensors.keySet()) {
        Tensor tensor = file.read(name);
        assertEquals(tensors.get(name).shape(), tensor.shape());
        assertArrayEquals(tensors.get(name).toArray(), tensor.toArray(), name);
      }
    }
  }

  private static Tensor random(Random random, int... dimensions) {
    Tensor tensor = Tensor.zeros(dimensions);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = Float.intBitsToFloat(random.nextInt() & 0xBFFFFFFF);
    }
    return tensor;
  }

  @Test
  void whatIsWrittenIsTheFormatByteForByte() throws IOException {
    Path path = directory.resolve("model.safetensors");
    SafetensorsFile.write(path, Map.of("xy", Tensor.of(new float[] {1, 2}, 1, 2)), Map.of());
    String header = "{\"xy\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
    // Filled up with spaces, so that the data begin at a multiple of 8.
    String padded = header + " ".repeat(8 - header.length() % 8);
    assertArrayEquals(
        HandMade.safetensors(padded, HandMade.floats(1, 2)), Files.readAllBytes(path));
  }

  @Test
  void aFileOfNothingIsWrittenAndRead() throws IOException {
    Path path = directory.resolve("empty");
    SafetensorsFile.write(path, Map.of(), Map.of());
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertTrue(file.shapes().isEmpty());
    }
  }

  @Test
  void aTensorCanBeReadIntoAnother() throws IOException {
    Path path = directory.resolve("x");
    SafetensorsFile.write(path, Map.of("x", Tensor.of(new float[] {1, 2}, 1, 2)), Map.of());
    Tensor target = Tensor.zeros(3, 2);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      file.readInto("x", target.rows(1, 2));
      assertArrayEquals(new float[] {0, 0, 1, 2, 0, 0}, target.toArray());
      Exception refused =
          assertThrows(IllegalArgumentException.class, () -> file.readInto("x", target));
      assertEquals(
          path + ": tensor 'x' has the shape [1, 2], but [3, 2] is wanted", refused.getMessage());
    }
  }

  @Test
  void aTensorThatIsNotThereIsRefusedByName() throws IOException {
    Path path = directory.resolve("x");
    SafetensorsFile.write(path, Map.of(), Map.of());
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      Exception refused = assertThrows(IllegalArgumentException.class, () -> file.read("y"));
      assertEquals(path + " has no tensor 'y'", refused.getMessage());
    }
  }

  @Test
  void aTensorCannotHaveTheNameOfTheMetadata() {
    Path path = directory.resolve("x");
    assertThrows(
        IllegalArgumentException.class,
        () -> SafetensorsFile.write(path, Map.of("__metadata__", Tensor.zeros(1)), Map.of()));
    assertFalse(Files.exists(path));
  }

  @Test
  void aFileThatShrinksBehindItsReaderIsAnErrorAndNotAHang() throws IOException {
    Path path = directory.resolve("x");
    SafetensorsFile.write(path, Map.of("x", Tensor.zeros(1000)), Map.of());
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      try (var channel = Files.newByteChannel(path, StandardOpenOption.WRITE)) {
        channel.truncate(100);
      }
      Exception refused = assertThrows(FormatException.class, () -> file.read("x"));
      assertTrue(refused.getMessage().startsWith(path + ", byte 100: "), refused.getMessage());
    }
  }

  @Test
  void aFileMayBeLongerThanTwoGigabytes() throws IOException {
    // Sparse on most file systems: a tensor that is skipped, and one behind it.
    int values = 600_000_000;
    long end = 4L * values;
    String header =
        """
        {"skipped":{"dtype":"F32","shape":[%d],"data_offsets":[0,%d]},
         "x":{"dtype":"F32","shape":[2],"data_offsets":[%d,%d]}}\
        """
            .formatted(values, end, end, end + 8);
    Path path = HandMade.write(directory, HandMade.safetensors(header));
    try (var channel = Files.newByteChannel(path, StandardOpenOption.WRITE)) {
      channel.position(channel.size() + end);
      channel.write(ByteBuffer.wrap(HandMade.floats(3, 4)).order(ByteOrder.LITTLE_ENDIAN));
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertArrayEquals(new float[] {3, 4}, file.read("x").toArray());
    }
  }
}
