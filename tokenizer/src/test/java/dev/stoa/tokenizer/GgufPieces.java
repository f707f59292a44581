package dev.stoa.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** As much of a GGUF file as a test needs: the tokens and scores of its vocabulary. */
record GgufPieces(List<String> tokens, float[] scores) {

  private static final int STRING = 8;
  private static final int ARRAY = 9;
  private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

  static GgufPieces read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    in.position(16);
    long keys = in.getLong();
    List<String> tokens = new ArrayList<>();
    float[] scores = {};
    for (long i = 0; i < keys; i++) {
      String key = string(in);
      int type = in.getInt();
      if (key.equals("tokenizer.ggml.tokens")) {
        in.getInt();
        for (long left = in.getLong(); left > 0; left--) {
          tokens.add(string(in));
        }
      } else if (key.equals("tokenizer.ggml.scores")) {
        in.getInt();
        scores = new float[Math.toIntExact(in.getLong())];
        in.asFloatBuffer().get(scores);
        in.position(in.position() + 4 * scores.length);
      } else {
        skip(in, type);
      }
    }
    return new GgufPieces(tokens, scores);
  }

  private static String string(ByteBuffer in) {
    byte[] bytes = new byte[Math.toIntExact(in.getLong())];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void skip(ByteBuffer in, int type) {
    if (type == STRING) {
      string(in);
    } else if (type == ARRAY) {
      int element = in.getInt();
      for (long left = in.getLong(); left > 0; left--) {
        skip(in, element);
      }
    } else {
      in.position(in.position() + SIZES[type]);
    }
  }
}
