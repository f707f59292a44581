package dev.stoa.tokenizer.text;

import dev.stoa.contract.judge.FailsIn;
import dev.stoa.contract.judge.Judge;
import dev.stoa.contract.tokenizer.TextVectorsContract;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Text vectors with the mistakes that are often made: the contract catches each. */
@DisplayName("The contract of texts as vectors")
class WrongTextVectorsTest {

  @TestFactory
  Stream<DynamicTest> judges() {
    return Judge.of(WrongTextVectorsTest.class);
  }

  /** Plain vectors whose steps can be got wrong one at a time. */
  abstract static class Plain extends TextVectorsContract {

    double tf(List<String> text, String term) {
      return Collections.frequency(text, term);
    }

    long df(List<List<String>> texts, String term) {
      return texts.stream().filter(text -> text.contains(term)).count();
    }

    double idf(double n, double df) {
      return Math.log((1 + n) / (1 + df)) + 1;
    }

    double norm(Map<String, Double> vector) {
      return Math.sqrt(vector.values().stream().mapToDouble(w -> w * w).sum());
    }

    boolean isKnown(List<List<String>> texts, String term) {
      return texts.stream().anyMatch(text -> text.contains(term));
    }

    @Override
    protected Map<String, Integer> counts(List<List<String>> texts, List<String> text) {
      Map<String, Integer> counts = new TreeMap<>();
      text.stream()
          .filter(term -> isKnown(texts, term))
          .forEach(term -> counts.put(term, (int) tf(text, term)));
      return counts;
    }

    @Override
    protected Map<String, Double> weights(List<List<String>> texts, List<String> text) {
      Map<String, Double> weights = new TreeMap<>();
      text.stream()
          .filter(term -> isKnown(texts, term))
          .forEach(term -> weights.put(term, tf(text, term) * idf(texts.size(), df(texts, term))));
      double norm = norm(weights);
      weights.replaceAll((term, weight) -> weight / norm);
      return weights;
    }

    @Override
    protected double cosine(Map<String, Double> one, Map<String, Double> other) {
      Set<String> common = new HashSet<>(one.keySet());
      common.retainAll(other.keySet());
      double dot = common.stream().mapToDouble(term -> one.get(term) * other.get(term)).sum();
      double norms = Math.sqrt(square(one)) * Math.sqrt(square(other));
      return norms == 0 ? 0 : dot / norms;
    }

    static double square(Map<String, Double> vector) {
      return vector.values().stream().mapToDouble(w -> w * w).sum();
    }
  }

  @FailsIn("theRareWordWeighsMoreThanItsCount")
  static class WithoutSmoothing extends Plain {
    @Override
    double idf(double n, double df) {
      return Math.log(n / df) + 1;
    }
  }

  @FailsIn("aWordOfEveryTextStillCounts")
  static class WithoutTheOneBehind extends Plain {
    @Override
    double idf(double n, double df) {
      return Math.log((1 + n) / (1 + df));
    }
  }

  @FailsIn("theExampleOfTheUserGuide")
  static class DecimalLogarithm extends Plain {
    @Override
    double idf(double n, double df) {
      return Math.log10((1 + n) / (1 + df)) + 1;
    }
  }

  @FailsIn("theDocumentsCountAndNotTheOccurrences")
  static class OccurrencesInsteadOfDocuments extends Plain {
    @Override
    long df(List<List<String>> texts, String term) {
      return texts.stream().mapToLong(text -> Collections.frequency(text, term)).sum();
    }
  }

  @FailsIn("aBagCountsItsWords")
  static class PresenceInsteadOfCount extends Plain {
    @Override
    double tf(List<String> text, String term) {
      return text.contains(term) ? 1 : 0;
    }
  }

  @FailsIn("theSquaresOfTheWeightsAddUpToOne")
  static class NotNormalized extends Plain {
    @Override
    double norm(Map<String, Double> vector) {
      return 1;
    }
  }

  @FailsIn("theSquaresOfTheWeightsAddUpToOne")
  static class NormalizedBySum extends Plain {
    @Override
    double norm(Map<String, Double> vector) {
      return vector.values().stream().mapToDouble(w -> w).sum();
    }
  }

  @FailsIn("wordsThatNoTextHasAreLeftOut")
  static class UnknownWordsKept extends Plain {
    @Override
    boolean isKnown(List<List<String>> texts, String term) {
      return true;
    }
  }

  @FailsIn("theCosineIsTheProductOverBothLengths")
  static class ProductInsteadOfCosine extends Plain {
    @Override
    protected double cosine(Map<String, Double> one, Map<String, Double> other) {
      return super.cosine(one, other) * Math.sqrt(square(one)) * Math.sqrt(square(other));
    }
  }

  @FailsIn("theZeroVectorIsLikeNothing")
  static class ZeroDividedByZero extends Plain {
    @Override
    protected double cosine(Map<String, Double> one, Map<String, Double> other) {
      return super.cosine(one, other) / (one.isEmpty() || other.isEmpty() ? 0 : 1);
    }
  }

  /** The plain one itself, with nothing wrong. */
  static class Right extends Plain {}
}
