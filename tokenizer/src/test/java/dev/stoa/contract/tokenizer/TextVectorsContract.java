package dev.stoa.contract.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What a text as a vector of its terms must be: a bag of words, its weights by TF-IDF, and the
 * cosine between two of them.
 *
 * <p>Your code gets texts as lists of terms. The count of a term is how often it stands in the
 * text. Its weight is the count times idf = ln((1 + n) / (1 + df)) + 1, where df of the n texts
 * have the term; then all weights are divided by the square root of the sum of their squares. A
 * term that none of the n texts has is left out. These are the definitions that scikit-learn
 * documents as its defaults.
 */
public abstract class TextVectorsContract {

  private static final double CLOSE = 1e-5;

  /**
   * Counts terms: the code that is judged.
   *
   * @param texts all texts
   * @param text a text, possibly with terms that none of the texts has
   * @return how often each term stands in it that some of the texts has
   */
  protected abstract Map<String, Integer> counts(List<List<String>> texts, List<String> text);

  /**
   * Weighs terms: the code that is judged.
   *
   * @param texts all texts, from which the document frequencies are
   * @param text a text, possibly with terms that none of the texts has
   * @return the weight of each term that stands in it and in some of the texts
   */
  protected abstract Map<String, Double> weights(List<List<String>> texts, List<String> text);

  /**
   * Compares the weights of two texts: the code that is judged.
   *
   * @param one the components of a vector that are not zero
   * @param other those of another
   * @return the cosine of the angle between them, 0 if one of them has no components
   */
  protected abstract double cosine(Map<String, Double> one, Map<String, Double> other);

  private static List<String> text(String terms) {
    return terms.isEmpty() ? List.of() : List.of(terms.split(" "));
  }

  private static List<List<String>> texts(String... texts) {
    List<List<String>> all = new ArrayList<>();
    for (String text : texts) {
      all.add(text(text));
    }
    return all;
  }

  private static final List<List<String>> THREE = texts("cat sat", "cat ran", "dog ran ran");

  private static void close(Map<String, Double> expected, Map<String, Double> actual) {
    assertEquals(expected.keySet(), new TreeMap<>(actual).keySet());
    expected.forEach((term, weight) -> assertEquals(weight, actual.get(term), CLOSE, term));
  }

  @Nested
  @DisplayName("A worked example")
  class WorkedExample {

    @Test
    void aBagCountsItsWords() {
      assertEquals(Map.of("dog", 1, "ran", 2), counts(THREE, text("dog ran ran")));
    }

    /**
     * Of 3 texts dog is in 1: idf = ln(4 / 2) + 1 = 1.69315. ran is in 2: idf = ln(4 / 3) + 1 =
     * 1.28768. In "dog ran ran" that is 1 x 1.69315 and 2 x 1.28768 = 2.57536. The root of
     * 1.69315^2 + 2.57536^2 = 9.49925 is 3.08209, so dog weighs 0.54935 and ran 0.83559.
     */
    @Test
    void theRareWordWeighsMoreThanItsCount() {
      close(Map.of("dog", 0.54935, "ran", 0.83559), weights(THREE, text("dog ran ran")));
    }

    /** (3, 4) and (4, 3): (12 + 12) / (5 x 5) = 0.96. */
    @Test
    void theCosineIsTheProductOverBothLengths() {
      assertEquals(0.96, cosine(Map.of("a", 3.0, "b", 4.0), Map.of("a", 4.0, "b", 3.0)), CLOSE);
    }
  }

  @Nested
  @DisplayName("Laws")
  class Laws {

    @Test
    void theOrderOfTheWordsIsLost() {
      assertEquals(counts(THREE, text("cat dog ran cat")), counts(THREE, text("ran cat cat dog")));
      close(weights(THREE, text("cat dog ran cat")), weights(THREE, text("ran cat cat dog")));
    }

    @Test
    void theSquaresOfTheWeightsAddUpToOne() {
      for (List<String> text : THREE) {
        double sum = weights(THREE, text).values().stream().mapToDouble(w -> w * w).sum();
        assertEquals(1, sum, CLOSE);
      }
    }

    @Test
    void aTextTwiceAsLongHasTheSameWeights() {
      List<String> twice = new ArrayList<>(THREE.getLast());
      twice.addAll(THREE.getLast());
      close(weights(THREE, THREE.getLast()), weights(THREE, twice));
    }

