package dev.stoa.benchmarks.peers;

import dev.stoa.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The ids of one vocabulary by two tokenizers, over many texts.
 *
 * @param name the vocabulary
 * @param peer the peer's name
 * @param ours our tokenizer
 * @param special the special tokens that are no text in texts, which is all of them to Hugging
 *     Face's library, and none to jtokkit where it is asked for ordinary text
 * @param theirs the ids of the peer, with the special tokens around them that ours adds
 * @param decoded what decoding is to give for a text and its ids without those
 */
record IdComparison(
    String name,
    String peer,
    Tokenizer ours,
    Set<String> special,
    Function<String, int[]> theirs,
    BiFunction<String, int[], String> decoded) {

  /** What a character is tried in, to see what its category does. */
  private static final List<String> AROUND = List.of("a%s", "1%s", "a%sB", "1 %s1");

  /**
   * What a mark is tried in, to see whether it changes places, or joins with another of its kind.
   */
  private static final List<String> JOINED = List.of("b\u0301%s\u0327", "b%1$s%1$s");

  /** A code point that no version of Unicode has given a character. */
  private static final String NO_CATEGORY = "\u0378";

  /** Characters whose category is another one since: Po, Po, Mn, Mn, Mc, Mc, Lo, Lo before. */
  private static final String CHANGED =
      "\u166d\ud804\uddc9\u1734\ud805\udf1e\u1cf2\u1cf3\u1885\u1886";

  /** What is shown of a text before and behind a difference, in characters. */
  private static final int CONTEXT = 12;

  /**
   * Compares, and prints what was compared and each difference.
   *
   * <p>Code points that the peer takes as if they had no category, or that have none for this JDK,
   * are newer than the one's tables of Unicode or the other's; a few have changed their category.
   * They are listed and left out of the texts.
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
                  int[] found = ids(known);
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

  /** Our ids of a text, by the method for untrusted text if there is no special token in it. */
  private int[] ids(String text) {
    return special.stream().anyMatch(text::contains)
        ? ours.template().around(ours.encode(text, special))
        : ours.encodeWithSpecialTokens(text);
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
        if (isNewer(c, type == Character.UNASSIGNED)) {
          newer.add(c);
        }
      }
    }
    return newer;
  }

  private boolean isNewer(int c, boolean isUnassigned) {
    String character = Character.toString(c);
    for (String around : AROUND) {
      String text = around.formatted(character);
      int[] found = ids(text);
      int[] expected = theirs.apply(text);
      if (!Arrays.equals(found, expected)
          && (isUnassigned
              || CHANGED.indexOf(c) >= 0
              || Arrays.equals(expected, theirs.apply(around.formatted(NO_CATEGORY)))
              || isApart(around, character, expected)
              || leavesAlone(text, expected, found))) {
        return true;
      }
    }
    for (String joined : JOINED) {
      String text = joined.formatted(character);
      if (leavesAlone(text, theirs.apply(text), ids(text))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the peer has no rule for a text that we normalize. */
  private boolean leavesAlone(String text, int[] expected, int[] found) {
    return spelled(expected).contains(text) && !spelled(found).contains(text);
  }

  /** Whether a character was cut off from what stands before and behind it. */
  private boolean isApart(String around, String character, int[] expected) {
    int at = around.indexOf('%');
    return Arrays.equals(
        expected,
        Stream.of(around.substring(0, at), character, around.substring(at + 2))
            .flatMapToInt(part -> Arrays.stream(ours.encode(part)))
            .toArray());
  }

  /** What tokens stand for, as they are. */
  private String spelled(int[] ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      bytes.writeBytes(ours.bytes(id));
    }
    return bytes.toString(StandardCharsets.UTF_8);
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
    String decodedText = decoded.apply(text, ordinary);
    int in = mismatch(decodedText, ours.decode(ordinary));
    if (in >= 0) {
      return "difference name=%s text=%s decoded at=%d ours=%s expected=%s"
          .formatted(
              name, textName, in, around(ours.decode(ordinary), in), around(decodedText, in));
    }
    int[] expected = theirs.apply(text);
    int at = Arrays.mismatch(found, expected);
    if (at < 0) {
      return "";
    }
    int before = ours.template().before().size();
    int[] starts = ours.encodeWithOffsets(text, special).starts();
    int place = at < before ? 0 : at - before < starts.length ? starts[at - before] : text.length();
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
            around(text, place));
  }

  /** Where two texts differ, or -1. */
  private static int mismatch(String one, String other) {
    return Arrays.mismatch(one.toCharArray(), other.toCharArray());
  }

  private static String around(String text, int place) {
    return escaped(
        text.substring(
            Math.max(0, Math.min(place, text.length()) - CONTEXT),
            Math.min(text.length(), place + CONTEXT)));
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
