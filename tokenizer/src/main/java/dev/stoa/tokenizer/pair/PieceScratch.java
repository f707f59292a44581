package dev.stoa.tokenizer.pair;

/** What one thread encodes with: its cache of pieces, and room for merging one. */
final class PieceScratch {

  /** Longer pieces get room of their own, so that a long one is not kept room for. */
  private static final int KEPT_IDS = 1 << 12;

  private final MergeTable table;
  private final PieceCache cache;
  private final int[] ids = new int[KEPT_IDS];
  private final PairMerger merger;

  /** With a cache, or without one if it is null. */
  PieceScratch(MergeTable table, PieceCache cache) {
    this.table = table;
    this.cache = cache;
    merger = new PairMerger(table);
  }

  /** The cache, or null. */
  PieceCache cache() {
    return cache;
  }

  /** Room for a number of ids. */
  int[] ids(int count) {
    return count <= KEPT_IDS ? ids : new int[count];
  }

  /** Merges the ids at the beginning of an array, and gives how many are left. */
  int merge(int[] ids, int count) {
    return (count <= KEPT_IDS ? merger : new PairMerger(table)).merge(ids, count);
  }
}
