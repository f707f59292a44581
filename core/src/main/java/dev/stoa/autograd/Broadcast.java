package dev.stoa.autograd;

import dev.stoa.tensor.Shape;
import java.util.Arrays;

/**
 * How two shapes meet in an operation on their elements, by NumPy's rule: dimensions are compared
 * from the last one backwards, they must be equal or one of them 1 or missing, and there its
 * operand's values are repeated.
 *
 * <p>Neighbouring dimensions that are treated alike are one here, and those of size 1 are left out,
 * so that [B, T, C] and [C] are a matrix and a row.
 *
 * @param shape the result
 * @param sizes the dimensions of the result, as few as possible and at least one
 * @param first for each of them whether the first operand has it; where not, its values are
 *     repeated
 * @param second the same for the second operand
 */
record Broadcast(Shape shape, int[] sizes, boolean[] first, boolean[] second) {

  static Broadcast of(String operation, Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] dimensions = new int[rank];
    int[] sizes = new int[Math.max(1, rank)];
    boolean[] first = new boolean[sizes.length];
    boolean[] second = new boolean[sizes.length];
    int count = 0;
    for (int i = 0; i < rank; i++) {
      int ofA = dimension(a, i, rank);
      int ofB = dimension(b, i, rank);
      if (ofA != ofB && ofA != 1 && ofB != 1) {
        throw new IllegalArgumentException(
            ("%s: the shapes %s and %s do not go together: counted from the last one, dimensions"
                    + " must be equal, or one of them 1 or missing")
                .formatted(operation, a, b));
      }
      int size = ofA == 1 ? ofB : ofA;
      dimensions[i] = size;
      boolean alike =
          count > 0 && first[count - 1] == (ofA == size) && second[count - 1] == (ofB == size);
      if (size != 1 && alike) {
        sizes[count - 1] *= size;
      } else if (size != 1) {
        sizes[count] = size;
        first[count] = ofA == size;
        second[count] = ofB == size;
        count++;
      }
    }
    if (count == 0) {
      sizes[0] = 1;
      first[0] = true;
      second[0] = true;
      count = 1;
    }
    return new Broadcast(
        Shape.of(dimensions),
        Arrays.copyOf(sizes, count),
        Arrays.copyOf(first, count),
        Arrays.copyOf(second, count));
  }

  private static int dimension(Shape shape, int index, int rank) {
    int own = index - (rank - shape.rank());
    return own < 0 ? 1 : shape.dimension(own);
  }

  /** The length of a run in which each operand goes on by one or stands still. */
  int run() {
    return sizes[sizes.length - 1];
  }

  /** Where a run begins in the values of an operand. */
  int start(boolean[] operand, int run) {
    int last = sizes.length - 1;
    int step = operand[last] ? sizes[last] : 1;
    int at = 0;
    int rest = run;
    for (int i = last - 1; i >= 0; i--) {
      if (operand[i]) {
        at += rest % sizes[i] * step;
        step *= sizes[i];
      }
      rest /= sizes[i];
    }
    return at;
  }

  /** Whether an operand has every dimension of the result. */
  static boolean whole(boolean[] operand) {
    for (boolean has : operand) {
      if (!has) {
        return false;
      }
    }
    return true;
  }

  /** The result itself instead of the first operand. */
  Broadcast ofResultAnd(boolean[] operand) {
    boolean[] all = new boolean[sizes.length];
    Arrays.fill(all, true);
    return new Broadcast(shape, sizes, all, operand);
  }
}
