/**
 * What the library computes on: {@linkplain dev.stoa.tensor.Tensor tensors} of float32 with a
 * {@linkplain dev.stoa.tensor.Shape shape}.
 */
package dev.stoa.tensor;
