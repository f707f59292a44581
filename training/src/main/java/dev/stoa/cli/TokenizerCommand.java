package dev.stoa.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stoa tokenizer}: what is done with tokenizers themselves. */
@Command(
    name = "tokenizer",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Learn a tokenizer from texts.")
final class TokenizerCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** No subcommand was given. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a command: " + String.join(", ", spec.subcommands().keySet()));
  }
}
