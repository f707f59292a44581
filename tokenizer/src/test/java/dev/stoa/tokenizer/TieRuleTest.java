package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of equally frequent pairs is merged first. */
class TieRuleTest {

  private static final List<byte[]> TOKENS = tokens("A", "B", "BA", "C", "ZZ", "é");

  private static List<byte[]> tokens(String... tokens) {
    List<byte[]> bytes = new ArrayList<>();
    for (String token : tokens) {
      bytes.add(token.getBytes(StandardCharsets.UTF_8));
    }
    return bytes;
  }

  private static long pair(int left, int right) {
    return (long) left << 32 | right;
  }

  private static void requireBefore(TieRule rule, long first, long second) {
    assertTrue(rule.isBefore(first, second, TOKENS));
    assertFalse(rule.isBefore(second, first, TOKENS));
  }

  /** The course's own example: of (A, B), (A, C), (B, ZZ) and (BA, A) the greatest is (BA, A). */
  @Test
  void greaterBytesAreComparedAsInTheCourse() {
    for (long other : new long[] {pair(0, 1), pair(0, 3), pair(1, 4)}) {
      requireBefore(TieRule.GREATER_BYTES, pair(2, 0), other);
    }
  }

  @Test
  void bytesAbove127AreGreaterThanLetters() {
    requireBefore(TieRule.GREATER_BYTES, pair(5, 0), pair(4, 0));
    requireBefore(TieRule.GREATER_BYTES, pair(0, 5), pair(0, 4));
  }

  @Test
  void smallerIdsAreComparedFromTheLeft() {
    requireBefore(TieRule.SMALLER_IDS, pair(0, 4), pair(1, 0));
    requireBefore(TieRule.SMALLER_IDS, pair(1, 0), pair(1, 4));
  }

  /**
   * The course's worked example: low 5 times, lower twice, widest 3 times, newest 6 times.
   *
   * <p>Source: CS336, assignment 1, section 2.4, which prints the first six merges. By smaller ids
   * the first merge would be es, which occurs 9 times as st does.
   */
  @Test
  void theCoursesTextTeachesItsMerges() {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("low", "low", "low", "low", "low", "lower", "lower"));
    words.addAll(List.of("widest", "widest", "widest"));
    words.addAll(List.of("newest", "newest", "newest", "newest", "newest", "newest"));
    BytePairTrainer trainer =
        new BytePairTrainer(262).withSplit(SplitPattern.NONE).withByteIds(ByteIds.BYTE_VALUE);
    BytePairTokenizer course = trainer.withTieRule(TieRule.GREATER_BYTES).train(words);
    List<String> learned = new ArrayList<>();
    for (Merge merge : course.merges()) {
      learned.add(course.decode(merge.left()) + " " + course.decode(merge.right()));
    }
    assertEquals(List.of("s t", "e st", "o w", "l ow", "w est", "n e"), learned);
    assertEquals("es", trainer.train(words).decode(256));
  }
}
