/**
 * Formats of weights in blocks. Each is a scalar kernel here, which says what a block is and how
 * rows of them lie in memory, and a SIMD kernel in {@link dev.stoa.kernel.simd}; {@link
 * dev.stoa.kernel.BlockFormat} lists them, and nobody else knows one by its name.
 */
package dev.stoa.kernel.block;
