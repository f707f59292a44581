package dev.stoa.tokenizer.normal;

import dev.stoa.tokenizer.bytes.Utf8;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SentencePiece's precompiled rules of normalization: from sequences of bytes to their
 * replacements.
 *
 * <p>The blob is the length of a trie (uint32), the trie, and the replacements, each ended by a
 * zero. The trie is a double array of darts-clone: a unit (uint32) has in bits 0 to 7 and 31 the
 * byte that leads to it, in bit 8 whether a rule ends here, and in bits 10 to 30 the offset of its
 * children, times 256 if bit 9 is set. The child of unit i by byte b is i XOR offset XOR b; the
 * child by 0 holds, in bits 0 to 30, where the replacement begins. All numbers are little-endian.
 *
 * <p>A damaged trie is harmless: a unit out of range ends a search, and a search takes a byte of
 * the text with each step.
 *
 * <p>Sources: SentencePiece's normalizer.cc; Yata's darts-clone.
 */
public final class CharsMap {

  /** The longest replacement of Unicode's NFKC is 33 bytes long. */
  private static final int MAX_REPLACEMENT = 1024;

  private static final Pattern GRAPHEME = Pattern.compile("\\X");

  /** Longer ones are not looked up by Hugging Face's library. */
  private static final int MAX_GRAPHEME_BYTES = 5;

  private final int[] units;
  private final byte[] replacements;

  private CharsMap(int[] units, byte[] replacements) {
    this.units = units;
    this.replacements = replacements;
  }

  /**
   * Reads the blob.
   *
   * @param blob the bytes
   * @return the rules
   * @throws IllegalArgumentException if its lengths do not fit or if a replacement is too long
   */
  public static CharsMap of(byte[] blob) {
    ByteBuffer in = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
    int length = blob.length < 4 ? -1 : in.getInt();
    if (length < 4 || length % 4 != 0 || length >= in.remaining()) {
      throw new IllegalArgumentException(
          "precompiled_charsmap: expected a trie within its %d bytes, found a length of %s"
              .formatted(blob.length, Integer.toUnsignedString(length)));
    }
    int[] units = new int[length / 4];
    in.asIntBuffer().get(units);
    byte[] replacements = new byte[in.remaining() - length];
    in.get(4 + length, replacements);
    int run = 0;
    for (byte b : replacements) {
      run = b == 0 ? 0 : run + 1;
      if (run > MAX_REPLACEMENT) {
        throw new IllegalArgumentException(
            "precompiled_charsmap: a replacement has more than %d bytes"
                .formatted(MAX_REPLACEMENT));
      }
    }
    if (run > 0) {
      throw new IllegalArgumentException(
          "precompiled_charsmap: expected a zero behind the last replacement, found the end");
    }
    return new CharsMap(units, replacements);
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6);
  }

  /**
   * Looks for the rules whose bytes stand at a place.
   *
   * @param longest whether the longest rule is wanted and not the shortest
   * @return how many bytes the rule takes (upper half) and where its replacement begins (lower
   *     half), or 0
   */
  private long find(byte[] text, int start, int end, boolean longest) {
    long found = 0;
    int node = offset(units[0]);
    for (int at = start; at < end && text[at] != 0; ) {
      int label = text[at++] & 0xFF;
      node ^= label;
      if (!isUnit(node) || (units[node] & 0x8000_00FF) != label) {
        break;
      }
      boolean endsRule = (units[node] >>> 8 & 1) != 0;
      node ^= offset(units[node]);
      int place = endsRule && isUnit(node) ? units[node] & 0x7FFF_FFFF : replacements.length;
      if (place < replacements.length) {
        found = (long) (at - start) << 32 | place;
        if (!longest) {
          break;
        }
      }
    }
    return found;
  }

  private boolean isUnit(int node) {
    return node >= 0 && node < units.length;
  }

  private String replacement(int start) {
    int end = start;
    while (replacements[end] != 0) {
      end++;
    }
    return new String(replacements, start, end - start, StandardCharsets.UTF_8);
  }

  /** The number of chars that begin between two positions of UTF-8. */
  private static int chars(byte[] text, int start, int end) {
    int chars = 0;
    for (int at = start; at < end; at++) {
      int b = text[at] & 0xFF;
      chars += b >= 0xF0 ? 2 : (b & 0xC0) == 0x80 ? 0 : 1;
    }
    return chars;
  }

  /**
   * Normalizes as SentencePiece does: at each place the longest rule applies, and a character
   * without a rule stays.
   *
   * @param source the text
   * @param stays says of a position whether the text from there is left alone; one call for each
   *     character
   * @return the normalized text
   */
  public TracedText replace(TracedText source, IntPredicate stays) {
    byte[] bytes = source.text().getBytes(StandardCharsets.UTF_8);
    TracedText.Builder out = source.builder();
    int from = 0;
    for (int at = 0; at < bytes.length; ) {
      long rule = stays.test(at) ? 0 : find(bytes, at, bytes.length, true);
      int length =
          rule == 0 ? Utf8.length(Utf8.codePoint(bytes, at, bytes.length)) : (int) (rule >>> 32);
      int to = from + chars(bytes, at, at + length);
      if (rule == 0) {
        out.copy(from, to);
      } else {
        out.put(replacement((int) rule), from, to);
      }
      at += length;
      from = to;
    }
    return out.build();
  }

  /**
   * Normalizes as Hugging Face's library does: a cluster of characters of up to 5 bytes is replaced
   * as a whole if any rule fits its beginning, by the shortest such rule; of all others, each
   * character is.
   *
   * @param source the text
   * @return the normalized text
   */
  public TracedText replaceClusters(TracedText source) {
    TracedText.Builder out = source.builder();
    Matcher clusters = GRAPHEME.matcher(source.text());
    while (clusters.find()) {
      String cluster = clusters.group();
      int from = clusters.start();
      if (cluster.getBytes(StandardCharsets.UTF_8).length <= MAX_GRAPHEME_BYTES
          && replaceAll(cluster, from, out)) {
        continue;
      }
      for (int at = 0; at < cluster.length(); ) {
        int end = at + Character.charCount(cluster.codePointAt(at));
        if (!replaceAll(cluster.substring(at, end), from + at, out)) {
          out.copy(from + at, from + end);
        }
        at = end;
      }
    }
    return out.build();
  }

  private boolean replaceAll(String characters, int from, TracedText.Builder out) {
    byte[] text = characters.getBytes(StandardCharsets.UTF_8);
    long rule = find(text, 0, text.length, false);
    if (rule != 0) {
      out.put(replacement((int) rule), from, from + characters.length());
    }
    return rule != 0;
  }
}
