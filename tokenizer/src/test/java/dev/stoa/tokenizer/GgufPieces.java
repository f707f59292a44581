package dev.stoa.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** As much of a GGUF file as a test needs: the keys of its vocabulary. */
record GgufPieces(Map<String, Object> keys) {

  private static final int STRING = 8;
  private static final int ARRAY = 9;
  private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

  static GgufPieces read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    in.position(16);
    Map<String, Object> keys = new HashMap<>();
    for (long left = in.getLong(); left > 0; left--) {
      String key = string(in);
      keys.put(key, value(in, in.getInt()));
    }
    return new GgufPieces(keys);
  }

  private static String string(ByteBuffer in) {
    byte[] bytes = new byte[Math.toIntExact(in.getLong())];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A string, a list, or the bits of a number. */
  private static Object value(ByteBuffer in, int type) {
    if (type == STRING) {
      return string(in);
    }
    if (type == ARRAY) {
      int element = in.getInt();
      List<Object> values = new ArrayList<>();
      for (long left = in.getLong(); left > 0; left--) {
        values.add(value(in, element));
      }
      return values;
    }
    long bits = 0;
    for (int i = 0; i < SIZES[type]; i++) {
      bits |= (in.get() & 0xFFL) << 8 * i;
    }
    return bits;
  }

  private List<?> list(String key) {
    return (List<?>) keys.getOrDefault("tokenizer.ggml." + key, List.of());
  }

  private List<String> strings(String key) {
    return list(key).stream().map(String.class::cast).toList();
  }

  List<String> tokens() {
    return strings("tokens");
  }

  float[] scores() {
    List<?> bits = list("scores");
    float[] scores = new float[bits.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Float.intBitsToFloat((int) (long) (Long) bits.get(i));
    }
    return scores;
  }
}
