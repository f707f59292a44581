package dev.stoa.tokenizer.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.TextVectorsContract;
import dev.stoa.tokenizer.CharacterTokenizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Bags of words, TF-IDF and cosines of sparse vectors. */
class TextVectorsTest extends TextVectorsContract {

  private static final Function<String, List<String>> WORDS =
      text -> text.isEmpty() ? List.of() : List.of(text.split(" "));

  private static List<String> joined(List<List<String>> texts) {
    return texts.stream().map(text -> String.join(" ", text)).toList();
  }

  private static Map<String, Double> named(List<List<String>> texts, SparseVector vector) {
    List<String> terms = List.copyOf(new TreeSet<>(texts.stream().flatMap(List::stream).toList()));
    Map<String, Double> named = new TreeMap<>();
    for (int i = 0; i < vector.indices().length; i++) {
      named.put(terms.get(vector.indices()[i]), (double) vector.values()[i]);
    }
    return named;
  }

  @Override
  protected Map<String, Integer> counts(List<List<String>> texts, List<String> text) {
    BagOfWords bag = BagOfWords.of(WORDS, joined(texts));
    Map<String, Integer> counts = new TreeMap<>();
    named(texts, bag.vector(String.join(" ", text)))
        .forEach((term, count) -> counts.put(term, count.intValue()));
    return counts;
  }

  @Override
  protected Map<String, Double> weights(List<List<String>> texts, List<String> text) {
    BagOfWords bag = BagOfWords.of(WORDS, joined(texts));
    return named(texts, TfIdf.of(bag, joined(texts)).vector(String.join(" ", text)));
  }

  @Override
  protected double cosine(Map<String, Double> one, Map<String, Double> other) {
    List<String> terms = List.copyOf(new TreeSet<>(List.of("a", "b", "c", "d")));
    return vector(terms, one).cosine(vector(terms, other));
  }

  private static SparseVector vector(List<String> terms, Map<String, Double> components) {
    int[] indices = components.keySet().stream().mapToInt(terms::indexOf).sorted().toArray();
    float[] values = new float[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = components.get(terms.get(indices[i])).floatValue();
    }
    return new SparseVector(indices, values);
  }

  @Test
  void theTokensOfATokenizerAreTerms() {
    CharacterTokenizer tokenizer = CharacterTokenizer.of("abc");
    BagOfWords bag = BagOfWords.of(tokenizer);
    assertEquals(tokenizer.vocabularySize(), bag.size());
    SparseVector vector = bag.vector("cacca");
    assertEquals(2, vector.value(tokenizer.encode("a")[0]));
    assertEquals(0, vector.value(tokenizer.encode("b")[0]));
    assertEquals(3, vector.value(tokenizer.encode("c")[0]));
    TfIdf weights = TfIdf.of(bag, List.of("ab", "ac"));
    assertEquals(1, weights.idf(tokenizer.encode("a")[0]));
    assertEquals(Math.log(1.5) + 1, weights.idf(tokenizer.encode("b")[0]), 1e-12);
  }

  @Test
  void theNearestTextIsFound() {
    List<String> texts = List.of("the cat sat on the mat", "a dog ran home", "stocks fell again");
    TfIdf weights = TfIdf.of(BagOfWords.of(WORDS, texts), texts);
    SparseVector query = weights.vector("where is the cat");
    assertTrue(query.cosine(weights.vector(texts.get(0))) > 0.3);
    assertEquals(0, query.cosine(weights.vector(texts.get(1))));
  }

  @Test
  void indicesIncrease() {
    float[] two = {1, 2};
    assertThrows(IllegalArgumentException.class, () -> new SparseVector(new int[] {1}, two));
    assertThrows(IllegalArgumentException.class, () -> new SparseVector(new int[] {1, 1}, two));
    assertThrows(IllegalArgumentException.class, () -> new SparseVector(new int[] {-1, 1}, two));
    assertArrayEquals(two, new SparseVector(new int[] {0, 7}, two).values());
  }
}
