package dev.stoa.tokenizer.text;

import dev.stoa.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Texts as counts of their terms: the order of the terms is lost.
 *
 * <p>Immutable; may be used by any number of threads if its function may.
 */
public final class BagOfWords {

  private final int size;
  private final Function<String, int[]> indices;

  private BagOfWords(int size, Function<String, int[]> indices) {
    this.size = size;
    this.indices = indices;
  }

  /**
   * The bag of the ids of a tokenizer: a term is a token, its index the id.
   *
   * @param tokenizer the tokenizer
   * @return the bag, with the size of the vocabulary
   */
  public static BagOfWords of(Tokenizer tokenizer) {
    return new BagOfWords(tokenizer.vocabularySize(), tokenizer::encode);
  }

  /**
   * The bag of the terms of some texts, whose indices are their places in the order of {@link
   * String#compareTo}. Terms that are in none of these texts count for nothing.
   *
   * @param terms gives the terms of a text, each as often as it stands there
   * @param texts the texts
   * @return the bag
   */
  public static BagOfWords of(Function<String, List<String>> terms, Iterable<String> texts) {
    TreeSet<String> all = new TreeSet<>();
    texts.forEach(text -> all.addAll(terms.apply(text)));
    List<String> ordered = new ArrayList<>(all);
    Map<String, Integer> places = new HashMap<>();
    ordered.forEach(term -> places.put(term, places.size()));
    return new BagOfWords(
        ordered.size(),
        text ->
            terms.apply(text).stream().filter(places::containsKey).mapToInt(places::get).toArray());
  }

  /**
   * The number of components of the vectors.
   *
   * @return the number of different terms
   */
  public int size() {
    return size;
  }

  /**
   * Counts the terms of a text.
   *
   * @param text the text
   * @return for each term that stands in it, how often
   */
  public SparseVector vector(String text) {
    TreeMap<Integer, Integer> counts = new TreeMap<>();
    Arrays.stream(indices.apply(text)).forEach(index -> counts.merge(index, 1, Integer::sum));
    int[] found = new int[counts.size()];
    float[] values = new float[counts.size()];
    int next = 0;
    for (Map.Entry<Integer, Integer> count : counts.entrySet()) {
      found[next] = count.getKey();
      values[next++] = count.getValue();
    }
    return new SparseVector(found, values);
  }
}
