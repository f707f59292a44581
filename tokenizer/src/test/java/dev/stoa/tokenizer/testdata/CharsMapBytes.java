package dev.stoa.tokenizer.testdata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes SentencePiece's precompiled rules: puts the nodes of a plain tree into a double array,
 * each at the first offset where all its children find room.
 */
public final class CharsMapBytes {

  private static final class Node {
    final TreeMap<Integer, Node> children = new TreeMap<>();
    int value = -1;
  }

  private final int[] units = new int[1 << 16];
  private final boolean[] taken = new boolean[units.length];

  /** A child is known by its byte alone, so no two nodes may have their children at one place. */
  private final boolean[] bases = new boolean[units.length];

  private CharsMapBytes() {}

  public static byte[] of(Map<String, String> rules) {
    ByteArrayOutputStream replacements = new ByteArrayOutputStream();
    Map<String, Integer> places = new LinkedHashMap<>();
    for (String replacement : rules.values()) {
      if (places.putIfAbsent(replacement, replacements.size()) == null) {
        replacements.writeBytes(replacement.getBytes(StandardCharsets.UTF_8));
        replacements.write(0);
      }
    }
    Node root = new Node();
    rules.forEach(
        (text, replacement) -> {
          Node node = root;
          for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            node = node.children.computeIfAbsent(b & 0xFF, key -> new Node());
          }
          node.value = places.get(replacement);
        });
    CharsMapBytes array = new CharsMapBytes();
    array.taken[0] = true;
    array.place(root, 0, 0);
    int last = array.units.length - 1;
    while (!array.taken[last]) {
      last--;
    }
    ByteBuffer blob =
        ByteBuffer.allocate(4 + (last + 1) * 4 + replacements.size())
            .order(ByteOrder.LITTLE_ENDIAN);
    blob.putInt((last + 1) * 4);
    Arrays.stream(array.units, 0, last + 1).forEach(blob::putInt);
    return blob.put(replacements.toByteArray()).array();
  }

  /** Gives a node its unit, whose children it places first. */
  private void place(Node node, int index, int label) {
    int offset = firstThatFits(node, index);
    bases[index ^ offset] = true;
    units[index] = offset << 10 | (node.value >= 0 ? 1 << 8 : 0) | label;
    if (node.value >= 0) {
      taken[index ^ offset] = true;
      units[index ^ offset] = 1 << 31 | node.value;
    }
    node.children.keySet().forEach(child -> taken[index ^ offset ^ child] = true);
    node.children.forEach((child, below) -> place(below, index ^ offset ^ child, child));
  }

  private int firstThatFits(Node node, int index) {
    int offset = 1;
    while (!fits(node, index, offset)) {
      offset++;
    }
    return offset;
  }

  private boolean fits(Node node, int index, int offset) {
    boolean fits = !bases[index ^ offset] && (node.value < 0 || !taken[index ^ offset]);
    for (int child : node.children.keySet()) {
      fits &= !taken[index ^ offset ^ child];
    }
    return fits;
  }
}
