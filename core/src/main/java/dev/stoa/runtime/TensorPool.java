package dev.stoa.runtime;

import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Matrices that were given back and wait to be used again, kept by their sizes. Used by one thread
 * at a time. Taking a matrix of a size that was given back before allocates nothing.
 */
public final class TensorPool {
  private final List<Bucket> buckets = new ArrayList<>();

  /**
   * The waiting matrices of one size. A model uses a dozen sizes, so a list is searched quickly.
   */
  private record Bucket(int rows, int columns, List<Tensor> waiting) {}

  /** A pool that holds nothing yet. */
  public TensorPool() {}

  /**
   * A matrix for the caller to use until it gives it back.
   *
   * @param rows its rows
   * @param columns its columns
   * @return a tensor [rows, columns] whose values are arbitrary
   */
  public Tensor take(int rows, int columns) {
    List<Tensor> waiting = bucket(rows, columns).waiting;
    return waiting.isEmpty() ? Tensor.zeros(rows, columns) : waiting.removeLast();
  }

  /**
   * Gives a matrix back. Its holder must not use it any more.
   *
   * @param matrix a tensor from {@link #take}
   */
  public void give(Tensor matrix) {
    bucket(matrix.shape().dimension(0), matrix.shape().dimension(1)).waiting.add(matrix);
  }

  /** Drops everything that waits, so that the garbage collector can have it. */
  public void trim() {
    buckets.clear();
  }

  private Bucket bucket(int rows, int columns) {
    for (int i = 0; i < buckets.size(); i++) {
      Bucket bucket = buckets.get(i);
      if (bucket.rows == rows && bucket.columns == columns) {
        return bucket;
      }
    }
    Bucket bucket = new Bucket(rows, columns, new ArrayList<>());
    buckets.add(bucket);
    return bucket;
  }
}
