/**
 * What the library computes on: {@linkplain dev.stoa.tensor.Tensor tensors} of float32 with a
 * {@linkplain dev.stoa.tensor.Shape shape}, rows divided into {@linkplain dev.stoa.tensor.Segments
 * segments}, and the {@linkplain dev.stoa.tensor.KeyValueCache keys and values} kept between
 * passes.
 */
package dev.stoa.tensor;
