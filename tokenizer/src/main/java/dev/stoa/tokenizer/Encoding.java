package dev.stoa.tokenizer;

/**
 * The ids of a text and where in the text each token stands. The indices count {@code char}s, as
 * those of {@link String#substring(int, int)}.
 *
 * <p>A token that holds only a part of a character has the place of the whole character, so that
 * the places of neighbours may overlap.
 *
 * @param ids the ids, in the order of the text
 * @param starts for each id, where its token begins in the text
 * @param ends for each id, the index behind its token
 */
public record Encoding(int[] ids, int[] starts, int[] ends) {

  /**
   * Takes the arrays as they are.
   *
   * @throws IllegalArgumentException if they are not of the same length
   */
  public Encoding {
    if (starts.length != ids.length || ends.length != ids.length) {
      throw new IllegalArgumentException(
          "%d ids, %d starts and %d ends: expected as many of each"
              .formatted(ids.length, starts.length, ends.length));
    }
  }
}
