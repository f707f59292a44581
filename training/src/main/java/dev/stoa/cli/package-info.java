/**
 * The command line: commands and their flags.
 *
 * <p>{@link dev.stoa.cli.Stoa} is what the launcher starts; nothing else here is for use from other
 * code. The pieces of work that commands are made of lie in {@code dev.stoa.cli.task}, and what is
 * printed goes through {@code dev.stoa.cli.show}: to stdout what is meant for programs, everything
 * else to stderr.
 */
package dev.stoa.cli;
