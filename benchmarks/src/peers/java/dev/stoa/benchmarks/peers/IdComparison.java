package dev.stoa.benchmarks.peers;

import dev.stoa.tokenizer.BytePairTokenizer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * The ids of one vocabulary by two tokenizers, over many texts.
 *
 * @param name the vocabulary
 * @param peer the peer's name
 * @param ours our tokenizer
 * @param special the special tokens that are no text in texts, which is all of them to Hugging
 *     Face's library, and none to jtokkit where it is asked for ordinary text
 * @param theirs the ids of the peer
 */
record IdComparison(
    String name,
    String peer,
    BytePairTokenizer ours,
    Set<String> special,
    Function<String, int[]> theirs) {

  /** What is shown of a text before and behind a difference, in characters. */
  private static final int CONTEXT = 12;

  /**
   * Compares, and prints what was compared and each difference.
   *
   * <p>Code points that the peer splits as if they had no category, or that have none for this JDK,
   * are newer than the one's tables of Unicode or the other's. They are listed and left out of the
   * texts.
   *
   * @return whether all ids are equal, and decoding gives every text back
   */
  boolean run(Map<String, String> texts, PrintStream out) {
    Set<Integer> newer = newer();
    LongAdder bytes = new LongAdder();
    LongAdder ids = new LongAdder();
    List<String> differences =
        texts.entrySet().parallelStream()
            .map(
                text -> {
                  String known = without(newer, text.getValue());
                  bytes.add(known.getBytes(StandardCharsets.UTF_8).length);
                  int[] found = ours.encode(known, special);
                  ids.add(found.length);
                  return difference(text.getKey(), known, found);
                })
            .filter(difference -> !difference.isEmpty())
            .toList();
    differences.forEach(out::println);
    out.printf(
        "tokenizer-ids name=%s peer_name=%s texts=%d bytes=%d ids=%d differences=%d newer=%d%n",
        name, peer, texts.size(), bytes.sum(), ids.sum(), differences.size(), newer.size());
    if (!newer.isEmpty()) {
      out.println("  newer than the tables of one of the two: " + ranges(newer));
    }
    return differences.isEmpty();
  }

  private Set<Integer> newer() {
    Set<Integer> newer = new TreeSet<>();
    for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
      int type = Character.getType(c);
      if (type == Character.SURROGATE || type == Character.PRIVATE_USE) {
        continue;
      }
      // The empty planes, and what stands in one block of letters, is asked by samples.
      boolean sample = c >= 0x40000 || c >= 0x4E00 && c < 0x9000 || c >= 0xAC00 && c < 0xD700;
      if (!sample || c % 257 == 0) {
        String character = Character.toString(c);
        int[] alone = ours.encode(character);
        for (String before : List.of("a", "1")) {
          int[] joined = theirs.apply(before + character);
          int[] apart = concatenate(ours.encode(before), alone);
          if (!Arrays.equals(joined, ours.encode(before + character))
              && (type == Character.UNASSIGNED || Arrays.equals(joined, apart))) {
            newer.add(c);
          }
        }
      }
    }
    return newer;
  }

  private static int[] concatenate(int[] a, int[] b) {
    int[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private static String without(Set<Integer> codePoints, String text) {
    if (codePoints.isEmpty() || text.codePoints().noneMatch(codePoints::contains)) {
      return text;
    }
    StringBuilder rest = new StringBuilder();
    text.codePoints().filter(c -> !codePoints.contains(c)).forEach(rest::appendCodePoint);
    return rest.toString();
  }

  /** What is different, or nothing. */
  private String difference(String textName, String text, int[] found) {
    // Special tokens are decoded to nothing.
    int[] ordinary = special.isEmpty() ? found : ours.encode(text);
    if (!ours.decode(ordinary).equals(text)) {
      return "difference name=%s text=%s: decoding does not give it back".formatted(name, textName);
    }
    int[] expected = theirs.apply(text);
    int at = Arrays.mismatch(found, expected);
    if (at < 0) {
      return "";
    }
    int place =
        at == found.length ? text.length() : ours.encodeWithOffsets(text, special).starts()[at];
    return "difference name=%s peer_name=%s text=%s at=%d ours=%s peer=%s around=%s"
        .formatted(
            name,
            peer,
            textName,
            place,
            Arrays.toString(Arrays.copyOfRange(found, at, Math.min(at + 5, found.length))),
            Arrays.toString(
                Arrays.copyOfRange(
                    expected, Math.min(at, expected.length), Math.min(at + 5, expected.length))),
            escaped(
                text.substring(
                    Math.max(0, place - CONTEXT), Math.min(text.length(), place + CONTEXT))));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      escaped.append(c >= ' ' && c < 0x7F ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return escaped.append('"').toString();
  }

  private static String ranges(Set<Integer> codePoints) {
    StringBuilder ranges = new StringBuilder();
    int begin = -1;
    int last = -2;
    for (int c : codePoints) {
      if (c != last + 1) {
        append(ranges, begin, last);
        begin = c;
      }
      last = c;
    }
    append(ranges, begin, last);
    return ranges.toString();
  }

  private static void append(StringBuilder ranges, int begin, int last) {
    if (begin >= 0) {
      ranges.append(ranges.isEmpty() ? "" : " ").append("U+%04X".formatted(begin));
      if (last > begin) {
        ranges.append("-%04X".formatted(last));
      }
    }
  }
}
