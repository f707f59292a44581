package dev.stoa.tokenizer.text;

import java.util.Arrays;

/**
 * Texts as counts of their terms, in which rare terms weigh more.
 *
 * <pre>
 * tf(t, d) = how often t stands in d
 * idf(t)   = ln((1 + n) / (1 + df(t))) + 1,  n texts, of which df(t) have t
 * w(t, d)  = tf(t, d) idf(t),  divided by the square root of the sum of their squares
 * </pre>
 *
 * <p>The ones in the fraction are a text more that has every term: no term divides by zero. The one
 * behind it leaves a weight to terms that every text has. Sources: Spärck Jones, "A Statistical
 * Interpretation of Term Specificity and Its Application in Retrieval", 1972; in this form
 * scikit-learn's {@code TfidfVectorizer} documents it as its default.
 *
 * <p>Immutable; may be used by any number of threads if its bag may.
 */
public final class TfIdf {

  private final BagOfWords bag;
  private final double[] idf;

  private TfIdf(BagOfWords bag, double[] idf) {
    this.bag = bag;
    this.idf = idf;
  }

  /**
   * Learns from texts how rare each term is.
   *
   * @param bag counts the terms
   * @param texts the texts
   * @return the weights
   */
  public static TfIdf of(BagOfWords bag, Iterable<String> texts) {
    int[] frequencies = new int[bag.size()];
    int documents = 0;
    for (String text : texts) {
      documents++;
      for (int index : bag.vector(text).indices()) {
        frequencies[index]++;
      }
    }
    double all = 1.0 + documents;
    return new TfIdf(
        bag, Arrays.stream(frequencies).mapToDouble(df -> Math.log(all / (1 + df)) + 1).toArray());
  }

  /**
   * How rare a term is.
   *
   * @param index the index of the term
   * @return its idf, at least 1
   * @throws IndexOutOfBoundsException if the index is negative or not below the size of the bag
   */
  public double idf(int index) {
    return idf[index];
  }

  /**
   * The weights of the terms of a text.
   *
   * @param text the text
   * @return a vector of length 1, or without components if no term is known
   */
  public SparseVector vector(String text) {
    SparseVector counts = bag.vector(text);
    int[] indices = counts.indices();
    double[] weights = new double[indices.length];
    Arrays.setAll(weights, i -> counts.values()[i] * idf[indices[i]]);
    double norm = Math.sqrt(Arrays.stream(weights).map(weight -> weight * weight).sum());
    float[] values = new float[weights.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (weights[i] / norm);
    }
    return new SparseVector(indices, values);
  }
}
