package dev.stoa.tokenizer.pair;

import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import dev.stoa.contract.tokenizer.BytePairStepsContract;
import dev.stoa.tokenizer.Merge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Steps of training with the mistakes that are often made: the contract catches each. */
@DisplayName("The contract of the steps of byte pairs")
class WrongStepsTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongStepsTest.class);
  }

  /** Plain steps, as a learner writes them. */
  abstract static class Plain extends BytePairStepsContract {

    @Override
    protected Map<Merge, Integer> countPairs(List<Integer> ids) {
      Map<Merge, Integer> counts = new LinkedHashMap<>();
      for (int i = 0; i + 1 < ids.size(); i++) {
        counts.merge(new Merge(ids.get(i), ids.get(i + 1)), 1, Integer::sum);
      }
      return counts;
    }

    Comparator<Merge> ties() {
      return Comparator.comparingInt(Merge::left).thenComparingInt(Merge::right);
    }

    @Override
    protected Merge choose(Map<Merge, Integer> counts) {
      Comparator<Merge> byCount = Comparator.comparing(counts::get, Comparator.reverseOrder());
      return counts.keySet().stream().min(byCount.thenComparing(ties())).orElse(null);
    }

    boolean is(List<Integer> ids, int at, Merge pair) {
      return ids.get(at) == pair.left() && ids.get(at + 1) == pair.right();
    }

    @Override
    protected List<Integer> replace(List<Integer> ids, Merge pair, int merged) {
      List<Integer> replaced = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        if (i + 1 < ids.size() && is(ids, i, pair)) {
          replaced.add(merged);
          i++;
        } else {
          replaced.add(ids.get(i));
        }
      }
      return replaced;
    }
  }

  @FailsIn("firstThePairsAreCounted")
  static class EachIdInOnePairOnly extends Plain {
    @Override
    protected Map<Merge, Integer> countPairs(List<Integer> ids) {
      Map<Merge, Integer> counts = new LinkedHashMap<>();
      for (int i = 0; i + 1 < ids.size(); i += 2) {
        counts.merge(new Merge(ids.get(i), ids.get(i + 1)), 1, Integer::sum);
      }
      return counts;
    }
  }

  @FailsIn("aPairHasAnOrder")
  static class PairsWithoutOrder extends Plain {
    @Override
    protected Map<Merge, Integer> countPairs(List<Integer> ids) {
      Map<Merge, Integer> counts = new LinkedHashMap<>();
      super.countPairs(ids)
          .forEach(
              (pair, count) ->
                  counts.merge(
                      new Merge(
                          Math.min(pair.left(), pair.right()), Math.max(pair.left(), pair.right())),
                      count,
                      Integer::sum));
      return counts;
    }
  }

  @FailsIn("thenTheMostFrequentIsChosen")
  static class RarestChosen extends Plain {
    @Override
    protected Merge choose(Map<Merge, Integer> counts) {
      return counts.keySet().stream().min(Comparator.comparing(counts::get)).orElse(null);
    }
  }

  @FailsIn("andTheNextStepBeginsWithWhatIsLeft")
  static class TiesByGreaterIds extends Plain {
    @Override
    Comparator<Merge> ties() {
      return super.ties().reversed();
    }
  }

  @FailsIn("thenItIsReplacedByANewId")
  static class BothKeptBesideTheNew extends Plain {
    @Override
    protected List<Integer> replace(List<Integer> ids, Merge pair, int merged) {
      List<Integer> replaced = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        boolean here = i + 1 < ids.size() && is(ids, i, pair);
        replaced.add(here ? merged : ids.get(i));
      }
      return replaced;
    }
  }

  @FailsIn("ofOverlappingPairsTheLeftOneIsReplaced")
  static class ReplacedFromTheRight extends Plain {
    @Override
    protected List<Integer> replace(List<Integer> ids, Merge pair, int merged) {
      List<Integer> turned =
          super.replace(ids.reversed(), new Merge(pair.right(), pair.left()), merged);
      return turned.reversed();
    }
  }

  @FailsIn("thePairAtTheEndIsReplacedToo")
  static class LastPairForgotten extends Plain {
    @Override
    boolean is(List<Integer> ids, int at, Merge pair) {
      return at + 2 < ids.size() && super.is(ids, at, pair);
    }
  }

  @FailsIn("idsBeyond127AreComparedAsNumbers")
  static class BoxesComparedAsObjects extends Plain {
    @Override
    boolean is(List<Integer> ids, int at, Merge pair) {
      Integer left = pair.left();
      Integer right = pair.right();
      return isSame(ids.get(at), left) && isSame(ids.get(at + 1), right);
    }

    /** What == of two boxes gives: the same object only where Java keeps one for the number. */
    private static boolean isSame(Integer one, Integer other) {
      return one.equals(other) && one <= 127;
    }
  }

  /** The plain ones themselves, with nothing wrong. */
  static class Right extends Plain {}
}
