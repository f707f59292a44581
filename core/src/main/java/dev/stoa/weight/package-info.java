/**
 * {@linkplain dev.stoa.weight.Weight Weights} in the forms in which a model can hold them:
 * {@linkplain dev.stoa.weight.DenseWeight float32} or {@linkplain dev.stoa.weight.BlockWeight
 * blocks} of fewer bits. A model is quantized, adapted or divided by putting other weights into it.
 */
package dev.stoa.weight;
