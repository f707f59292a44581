package dev.stoa.tokenizer.added;

/**
 * A token that is cut out of a text before the text is cut into pieces, and how. The names are
 * those of Hugging Face's {@code tokenizer.json}.
 *
 * @param content its text
 * @param id its id
 * @param leftStrip whether it takes the white space before it
 * @param rightStrip whether it takes the white space behind it
 * @param singleWord whether it is only found where no letter, digit or underscore stands beside it
 * @param normalized whether it is looked for in the normalized text
 */
public record AddedToken(
    String content,
    int id,
    boolean leftStrip,
    boolean rightStrip,
    boolean singleWord,
    boolean normalized) {

  /**
   * A token that is found in the text as it is, wherever it stands.
   *
   * @param content its text
   * @param id its id
   * @return the token
   */
  public static AddedToken of(String content, int id) {
    return new AddedToken(content, id, false, false, false, false);
  }

  /**
   * The same token, looked for by another text.
   *
   * @param other the text to look for
   * @return a new token
   */
  public AddedToken withContent(String other) {
    return new AddedToken(other, id, leftStrip, rightStrip, singleWord, normalized);
  }
}
