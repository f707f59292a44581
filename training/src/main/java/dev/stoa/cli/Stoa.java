package dev.stoa.cli;

import dev.stoa.cli.show.Console;
import dev.stoa.cli.show.Output;
import dev.stoa.cli.show.Terminal;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: {@code stoa SUBCOMMAND}. */
@Command(
    name = "stoa",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Language models in pure Java: train them, quantize them, let them write.",
    footer = {"", "'stoa COMMAND --help' tells more about a command."})
public final class Stoa implements Runnable {
  @Spec private CommandSpec spec;

  private Stoa() {}

  /**
   * Runs the program and ends the JVM with its exit status: 0 if all went well, 1 if something
   * failed, 2 for bad arguments, 130 after Ctrl-C.
   *
   * @param arguments the subcommand and its options
   */
  public static void main(String[] arguments) {
    // Errors of other classes are written like our own numbers.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(Console.ofProcess(), arguments));
  }

  /**
   * Runs the program within this JVM.
   *
   * @param out takes what is meant for programs, as UTF-8
   * @param err takes everything else
   * @param arguments the subcommand and its options
   * @return the exit status
   */
  static int run(OutputStream out, java.io.PrintStream err, String... arguments) {
    return run(new Console(new Output(out), err, Terminal.none()), arguments);
  }

  /**
   * Runs the program within this JVM.
   *
   * @param console where it writes
   * @param arguments the subcommand and its options
   * @return the exit status
   */
  static int run(Console console, String... arguments) {
    Errors errors = new Errors(console, System.getenv("STOA_STACKTRACE") != null);
    StringWriter help = new StringWriter();
    CommandLine commands = commands(console, new PrintWriter(help), errors);
    try {
      int status = commands.execute(arguments);
      console.out().print(help.toString());
      return status;
    } catch (Exception | OutOfMemoryError | StackOverflowError thrown) {
      return errors.failed("stoa", thrown);
    }
  }

  private static CommandLine commands(Console console, PrintWriter help, Errors errors) {
    CommandLine commands =
        new CommandLine(new Stoa())
            .addSubcommand(new QuickstartCommand(console))
            // What stands behind the program's name is the program's, its flags too.
            .addSubcommand(new CommandLine(new StudyCommand(console)).setStopAtPositional(true))
            .addSubcommand(new TrainCommand(console))
            .addSubcommand(new GenerateCommand(console))
            .addSubcommand(new TokenizeCommand(console))
            .addSubcommand(
                new CommandLine(new TokenizerCommand())
                    .addSubcommand(new TokenizerTrainCommand(console)))
            .addSubcommand(new BenchCommand());
    // These setters reach the subcommands only once they are added.
    return commands
        .setOut(help)
        .setErr(new PrintWriter(console.err(), true))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        .setUsageHelpWidth(Math.clamp(console.terminal().columns().getAsInt(), 60, 100))
        .setParameterExceptionHandler((exception, given) -> errors.badArguments(exception))
        .setExecutionExceptionHandler(
            (exception, command, result) ->
                errors.failed(command.getCommandSpec().qualifiedName(), exception));
  }

  /** No subcommand was given. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a command: " + String.join(", ", spec.subcommands().keySet()));
  }
}
