/**
 * Computation on arrays: one small interface per idea, over arrays, offsets and lengths, each with
 * a textbook twin ({@code Scalar...}) that shows what is computed, and a fast one.
 *
 * <p>{@link dev.stoa.kernel.Kernels#chosen()} gives the ones to use. The kernels do not check
 * shapes (that happens where tensors meet) and keep no state that a caller could see, so any number
 * of threads may use one.
 */
package dev.stoa.kernel;
