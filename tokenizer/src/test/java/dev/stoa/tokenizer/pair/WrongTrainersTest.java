package dev.stoa.tokenizer.pair;

import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import dev.stoa.contract.tokenizer.BytePairTrainerContract;
import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.TieRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Trainers with the mistakes that are often made: the contract catches each. */
@DisplayName("The contract of byte-pair trainers")
class WrongTrainersTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongTrainersTest.class);
  }

  /** A plain trainer whose steps can be got wrong one at a time. */
  abstract static class Plain extends BytePairTrainerContract {

    Comparator<Merge> ties() {
      return Comparator.comparingInt(Merge::left).thenComparingInt(Merge::right);
    }

    /** The greater bytes first; a token's bytes are characters up to 255 here. */
    Comparator<Merge> greaterBytes(List<Merge> merges) {
      return Comparator.comparing((Merge merge) -> spelled(merge.left(), merges))
          .thenComparing(merge -> spelled(merge.right(), merges))
          .reversed();
    }

    static String spelled(int id, List<Merge> merges) {
      if (id < 256) {
        return String.valueOf((char) id);
      }
      Merge merge = merges.get(id - 256);
      return spelled(merge.left(), merges) + spelled(merge.right(), merges);
    }

    List<String> prepare(List<String> pieces) {
      return pieces;
    }

    byte[] bytes(String piece) {
      return piece.getBytes(StandardCharsets.UTF_8);
    }

    void count(List<Integer> row, Map<Merge, Integer> counts) {
      for (int i = 0; i + 1 < row.size(); i++) {
        counts.merge(new Merge(row.get(i), row.get(i + 1)), 1, Integer::sum);
      }
    }

    void replace(List<Integer> row, Merge pair, int merged) {
      for (int i = 0; i + 1 < row.size(); i++) {
        if (row.get(i) == pair.left() && row.get(i + 1) == pair.right()) {
          row.set(i, merged);
          row.remove(i + 1);
        }
      }
    }

    @Override
    protected List<Merge> train(List<String> pieces, int count, TieRule rule) {
      List<List<Integer>> rows = new ArrayList<>();
      for (String piece : prepare(pieces)) {
        List<Integer> row = new ArrayList<>();
        for (byte b : bytes(piece)) {
          row.add(b & 0xFF);
        }
        rows.add(row);
      }
      List<Merge> merges = new ArrayList<>();
      while (merges.size() < count) {
        Map<Merge, Integer> counts = new LinkedHashMap<>();
        rows.forEach(row -> count(row, counts));
        if (counts.isEmpty()) {
          break;
        }
        Comparator<Merge> byCount = Comparator.comparing(counts::get, Comparator.reverseOrder());
        Comparator<Merge> byTie = rule == TieRule.SMALLER_IDS ? ties() : greaterBytes(merges);
        Merge best = counts.keySet().stream().min(byCount.thenComparing(byTie)).orElseThrow();
        rows.forEach(row -> replace(row, best, 256 + merges.size()));
        merges.add(best);
      }
      return merges;
    }
  }

  @FailsIn("ofEquallyFrequentPairsTheSmallerIdsWin")
  static class TieRuleReversed extends Plain {
    @Override
    Comparator<Merge> ties() {
      return super.ties().reversed();
    }
  }

  @FailsIn("ofEquallyFrequentPairsTheSmallerIdsWin")
  static class TiesByTheFirstSeen extends Plain {
    @Override
    Comparator<Merge> ties() {
      return Comparator.comparing(merge -> 0);
    }
  }

  @FailsIn("ofEquallyFrequentPairsTheSmallerIdsWin")
  static class TiesByTheRightIdFirst extends Plain {
    @Override
    Comparator<Merge> ties() {
      return Comparator.comparingInt(Merge::right).thenComparingInt(Merge::left);
    }
  }

  @FailsIn("greaterIdsAreNotGreaterBytes")
  static class GreaterIdsForGreaterBytes extends Plain {
    @Override
    Comparator<Merge> greaterBytes(List<Merge> merges) {
      return ties().reversed();
    }
  }

  @FailsIn("orTheGreaterBytesWin")
  static class SmallerBytesForGreaterBytes extends Plain {
    @Override
    Comparator<Merge> greaterBytes(List<Merge> merges) {
      return super.greaterBytes(merges).reversed();
    }
  }

  @FailsIn("randomPiecesOfFewLettersTeachTheSameMerges")
  static class JoinedBytesCompared extends Plain {
    @Override
    Comparator<Merge> greaterBytes(List<Merge> merges) {
      return Comparator.comparing(
              (Merge merge) -> spelled(merge.left(), merges) + spelled(merge.right(), merges))
          .reversed();
    }
  }

  @FailsIn("bytesAreNotNegative")
  static class SignedBytesCompared extends Plain {
    @Override
    Comparator<Merge> greaterBytes(List<Merge> merges) {
      return Comparator.comparing(
              (Merge merge) -> signed(spelled(merge.left(), merges)), Arrays::compare)
          .thenComparing(merge -> signed(spelled(merge.right(), merges)), Arrays::compare)
          .reversed();
    }

    private static byte[] signed(String spelled) {
      return spelled.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  @FailsIn("orTheGreaterBytesWin")
  static class TieRuleIgnored extends Plain {
    @Override
    Comparator<Merge> greaterBytes(List<Merge> merges) {
      return ties();
    }
  }

  @FailsIn("aPieceCountsAsOftenAsItOccurs")
  static class FrequencyOfPiecesForgotten extends Plain {
    @Override
    List<String> prepare(List<String> pieces) {
      return List.copyOf(new LinkedHashSet<>(pieces));
    }
  }

  @FailsIn("noPairReachesFromOnePieceToTheNext")
  static class PairsOverTheEndsOfPieces extends Plain {
    @Override
    List<String> prepare(List<String> pieces) {
      return List.of(String.join("", pieces));
    }
  }

  @FailsIn("charactersBeyondAsciiAreTheirBytes")
  static class BytesAbove127Lost extends Plain {
    @Override
    byte[] bytes(String piece) {
      return piece.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  @FailsIn("overlappingPairsCountEach")
  static class OverlappingPairsCountedOnce extends Plain {
    @Override
    void count(List<Integer> row, Map<Merge, Integer> counts) {
      Merge last = null;
      for (int i = 0; i + 1 < row.size(); i++) {
        Merge pair = new Merge(row.get(i), row.get(i + 1));
        boolean overlaps = pair.equals(last);
        last = overlaps ? null : pair;
        counts.merge(pair, overlaps ? 0 : 1, Integer::sum);
      }
    }
  }

  @FailsIn("ofOverlappingPairsTheLeftOneIsMerged")
  static class MergedFromTheRight extends Plain {
    @Override
    void replace(List<Integer> row, Merge pair, int merged) {
      for (int i = row.size() - 2; i >= 0; i--) {
        if (i + 1 < row.size() && row.get(i) == pair.left() && row.get(i + 1) == pair.right()) {
          row.set(i, merged);
          row.remove(i + 1);
        }
      }
    }
  }

  @FailsIn("aaabdaaabacTeachesThreeMerges")
  static class OnlyTheFirstOccurrenceMerged extends Plain {
    @Override
    void replace(List<Integer> row, Merge pair, int merged) {
      for (int i = 0; i + 1 < row.size(); i++) {
        if (row.get(i) == pair.left() && row.get(i + 1) == pair.right()) {
          row.set(i, merged);
          row.remove(i + 1);
          return;
        }
      }
    }
  }

  @FailsIn("countsFollowTheMergesBefore")
  static class CountsNotUpdated extends Plain {
    @Override
    protected List<Merge> train(List<String> pieces, int count, TieRule rule) {
      Map<Merge, Integer> counts = new LinkedHashMap<>();
      for (String piece : pieces) {
        byte[] bytes = bytes(piece);
        for (int i = 0; i + 1 < bytes.length; i++) {
          counts.merge(new Merge(bytes[i] & 0xFF, bytes[i + 1] & 0xFF), 1, Integer::sum);
        }
      }
      Comparator<Merge> byCount = Comparator.comparing(counts::get, Comparator.reverseOrder());
      return counts.keySet().stream().sorted(byCount.thenComparing(ties())).limit(count).toList();
    }
  }

  /** The plain one itself, with nothing wrong. */
  static class Right extends Plain {}
}
