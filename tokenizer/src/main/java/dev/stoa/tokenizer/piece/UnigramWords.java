package dev.stoa.tokenizer.piece;

import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.corpus.PieceCounts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The distinct words of a text that a unigram vocabulary is trained on, in the order of their
 * bytes, and how often each occurs.
 *
 * @param words the UTF-8 of the words
 * @param counts how often each occurs
 * @param characters the characters of the words, each a piece of any vocabulary
 */
public record UnigramWords(List<byte[]> words, long[] counts, List<String> characters) {

  /** How much of the text the characters must make up, as SentencePiece has it. */
  private static final double COVERAGE = 0.9995;

  /**
   * Leaves out the words with rare characters.
   *
   * @param pieces the counted words
   * @param limit how many characters there may be
   * @return the words that are left
   */
  public static UnigramWords of(PieceCounts pieces, int limit) {
    Map<Integer, Long> counts = new TreeMap<>();
    long all = 0;
    for (int piece = 0; piece < pieces.size(); piece++) {
      long count = pieces.count(piece);
      int[] codePoints =
          new String(pieces.bytes(piece), StandardCharsets.UTF_8).codePoints().toArray();
      for (int character : codePoints) {
        counts.merge(character, count, Long::sum);
        all += count;
      }
    }
    List<Integer> kept = new ArrayList<>();
    long covered = 0;
    for (int character :
        counts.keySet().stream()
            .sorted(Comparator.comparing((Integer c) -> -counts.get(c)))
            .toList()) {
      if (kept.size() < limit && covered < COVERAGE * all) {
        kept.add(character);
        covered += counts.get(character);
      }
    }
    List<byte[]> words = new ArrayList<>();
    long[] wordCounts = new long[pieces.size()];
    boolean[] known = new boolean[Character.MAX_CODE_POINT + 1];
    kept.forEach(character -> known[character] = true);
    for (int piece : pieces.sorted()) {
      byte[] word = pieces.bytes(piece);
      if (new String(word, StandardCharsets.UTF_8).codePoints().allMatch(c -> known[c])) {
        wordCounts[words.size()] = pieces.count(piece);
        words.add(word);
      }
    }
    return new UnigramWords(
        words,
        Arrays.copyOf(wordCounts, words.size()),
        kept.stream().sorted().map(Character::toString).toList());
  }

  /**
   * Counts the words of a text by GPT-2's pattern, one space before it. Where a long file was cut,
   * a word may have a space that is not in the text: one word in a million bytes.
   *
   * @param utf8 the text
   * @param counts takes the counts
   */
  public static void count(byte[] utf8, PieceCounts counts) {
    String text = new String(utf8, StandardCharsets.UTF_8).replace(Piece.SPACE, ' ');
    String spaced = text.startsWith(" ") ? text : " " + text;
    counts.addText(spaced.getBytes(StandardCharsets.UTF_8), SplitPattern.GPT2);
  }
}
