/**
 * Optimizers: how parameters move once their gradients are known ({@link dev.stoa.optim.AdamW}),
 * which of them decay ({@link dev.stoa.optim.ParameterGroup}), and how gradients that are too large
 * are {@linkplain dev.stoa.optim.GradientClipping clipped}.
 */
package dev.stoa.optim;
