package dev.stoa.tokenizer.piece;

import dev.stoa.tokenizer.bytes.IntArray;
import dev.stoa.tokenizer.bytes.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pieces with probabilities. The probability of a way to cut a word is the product over its pieces,
 * that of a word the sum over all ways to cut it.
 *
 * @param pieces the pieces; the characters come first, and every word consists of them
 * @param scores the natural logarithm of the probability of each piece, possibly -infinity
 * @param characters how many of the pieces are the characters
 * @param longest the number of bytes of the longest piece
 */
public record UnigramModel(Vocabulary pieces, double[] scores, int characters, int longest) {

  /** A model in which each piece is as probable as its share of all counts. */
  static UnigramModel ofCounts(List<byte[]> pieces, double[] counts, int characters) {
    int longest = pieces.stream().mapToInt(piece -> piece.length).max().orElse(0);
    return new UnigramModel(new Vocabulary(pieces), logShares(counts), characters, longest);
  }

  /**
   * This model with other probabilities: the shares of other counts.
   *
   * @param counts a count for each piece
   * @return a new model
   */
  public UnigramModel withCounts(double[] counts) {
    return new UnigramModel(pieces, logShares(counts), characters, longest);
  }

  /** Some pieces of this model, all characters among them, with counts. */
  UnigramModel kept(int[] kept, double[] counts) {
    List<byte[]> list = new ArrayList<>();
    for (int piece : kept) {
      list.add(pieces.bytes(piece));
    }
    return ofCounts(list, counts, characters);
  }

  private static double[] logShares(double[] counts) {
    double total = Arrays.stream(counts).sum();
    return Arrays.stream(counts).map(count -> Math.log(count / total)).toArray();
  }

  /** The ways to cut words: for each place the pieces that begin there. For one thread. */
  final class Lattice {

    private double[] forward = new double[64];
    private double[] backward = new double[64];
    private final IntArray starts = new IntArray(64);
    private final IntArray ends = new IntArray(64);
    private final IntArray ids = new IntArray(64);

    private void read(byte[] word) {
      starts.clear();
      ends.clear();
      ids.clear();
      for (int start = 0; start < word.length; start++) {
        if ((word[start] & 0xC0) == 0x80) {
          continue;
        }
        for (int end = start + 1; end <= Math.min(word.length, start + longest); end++) {
          if (end == word.length || (word[end] & 0xC0) != 0x80) {
            int id = pieces.find(word, start, end);
            if (id >= 0) {
              starts.add(start);
              ends.add(end);
              ids.add(id);
            }
          }
        }
      }
      if (forward.length <= word.length) {
        forward = new double[word.length * 2];
        backward = new double[word.length * 2];
      }
    }

    /**
     * Adds how often each piece is to be expected in a word, over all ways to cut it, each as
     * probable as it is.
     *
     * @param times how often the word occurs
     * @return the logarithm of the probability of the word, as often as it occurs
     */
    double addExpected(byte[] word, long times, double[] counts) {
      read(word);
      Arrays.fill(forward, 0, word.length + 1, Double.NEGATIVE_INFINITY);
      Arrays.fill(backward, 0, word.length + 1, Double.NEGATIVE_INFINITY);
      forward[0] = 0;
      backward[word.length] = 0;
      for (int i = 0; i < ids.size(); i++) {
        double way = forward[starts.get(i)] + scores[ids.get(i)];
        forward[ends.get(i)] = logOfSum(forward[ends.get(i)], way);
      }
      for (int i = ids.size() - 1; i >= 0; i--) {
        double way = backward[ends.get(i)] + scores[ids.get(i)];
        backward[starts.get(i)] = logOfSum(backward[starts.get(i)], way);
      }
      double all = forward[word.length];
      for (int i = 0; i < ids.size(); i++) {
        int id = ids.get(i);
        counts[id] +=
            times * Math.exp(forward[starts.get(i)] + scores[id] + backward[ends.get(i)] - all);
      }
      return times * all;
    }

    /** log(exp(a) + exp(b)). */
    private static double logOfSum(double a, double b) {
      double greater = Math.max(a, b);
      return greater == Double.NEGATIVE_INFINITY
          ? greater
          : greater + Math.log1p(Math.exp(Math.min(a, b) - greater));
    }

    /**
     * The score of the best way to cut a piece into others, -infinity for a character: what every
     * use of the piece would be worth without it.
     */
    double bestWithout(int piece) {
      byte[] text = pieces.bytes(piece);
      read(text);
      Arrays.fill(forward, 0, text.length + 1, Double.NEGATIVE_INFINITY);
      forward[0] = 0;
      for (int i = 0; i < ids.size(); i++) {
        if (ids.get(i) != piece) {
          double way = forward[starts.get(i)] + scores[ids.get(i)];
          forward[ends.get(i)] = Math.max(forward[ends.get(i)], way);
        }
      }
      return forward[text.length];
    }
  }
}
