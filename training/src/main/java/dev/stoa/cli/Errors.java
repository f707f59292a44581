package dev.stoa.cli;

import dev.stoa.cli.show.Console;
import dev.stoa.cli.show.Numbers;
import dev.stoa.cli.show.Output;
import dev.stoa.cli.task.Failure;
import dev.stoa.train.DivergenceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Every error as one line on stderr and an exit status: 2 for arguments that make no sense, 1 for
 * everything that goes wrong with sensible ones.
 *
 * @param console where the line goes
 * @param stackTraces whether to show where an error came from as well
 */
record Errors(Console console, boolean stackTraces) {
  private static final int FAILED = 1;
  private static final int BAD_ARGUMENTS = 2;

  /** What a shell reports for a program that a closed pipe has ended: 128 + SIGPIPE. */
  private static final int PIPE_CLOSED = 141;

  /** Reports arguments that cannot be understood, with the nearest ones that can. */
  int badArguments(ParameterException exception) {
    CommandLine command = exception.getCommandLine();
    StringBuilder line = new StringBuilder(oneLine(problem(exception)));
    if (exception instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      // A suggested option comes with its parameter: --layers=N.
      String nearest = unmatched.getSuggestions().getFirst().split("=")[0];
      line.append("; did you mean ").append(nearest).append('?');
    }
    String name = command.getCommandSpec().qualifiedName();
    line.append(" (").append(name).append(" --help shows what there is)");
    console.err().println(name + ": " + line);
    return BAD_ARGUMENTS;
  }

  private static String problem(ParameterException exception) {
    if (exception instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      boolean option = first.startsWith("-");
      boolean top = exception.getCommandLine().getParent() == null;
      return (option ? "unknown option " : top ? "unknown command " : "unexpected argument ")
          + first;
    }
    String message = exception.getMessage();
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  /** Reports what went wrong while a command ran. */
  int failed(String command, Throwable thrown) {
    Throwable problem =
        thrown instanceof UncheckedIOException wrapped ? wrapped.getCause() : thrown;
    if (problem instanceof Output.ReaderGone) {
      return PIPE_CLOSED;
    }
    console.endLine();
    console.err().println(command + ": " + oneLine(describe(problem)));
    if (stackTraces) {
      thrown.printStackTrace(console.err());
    }
    return FAILED;
  }

  private static String describe(Throwable problem) {
    return switch (problem) {
      case FileSystemException told when told.getReason() != null -> told.getMessage();
      case NoSuchFileException missing -> missing.getFile() + ": no such file or directory";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileAlreadyExistsException exists -> exists.getFile() + ": exists already";
      case NotDirectoryException file -> file.getFile() + ": not a directory";
      case OutOfMemoryError tooSmall ->
          "the JVM's memory, %s at most, is too small; allow more with"
                  .formatted(Numbers.bytes(Runtime.getRuntime().maxMemory()))
              + " JDK_JAVA_OPTIONS=-Xmx8g, or choose a smaller text, batch or model";
      case Failure told -> told.getMessage();
      case DivergenceException told -> told.getMessage();
      case IOException told when told.getMessage() != null -> told.getMessage();
      case IllegalArgumentException told when told.getMessage() != null -> told.getMessage();
      default ->
          "unexpected %s; STOA_STACKTRACE=1 in the environment shows where it came from"
              .formatted(problem);
    };
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