    @Test
    void theDocumentsCountAndNotTheOccurrences() {
      // a and b occur 3 times each; a is in 3 texts, b in one.
      List<List<String>> texts = texts("a", "a", "a b b b");
      Map<String, Double> weights = weights(texts, text("a b"));
      assertTrue(weights.get("b") > weights.get("a"), weights::toString);
    }

    @Test
    void aWordOfEveryTextStillCounts() {
      // Both are in all texts: idf is 1 for both, and only the counts are left.
      close(Map.of("a", 0.8, "b", 0.6), weights(texts("a b", "b a"), text("a a a a b b b")));
    }

    @Test
    void cosinesAreOneForTheSameDirectionAndZeroForNothingInCommon() {
      Map<String, Double> one = Map.of("a", 1.0, "b", 2.0);
      assertEquals(1, cosine(one, Map.of("a", 10.0, "b", 20.0)), CLOSE);
      assertEquals(0, cosine(one, Map.of("c", 3.0)), CLOSE);
      assertEquals(-1, cosine(one, Map.of("a", -1.0, "b", -2.0)), CLOSE);
    }

    @Test
    void cosinesAreTheSameBothWays() {
      Map<String, Double> one = Map.of("a", 1.0, "b", 2.0, "d", 5.0);
      Map<String, Double> other = Map.of("b", 3.0, "c", 1.0, "d", 1.0);
      assertEquals(cosine(one, other), cosine(other, one), CLOSE);
    }
  }

  @Nested
  @DisplayName("Edges")
  class Edges {

    @Test
    void wordsThatNoTextHasAreLeftOut() {
      assertEquals(Map.of("cat", 1), counts(THREE, text("cat unicorn")));
      close(Map.of("cat", 1.0), weights(THREE, text("cat unicorn")));
    }

    @Test
    void aTextOfUnknownWordsIsTheZeroVector() {
      assertEquals(Map.of(), counts(THREE, text("unicorn")));
      assertEquals(Map.of(), weights(THREE, text("unicorn")));
      assertEquals(Map.of(), weights(THREE, text("")));
    }

    @Test
    void theZeroVectorIsLikeNothing() {
      assertEquals(0, cosine(Map.of(), Map.of("a", 1.0)), 0);
      assertEquals(0, cosine(Map.of(), Map.of()), 0);
    }
  }

  @Nested
  @DisplayName("Golden values")
  class Golden {

    /**
     * Six texts of the counts (3, 0, 1), (2, 0, 0), (3, 0, 0), (4, 0, 0), (3, 2, 0), (3, 0, 2).
     *
     * <p>Source: scikit-learn's user guide, "Feature extraction", section "Tf-idf term weighting".
     */
    @Test
    void theExampleOfTheUserGuide() {
      List<List<String>> texts =
          texts("a a a c", "a a", "a a a", "a a a a", "a a a b b", "a a a c c");
      close(Map.of("a", 0.85151335, "c", 0.52433293), weights(texts, texts.get(0)));
      close(Map.of("a", 1.0), weights(texts, texts.get(1)));
      close(Map.of("a", 0.55422893, "b", 0.83236428), weights(texts, texts.get(4)));
      close(Map.of("a", 0.63035731, "c", 0.77630514), weights(texts, texts.get(5)));
    }
  }

  @Nested
  @DisplayName("Agreement with the definition")
  class Agreement {

    @Test
    void randomTextsHaveTheWeightsOfTheDefinition() {
      Random random = new Random(11);
      List<List<String>> texts = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        List<String> text = new ArrayList<>();
        for (int j = random.nextInt(20); j >= 0; j--) {
          text.add("w" + (int) Math.abs(random.nextGaussian() * 8));
        }
        texts.add(text);
      }
      for (List<String> text : texts) {
        close(defined(texts, text), weights(texts, text));
      }
    }

    private static Map<String, Double> defined(List<List<String>> texts, List<String> text) {
      Map<String, Double> weights = new TreeMap<>();
      for (String term : text) {
        long df = texts.stream().filter(other -> other.contains(term)).count();
        double idf = Math.log((1.0 + texts.size()) / (1.0 + df)) + 1;
        weights.put(term, Collections.frequency(text, term) * idf);
      }
      double norm = Math.sqrt(weights.values().stream().mapToDouble(w -> w * w).sum());
      weights.replaceAll((term, weight) -> weight / norm);
      return weights;
    }
  }
}
