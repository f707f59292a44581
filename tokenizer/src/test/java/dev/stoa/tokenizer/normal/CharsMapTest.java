package dev.stoa.tokenizer.normal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.tokenizer.testdata.CharsMapBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** SentencePiece's precompiled rules, from blobs that {@link CharsMapBytes} puts together. */
class CharsMapTest {

  /** Full-width A; the ligature fi; e and a combining accent; a tab; the ligature ffi. */
  private static final Map<String, String> RULES =
      Map.of("Ａ", "A", "ﬁ", "fi", "e\u0301", "é", "\t", " ", "ﬃ", "ffi", "\u200b", "");

  private static String replace(Map<String, String> rules, String text) {
    return CharsMap.of(CharsMapBytes.of(rules)).replace(TracedText.of(text), at -> false).text();
  }

  @Test
  void eachRuleIsApplied() {
    assertEquals("A fi é x", replace(RULES, "Ａ\tﬁ e\u0301 x"));
    assertEquals("ab", replace(RULES, "a\u200bb"));
    assertEquals("eé", replace(RULES, "ee\u0301"));
  }

  @Test
  void theLongestRuleWins() {
    Map<String, String> rules = Map.of("a", "1", "ab", "2", "abc", "3");
    assertEquals("3d21", replace(rules, "abcdaba"));
  }

  /**
   * By hand: the root's offset is 1 with bit 9 set, so 256; a is 256 ^ 97 = 353, where a rule ends;
   * its offset is 1, so its value is at 352: the replacement at 0.
   */
  @Test
  void anOffsetMayBeIn256s() {
    ByteBuffer blob = ByteBuffer.allocate(4 + 512 * 4 + 2).order(ByteOrder.LITTLE_ENDIAN);
    blob.putInt(0, 512 * 4);
    blob.putInt(4, 1 << 10 | 1 << 9);
    blob.putInt(4 + 353 * 4, 1 << 10 | 1 << 8 | 'a');
    blob.putInt(4 + 352 * 4, 1 << 31);
    blob.put(4 + 512 * 4, (byte) 'x');
    assertEquals(
        "bxb", CharsMap.of(blob.array()).replace(TracedText.of("bab"), at -> false).text());
  }

  private static String clusters(CharsMap map, String text) {
    return map.replaceClusters(TracedText.of(text)).text();
  }

  /** Hugging Face's library replaces a whole cluster by the shortest rule of its beginning. */
  @Test
  void inTokenizerJsonAClusterGoesByTheShortestRule() {
    CharsMap map = CharsMap.of(CharsMapBytes.of(Map.of("e", "E", "e\u0301", "é", "Ａ", "A")));
    assertEquals("E", clusters(map, "e\u0301"));
    assertEquals("EA", clusters(map, "eＡ"));
    // A cluster of six bytes goes character by character.
    assertEquals("E\u0301\u0301\u0301", clusters(map, "e\u0301\u0301\u0301"));
  }

  @Test
  void randomRulesAreThoseOfAPlainSearch() {
    Random random = new Random(7);
    String letters = "abcé日";
    for (int round = 0; round < 60; round++) {
      Map<String, String> rules = new TreeMap<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        rules.put(word(random, letters, 1 + random.nextInt(4)), word(random, "xyz", 2));
      }
      String text = word(random, letters, 40);
      StringBuilder expected = new StringBuilder();
      for (int at = 0; at < text.length(); ) {
        int length = 4;
        while (length > 0
            && (at + length > text.length()
                || !rules.containsKey(text.substring(at, at + length)))) {
          length--;
        }
        expected.append(length == 0 ? text.charAt(at) : rules.get(text.substring(at, at + length)));
        at += Math.max(1, length);
      }
      assertEquals(expected.toString(), replace(rules, text), () -> rules + " of " + text);
    }
  }

  private static String word(Random random, String letters, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }

  @Test
  void wrongLengthsAreRefused() {
    byte[] blob = CharsMapBytes.of(RULES);
    for (int length = 0; length < 8; length++) {
      byte[] cut = Arrays.copyOf(blob, length);
      assertThrows(IllegalArgumentException.class, () -> CharsMap.of(cut));
    }
    for (int length : new int[] {-4, 0, 3, blob.length - 4, Integer.MAX_VALUE}) {
      byte[] wrong = blob.clone();
      ByteBuffer.wrap(wrong).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
      assertThrows(IllegalArgumentException.class, () -> CharsMap.of(wrong), "" + length);
    }
    byte[] open = Arrays.copyOf(blob, blob.length + 1);
    open[blob.length] = 'x';
    Exception e = assertThrows(IllegalArgumentException.class, () -> CharsMap.of(open));
    assertTrue(e.getMessage().contains("zero"), e::getMessage);
  }

  /** Whatever the trie says, a search ends and stays within the blob. */
  @Test
  void aDamagedTrieIsHarmless() {
    Random random = new Random(8);
    byte[] blob = CharsMapBytes.of(RULES);
    int trieEnd = 4 + ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN).getInt();
    for (int round = 0; round < 300; round++) {
      byte[] damaged = blob.clone();
      for (int i = 0; i < 200; i++) {
        damaged[4 + random.nextInt(trieEnd - 4)] = (byte) random.nextInt();
      }
      CharsMap map = CharsMap.of(damaged);
      String given = "Ａ\tﬁ e\u0301 x";
      TracedText text = TracedText.traced(given, 0, given.length());
      assertTrue(map.replace(text, at -> false).text().length() < 1000);
      assertTrue(map.replaceClusters(text).text().length() < 1000);
    }
  }
}
