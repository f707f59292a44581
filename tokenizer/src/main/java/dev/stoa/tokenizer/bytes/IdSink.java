package dev.stoa.tokenizer.bytes;

/** Takes the ids of a text, one after the other. */
public interface IdSink {

  /**
   * Takes the next id.
   *
   * @param id the id
   */
  void add(int id);

  /**
   * The number of ids so far.
   *
   * @return how many there were
   */
  int size();

  /** Counts the ids and keeps none. */
  final class Counter implements IdSink {
    private int count;

    /** No ids yet. */
    public Counter() {}

    @Override
    public void add(int id) {
      count++;
    }

    @Override
    public int size() {
      return count;
    }
  }
}
