/**
 * {@linkplain dev.stoa.weight.Weight Weights} in the forms in which a model can hold them:
 * {@linkplain dev.stoa.weight.DenseWeight float32} or {@linkplain dev.stoa.weight.BlockWeight int8
 * blocks}. A model is quantized by putting other weights into it.
 */
package dev.stoa.weight;
