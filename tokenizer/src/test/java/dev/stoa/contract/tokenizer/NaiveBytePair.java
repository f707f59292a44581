package dev.stoa.contract.tokenizer;

import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.TieRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Byte-pair encoding straight from its definition, with no thought of speed: what the contracts
 * compare with.
 */
final class NaiveBytePair {

  private NaiveBytePair() {}

  /** The bytes, 0 to 255. */
  static List<Integer> bytes(byte[] piece) {
    List<Integer> ids = new ArrayList<>();
    for (byte b : piece) {
      ids.add(b & 0xFF);
    }
    return ids;
  }

  /** Merges the neighbours of the lowest rank, the leftmost first, until there are none. */
  static int[] encode(List<Merge> merges, byte[] piece) {
    List<Integer> ids = bytes(piece);
    while (true) {
      int best = merges.size();
      int place = -1;
      for (int i = 0; i + 1 < ids.size(); i++) {
        int rank = merges.indexOf(new Merge(ids.get(i), ids.get(i + 1)));
        if (rank >= 0 && rank < best) {
          best = rank;
          place = i;
        }
      }
      if (place < 0) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
      }
      ids.set(place, 256 + best);
      ids.remove(place + 1);
    }
  }

  /** Counts all pairs of all pieces anew for each merge. */
  static List<Merge> train(List<byte[]> pieces, int count, TieRule ties) {
    List<List<Integer>> rows = new ArrayList<>(pieces.stream().map(NaiveBytePair::bytes).toList());
    List<Merge> merges = new ArrayList<>();
    while (merges.size() < count) {
      Merge best = mostFrequent(counts(rows), merges, ties);
      if (best == null) {
        break;
      }
      int merged = 256 + merges.size();
      merges.add(best);
      rows.forEach(row -> replace(row, best, merged));
    }
    return merges;
  }

  private static Map<Merge, Integer> counts(List<List<Integer>> rows) {
    Map<Merge, Integer> counts = new HashMap<>();
    for (List<Integer> row : rows) {
      for (int i = 0; i + 1 < row.size(); i++) {
        counts.merge(new Merge(row.get(i), row.get(i + 1)), 1, Integer::sum);
      }
    }
    return counts;
  }

  private static Merge mostFrequent(Map<Merge, Integer> counts, List<Merge> merges, TieRule ties) {
    Merge best = null;
    for (Merge pair : counts.keySet()) {
      int more = best == null ? 1 : Integer.compare(counts.get(pair), counts.get(best));
      if (more > 0 || more == 0 && winsTie(pair, best, merges, ties)) {
        best = pair;
      }
    }
    return best;
  }

  private static boolean winsTie(Merge pair, Merge other, List<Merge> merges, TieRule ties) {
    if (ties == TieRule.SMALLER_IDS) {
      return pair.left() != other.left()
          ? pair.left() < other.left()
          : pair.right() < other.right();
    }
    // Strings of characters up to 255 are compared as their bytes are.
    int left = spelled(pair.left(), merges).compareTo(spelled(other.left(), merges));
    int right = spelled(pair.right(), merges).compareTo(spelled(other.right(), merges));
    return left > 0 || left == 0 && right > 0;
  }

  /** The bytes of a token, each as the character of its value. */
  static String spelled(int id, List<Merge> merges) {
    return id < 256
        ? String.valueOf((char) id)
        : spelled(merges.get(id - 256).left(), merges)
            + spelled(merges.get(id - 256).right(), merges);
  }

  /** Replaces a pair by its token, from the left. */
  static void replace(List<Integer> row, Merge pair, int merged) {
    for (int i = 0; i + 1 < row.size(); i++) {
      if (row.get(i) == pair.left() && row.get(i + 1) == pair.right()) {
        row.set(i, merged);
        row.remove(i + 1);
      }
    }
  }

  /**
   * Whether two merges of a table make the same bytes, which a table in this numbering should not
   * do.
   */
  static boolean makesATokenTwice(List<Merge> merges) {
    List<String> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(String.valueOf((char) b));
    }
    Set<String> seen = new HashSet<>();
    for (Merge merge : merges) {
      tokens.add(tokens.get(merge.left()) + tokens.get(merge.right()));
      if (!seen.add(tokens.getLast())) {
        return true;
      }
    }
    return false;
  }
}
