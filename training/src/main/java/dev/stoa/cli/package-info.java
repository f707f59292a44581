/**
 * The command line: the one place that parses arguments, prints and draws.
 *
 * <p>{@link dev.stoa.cli.Stoa} is what the launcher starts; nothing else here is for use from other
 * code. What is meant for programs goes to stdout, everything else to stderr.
 */
package dev.stoa.cli;
