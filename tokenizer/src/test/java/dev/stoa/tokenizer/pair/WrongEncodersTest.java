package dev.stoa.tokenizer.pair;

import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import dev.stoa.contract.tokenizer.BytePairEncoderContract;
import dev.stoa.tokenizer.Merge;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Encoders with the mistakes that are often made: the contract catches each. */
@DisplayName("The contract of byte-pair encoders")
class WrongEncodersTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongEncodersTest.class);
  }

  /** A plain encoder whose steps can be got wrong one at a time. */
  abstract static class Plain extends BytePairEncoderContract {

    Charset charset() {
      return StandardCharsets.UTF_8;
    }

    /** Where to merge next, or -1. */
    int choose(List<Merge> merges, List<Integer> ids) {
      int place = -1;
      for (int i = 0; i + 1 < ids.size(); i++) {
        int rank = rank(merges, ids, i);
        if (rank >= 0 && (place < 0 || isBetter(rank, rank(merges, ids, place)))) {
          place = i;
        }
      }
      return place;
    }

    boolean isBetter(int rank, int bestBefore) {
      return rank < bestBefore;
    }

    static int rank(List<Merge> merges, List<Integer> ids, int place) {
      int left = ids.get(place);
      int right = ids.get(place + 1);
      for (int rank = 0; rank < merges.size(); rank++) {
        if (merges.get(rank).left() == left && merges.get(rank).right() == right) {
          return rank;
        }
      }
      return -1;
    }

    @Override
    protected int[] encode(List<Merge> merges, String piece) {
      List<Integer> ids = new ArrayList<>();
      for (byte b : piece.getBytes(charset())) {
        ids.add(b & 0xFF);
      }
      for (int at = choose(merges, ids); at >= 0; at = choose(merges, ids)) {
        ids.set(at, 256 + rank(merges, ids, at));
        ids.remove(at + 1);
      }
      return ids.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  @FailsIn("theRankDecidesAndNotThePosition")
  static class ByPositionInsteadOfRank extends Plain {
    @Override
    boolean isBetter(int rank, int bestBefore) {
      return false;
    }
  }

  @FailsIn("theRankDecidesAndNotThePosition")
  static class HighestRankFirst extends Plain {
    @Override
    boolean isBetter(int rank, int bestBefore) {
      return rank > bestBefore;
    }
  }

  @FailsIn("ofEqualPairsTheLeftmostIsMergedFirst")
  static class RightmostFirst extends Plain {
    @Override
    boolean isBetter(int rank, int bestBefore) {
      return rank <= bestBefore;
    }
  }

  @FailsIn("bytesAbove127AreMergedToo")
  static class CharactersInsteadOfBytes extends Plain {
    @Override
    Charset charset() {
      return StandardCharsets.ISO_8859_1;
    }
  }

  @FailsIn("aaabdaaabacBecomesFiveIds")
  static class OnePassOverTheTable extends Plain {
    @Override
    protected int[] encode(List<Merge> merges, String piece) {
      byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
      List<Integer> ids = new ArrayList<>();
      for (int i = 0; i < bytes.length; i++) {
        ids.add(bytes[i] & 0xFF);
        int rank = ids.size() < 2 ? -1 : rank(merges, ids, ids.size() - 2);
        if (rank >= 0) {
          ids.removeLast();
          ids.set(ids.size() - 1, 256 + rank);
        }
      }
      return ids.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  @FailsIn("theRankDecidesAndNotTheLength")
  static class LongestTokenFirst extends Plain {
    @Override
    protected int[] encode(List<Merge> merges, String piece) {
      List<String> tokens = new ArrayList<>();
      for (int b = 0; b < 256; b++) {
        tokens.add(String.valueOf((char) b));
      }
      merges.forEach(merge -> tokens.add(tokens.get(merge.left()) + tokens.get(merge.right())));
      String rest = new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      List<Integer> ids = new ArrayList<>();
      while (!rest.isEmpty()) {
        int longest = rest.charAt(0);
        for (int id = 256; id < tokens.size(); id++) {
          boolean fits = rest.startsWith(tokens.get(id));
          longest = fits && tokens.get(id).length() > tokens.get(longest).length() ? id : longest;
        }
        ids.add(longest);
        rest = rest.substring(tokens.get(longest).length());
      }
      return ids.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /** The plain one itself, with nothing wrong. */
  static class Right extends Plain {}
}
