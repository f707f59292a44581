package dev.stoa.tokenizer;

/** Takes the ids of a text, one after the other. */
interface IdSink {

  /** Takes the next id. */
  void add(int id);

  /** How many ids there were. */
  int size();

  /** Counts the ids and keeps none. */
  final class Counter implements IdSink {
    private int count;

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
