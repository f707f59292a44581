/**
 * {@linkplain dev.stoa.nn.Part Parts} of models: records of their {@linkplain
 * dev.stoa.weight.Weight weights} that call operations in a {@linkplain dev.stoa.nn.Pass pass}.
 * They are immutable but for the values of dense weights, which training changes, and are shared by
 * threads.
 *
 * <p>A layer states the names and shapes of its parameters where it is built, and takes them from
 * {@linkplain dev.stoa.nn.Parameters parameters} without knowing whether they are new, loaded or
 * quantized.
 */
package dev.stoa.nn;
