/**
 * {@linkplain dev.stoa.quant.Weight Weights} in the forms in which a model can hold them:
 * {@linkplain dev.stoa.quant.DenseWeight float32} or {@linkplain dev.stoa.quant.BlockWeight int8
 * blocks}. A model is quantized by putting other weights into it.
 */
package dev.stoa.quant;
