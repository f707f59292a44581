package dev.stoa.tokenizer.bytes;

/** The tokens of a text in UTF-8, in their order: the id of each, and behind which byte it ends. */
public final class TokenSpans {

  private final IntArray ids;
  private final IntArray ends;

  /**
   * No tokens yet.
   *
   * @param capacity for how many there is room at first
   */
  public TokenSpans(int capacity) {
    ids = new IntArray(capacity);
    ends = new IntArray(capacity);
  }

  /**
   * Adds the token that goes from the end of the last one to a position.
   *
   * @param id the id of the token
   * @param end the position behind its last byte
   */
  public void add(int id, int end) {
    ids.add(id);
    ends.add(end);
  }

  /**
   * Lets the last token go on to a position.
   *
   * @param end the position behind its last byte
   */
  public void extend(int end) {
    ends.set(ends.size() - 1, end);
  }

  /**
   * The number of tokens.
   *
   * @return how many there are
   */
  public int size() {
    return ids.size();
  }

  /**
   * The id of a token.
   *
   * @param index the index of the token
   * @return the id
   */
  public int id(int index) {
    return ids.get(index);
  }

  /**
   * Where a token ends.
   *
   * @param index the index of the token
   * @return the position behind its last byte
   */
  public int end(int index) {
    return ends.get(index);
  }

  /**
   * Copies the ids.
   *
   * @return the ids of all tokens
   */
  public int[] ids() {
    return ids.toArray();
  }
}
