package dev.stoa.kernel.block;

import dev.stoa.kernel.BlockInput;

/**
 * Activations as the textbook's kernels multiply them: for formats of integers the number that
 * scale and code stand for.
 *
 * @param values one for each activation
 */
public record Activations(double[] values) implements BlockInput {}
