/**
 * The one place that prints and draws: the two streams and what their terminal can do, progress,
 * numbers, the table of tokens, the loss curve.
 */
package dev.stoa.cli.show;
