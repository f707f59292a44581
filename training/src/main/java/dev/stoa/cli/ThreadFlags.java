package dev.stoa.cli;

import dev.stoa.runtime.Workers;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option of every command that computes. */
final class ThreadFlags {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute; by default one for each processor.")
  private Integer threads;

  /** Starts them. */
  Workers start() {
    return threads == null ? Workers.forAllProcessors() : new Workers(number());
  }

  /** How many there are to be. */
  int number() {
    if (threads == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (threads < 1 || threads > 1024) {
      throw new ParameterException(
          command.commandLine(), "--threads must be from 1 to 1024, not " + threads);
    }
    return threads;
  }
}
