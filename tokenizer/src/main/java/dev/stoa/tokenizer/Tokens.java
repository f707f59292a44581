package dev.stoa.tokenizer;

/** The tokens of a text in UTF-8, in their order: the id of each, and behind which byte it ends. */
final class Tokens {

  private final IntArray ids;
  private final IntArray ends;

  Tokens(int capacity) {
    ids = new IntArray(capacity);
    ends = new IntArray(capacity);
  }

  /** Adds the token that goes from the end of the last one to a position. */
  void add(int id, int end) {
    ids.add(id);
    ends.add(end);
  }

  /** Lets the last token go on to a position. */
  void extend(int end) {
    ends.set(ends.size() - 1, end);
  }

  int size() {
    return ids.size();
  }

  int id(int index) {
    return ids.get(index);
  }

  int end(int index) {
    return ends.get(index);
  }

  int[] ids() {
    return ids.toArray();
  }
}
