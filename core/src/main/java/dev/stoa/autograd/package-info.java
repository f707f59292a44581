/**
 * The operations of a transformer, each with its forward and backward pass beside each other, and
 * the {@linkplain dev.stoa.autograd.Tape tape} that records them.
 *
 * <p>An operation reads its inputs again on the way back instead of keeping copies, and adds to its
 * inputs' gradients, so that a tensor used twice gets the sum of both.
 */
package dev.stoa.autograd;
