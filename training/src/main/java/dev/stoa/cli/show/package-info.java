/**
 * The one place that prints: the two streams and what their terminal can do, progress, numbers, the
 * table of tokens. Pictures are drawn by {@code dev.stoa.draw}.
 */
package dev.stoa.cli.show;
