package dev.stoa.contract.tokenizer;

import dev.stoa.tokenizer.Merge;
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
  static List<Merge> train(List<byte[]> pieces, int count) {
    List<List<Integer>> rows = new ArrayList<>(pieces.stream().map(NaiveBytePair::bytes).toList());
    List<Merge> merges = new ArrayList<>();
    while (merges.size() < count) {
      Merge best = mostFrequent(counts(rows));
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

  private static Merge mostFrequent(Map<Merge, Integer> counts) {
    Merge best = null;
    for (Merge pair : counts.keySet()) {
      if (best == null || isBefore(pair, counts.get(pair), best, counts.get(best))) {
        best = pair;
      }
    }
    return best;
  }

  private static boolean isBefore(Merge pair, int count, Merge other, int otherCount) {
    if (count != otherCount) {
      return count > otherCount;
    }
    return pair.left() != other.left() ? pair.left() < other.left() : pair.right() < other.right();
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
