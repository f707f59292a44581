package dev.stoa.benchmarks.peers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes a {@code precompiled_charsmap} in SentencePiece's form: the length of a double array, the
 * double array that leads from the bytes of each text to the place of its replacement, and the
 * replacements.
 *
 * <p>A unit holds the byte that leads to it, whether a rule ends there (bit 8), and from bit 10 on
 * what its number is to be combined with, by XOR, to get where its children begin.
 */
final class CharsMapRules {

  private static final class Node {
    final TreeMap<Integer, Node> children = new TreeMap<>();
    int value = -1;
  }

  private final int[] units = new int[1 << 20];
  private final BitSet taken = new BitSet();
  private final BitSet bases = new BitSet();
  private int firstBase = 1;

  /** Of the characters that Unicode has added since 2015, few peers know the rules. */
  private static final String RULES_SINCE = "\u32ff\ua7f1\ua7f2\ua7f3\ua7f4\uab69";

  private CharsMapRules() {}

  /**
   * Rules like SentencePiece's nmt_nfkc: Unicode's form NFKC of characters, and of what a character
   * decomposes to; control characters vanish, and white space becomes a space.
   */
  static byte[] compatibility() {
    Map<String, String> rules = new LinkedHashMap<>();
    for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
      boolean isSurrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      boolean isHangul = c >= 0xAC00 && c < 0xD7A4;
      boolean isKnown =
          c < 0x10000 && RULES_SINCE.indexOf(c) < 0
              || c >= 0x1D400 && c < 0x1D800
              || c >= 0x2F800 && c < 0x2FA20;
      if (!Character.isDefined(c) || isSurrogate || isHangul || !isKnown) {
        continue;
      }
      String text = Character.toString(c);
      String normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
      String parts = Normalizer.normalize(text, Normalizer.Form.NFD);
      if (!normal.equals(text)) {
        rules.put(text, normal);
      }
      if (!parts.equals(text) && !parts.equals(normal)) {
        rules.put(parts, normal);
      }
    }
    for (int c = 1; c < 0x20; c++) {
      rules.put(Character.toString(c), Character.isWhitespace(c) ? " " : "");
    }
    for (String space : new String[] {"\u1680", "\u200b", "\u200e", "\u2028", "\ufeff"}) {
      rules.put(space, " ");
    }
    rules.put("\u007f", "");
    return of(rules);
  }

  private static byte[] of(Map<String, String> rules) {
    ByteArrayOutputStream replacements = new ByteArrayOutputStream();
    Map<String, Integer> places = new LinkedHashMap<>();
    Node root = new Node();
    rules.forEach(
        (text, replacement) -> {
          if (places.putIfAbsent(replacement, replacements.size()) == null) {
            replacements.writeBytes(replacement.getBytes(StandardCharsets.UTF_8));
            replacements.write(0);
          }
          Node node = root;
          for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            node = node.children.computeIfAbsent(b & 0xFF, key -> new Node());
          }
          node.value = places.get(replacement);
        });
    CharsMapRules array = new CharsMapRules();
    array.taken.set(0);
    array.place(root, 0, 0);
    // A whole number of blocks: a child that is not there is looked for within the block.
    int length = (array.taken.length() + 0xFF) / 0x100 * 0x100;
    ByteBuffer blob =
        ByteBuffer.allocate(4 + length * 4 + replacements.size()).order(ByteOrder.LITTLE_ENDIAN);
    blob.putInt(length * 4);
    Arrays.stream(array.units, 0, length).forEach(blob::putInt);
    return blob.put(replacements.toByteArray()).array();
  }

  private void place(Node node, int index, int label) {
    int base = freeBase(node);
    bases.set(base);
    units[index] = (index ^ base) << 10 | (node.value >= 0 ? 1 << 8 : 0) | label;
    if (node.value >= 0) {
      taken.set(base);
      units[base] = 1 << 31 | node.value;
    }
    node.children.keySet().forEach(child -> taken.set(base ^ child));
    node.children.forEach((child, below) -> place(below, base ^ child, child));
  }

  /** The first place at which a node's children fit, not searching full parts again and again. */
  private int freeBase(Node node) {
    int base = firstBase;
    while (!fits(node, base)) {
      base++;
    }
    firstBase = Math.max(1, base - 0x400);
    return base;
  }

  private boolean fits(Node node, int base) {
    return !bases.get(base)
        && (node.value < 0 || !taken.get(base))
        && node.children.keySet().stream().noneMatch(child -> taken.get(base ^ child));
  }
}
