package dev.stoa.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Encoding with llama2.c's tokenizer file straight from its rules, on strings and with no thought
 * of speed.
 */
final class NaiveSentencePiece {

  final List<String> pieces = new ArrayList<>();
  private final List<Float> scores = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();

  NaiveSentencePiece(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    in.getInt();
    while (in.hasRemaining()) {
      scores.add(in.getFloat());
      byte[] piece = new byte[in.getInt()];
      in.get(piece);
      pieces.add(new String(piece, StandardCharsets.UTF_8));
      ids.putIfAbsent(pieces.getLast(), pieces.size() - 1);
    }
  }

  int[] encode(String text) {
    List<String> parts = new ArrayList<>();
    if (!text.isEmpty()) {
      (" " + text).codePoints().forEach(c -> addCharacter(Character.toString(c), parts));
    }
    while (mergeBest(parts)) {}
    return parts.stream().mapToInt(ids::get).toArray();
  }

  private void addCharacter(String character, List<String> parts) {
    if (ids.containsKey(character)) {
      parts.add(character);
      return;
    }
    for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
      parts.add("<0x%02X>".formatted(b & 0xFF));
    }
  }

  private boolean mergeBest(List<String> parts) {
    int best = -1;
    for (int i = 0; i + 1 < parts.size(); i++) {
      String joined = parts.get(i) + parts.get(i + 1);
      if (ids.containsKey(joined) && (best < 0 || score(joined) > score(parts, best))) {
        best = i;
      }
    }
    if (best < 0) {
      return false;
    }
    parts.set(best, parts.get(best) + parts.get(best + 1));
    parts.remove(best + 1);
    return true;
  }

  private float score(List<String> parts, int at) {
    return score(parts.get(at) + parts.get(at + 1));
  }

  private float score(String piece) {
    return scores.get(ids.get(piece));
  }
}
