package dev.stoa.tokenizer.text;

import java.util.Arrays;

/**
 * A vector most of whose components are zero: the others, in the order of their indices.
 *
 * @param indices the indices of the components that are stored, in increasing order
 * @param values their values
 */
public record SparseVector(int[] indices, float[] values) {

  /**
   * Takes the arrays as they are.
   *
   * @throws IllegalArgumentException if they are not of the same length, or if the indices are
   *     negative or do not increase
   */
  public SparseVector {
    if (indices.length != values.length) {
      throw new IllegalArgumentException(
          "%d indices and %d values: expected as many of each"
              .formatted(indices.length, values.length));
    }
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] < 0 || i > 0 && indices[i] <= indices[i - 1]) {
        throw new IllegalArgumentException(
            "index %d at place %d: expected indices from 0 that increase".formatted(indices[i], i));
      }
    }
  }

  /**
   * A component.
   *
   * @param index its index
   * @return its value, 0 if it is not stored
   */
  public float value(int index) {
    int place = Arrays.binarySearch(indices, index);
    return place < 0 ? 0 : values[place];
  }

  /**
   * The dot product: the sum of the products of the components with the same index.
   *
   * @param other another vector
   * @return the product, 0 if no index is stored in both
   */
  public double dot(SparseVector other) {
    double sum = 0;
    int theirs = 0;
    for (int mine = 0; mine < indices.length; mine++) {
      while (theirs < other.indices.length && other.indices[theirs] < indices[mine]) {
        theirs++;
      }
      if (theirs < other.indices.length && other.indices[theirs] == indices[mine]) {
        sum += (double) values[mine] * other.values[theirs];
      }
    }
    return sum;
  }

  /**
   * The length of the vector: the root of the sum of the squares.
   *
   * @return its Euclidean (L2) norm
   */
  public double norm() {
    return Math.sqrt(dot(this));
  }

  /**
   * The cosine of the angle to another vector: 1 for the same direction, 0 where they share no
   * index.
   *
   * @param other another vector
   * @return their dot product divided by both norms; 0 if one of the vectors is zero
   */
  public double cosine(SparseVector other) {
    double norms = norm() * other.norm();
    return norms == 0 ? 0 : dot(other) / norms;
  }
}
