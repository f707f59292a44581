package dev.stoa.kernel;

/**
 * Activations as {@link BlockDot#prepare} made them. Only the kernel that made them knows what is
 * in them. Used by one product at a time; read by many threads.
 */
public interface BlockInput {}
