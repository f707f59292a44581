package dev.stoa.cli;

import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses arguments that a command cannot work with. */
final class Arguments {
  private Arguments() {}

  /**
   * Makes something from the arguments.
   *
   * @return what the maker makes
   * @throws ParameterException for its IllegalArgumentException: the arguments are to blame
   */
  static <T> T checked(CommandSpec command, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException exception) {
      String problem = withOptionName(command, String.valueOf(exception.getMessage()));
      throw new ParameterException(command.commandLine(), problem, exception);
    }
  }

  /** Makes of "topP must be ..." what the user knows: "--top-p must be ...". */
  private static String withOptionName(CommandSpec command, String problem) {
    String name = problem.split(" ", 2)[0];
    String option = "--" + name.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    return command.findOption(option) == null ? problem : option + problem.substring(name.length());
  }

  /** An error that says what is wrong with the arguments. */
  static ParameterException bad(CommandSpec command, String problem) {
    return new ParameterException(command.commandLine(), problem);
  }
}
