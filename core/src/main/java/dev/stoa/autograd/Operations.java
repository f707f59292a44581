package dev.stoa.autograd;

/**
 * All operations, so that {@code import static dev.stoa.autograd.Operations.*} lets code look like
 * its formulas: {@code add(tape, multiply(tape, a, b), c)}.
 *
 * <p>Each runs on the tape that it takes first, and is recorded if the tape records and tracks one
 * of its inputs. It reads its inputs again on the way back instead of keeping copies, and adds to
 * their gradients, so that a tensor used twice gets the sum of both. Shapes are written [rows,
 * columns]: a tensor of more dimensions is a matrix whose columns are its last one.
 *
 * <p>They are inherited from classes by subject, one upon the other, so that one import reaches
 * all.
 */
public final class Operations extends LossOperations {
  private Operations() {}
}
