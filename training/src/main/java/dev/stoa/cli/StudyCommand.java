package dev.stoa.cli;

import dev.stoa.cli.show.Console;
import dev.stoa.cli.task.Failure;
import dev.stoa.cli.task.StudyProgram;
import dev.stoa.cli.task.StudyRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stoa study}: lists the programs that learners start from, and runs one of them. */
@Command(
    name = "study",
    mixinStandardHelpOptions = true,
    description = {
      "Run a program that shows one thing and checks it, written to be read and changed.",
      "Without a program, list the rows of the study plan with their programs, and the contracts"
          + " that judge your own version."
    })
final class StudyCommand implements Callable<Integer> {
  private static final int WIDTH = 100;

  private final Console console;

  @Spec private CommandSpec command;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PROGRAM",
      description =
          "A row's first program by the row's number (3), its second (3.2), any by its name"
              + " (03-attention), or a Java file of your own by its path.")
  private String wanted;

  @Parameters(
      index = "1..*",
      paramLabel = "ARGUMENT",
      description = "What the program is given: --small lets each end within seconds.")
  private List<String> arguments = new ArrayList<>();

  StudyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<StudyProgram> programs = StudyProgram.all();
    if (wanted == null) {
      list(programs);
      return 0;
    }
    // A file of one's own is run as the programs are, with whatever arguments it takes.
    if (wanted.endsWith(".java") && Files.isRegularFile(Path.of(wanted))) {
      return run(Path.of(wanted));
    }
    for (String argument : arguments) {
      if (argument.startsWith("-") && !argument.equals("--small")) {
        throw new ParameterException(
            command.commandLine(), "the one option of programs is --small, not " + argument);
      }
    }
    return run(find(programs).file());
  }

  private void list(List<StudyProgram> programs) throws IOException {
    for (StudyRow row : StudyRow.PLAN) {
      console.out().println("%2d  %s".formatted(row.number(), row.subject()));
      List<StudyProgram> own = ofRow(programs, row.number());
      for (StudyProgram program : own) {
        console.out().println("    %-16s %s".formatted(program.name(), program.about()));
      }
      if (own.isEmpty()) {
        console.out().println("    no program yet");
      }
      contracts(row.contracts());
    }
    console.say("");
    console.say("./stoa study 3 runs the first program of row 3, ./stoa study 3.2 the second,");
    console.say("./stoa study 05-sampling one by its name; --small behind it, within seconds.");
    if (!programs.isEmpty()) {
      Path folder = programs.getFirst().file().getParent();
      console.say("They lie in %s: change one and run it again.".formatted(folder));
    }
    console.say("Contracts are classes of dev.stoa.contract; README.md has a test of your own.");
  }

  /** As many beside each other as fit into a line. */
  private void contracts(List<String> contracts) throws IOException {
    String line = "    contracts       ";
    for (String contract : contracts) {
      if (line.length() + contract.length() > WIDTH) {
        console.out().println(line);
        line = " ".repeat(20);
      }
      line += " " + contract;
    }
    if (!contracts.isEmpty()) {
      console.out().println(line);
    }
  }

  private static List<StudyProgram> ofRow(List<StudyProgram> programs, int row) {
    return programs.stream().filter(program -> program.row() == row).toList();
  }

  private StudyProgram find(List<StudyProgram> programs) {
    for (StudyProgram program : programs) {
      if (wanted.equals(program.name()) || wanted.equals(program.name() + ".java")) {
        return program;
      }
    }
    if (wanted.matches("\\d{1,2}(\\.\\d{1,2})?")) {
      String[] numbers = wanted.split("\\.");
      List<StudyProgram> row = ofRow(programs, Integer.parseInt(numbers[0]));
      int place = numbers.length == 1 ? 1 : Integer.parseInt(numbers[1]);
      if (place >= 1 && place <= row.size()) {
        return row.get(place - 1);
      }
    }
    for (StudyRow row : StudyRow.PLAN) {
      if (wanted.equals(Integer.toString(row.number()))) {
        throw new ParameterException(
            command.commandLine(),
            "row %d (%s) has no program yet".formatted(row.number(), row.subject()));
      }
    }
    String names = programs.stream().map(StudyProgram::name).collect(Collectors.joining(", "));
    throw new ParameterException(
        command.commandLine(), "no program %s; there are %s".formatted(wanted, names));
  }

  /** Runs the file as it lies in a JVM of its own, on the module path of this one. */
  private int run(Path file) throws IOException, InterruptedException {
    String modules = System.getProperty("jdk.module.path");
    if (modules == null) {
      throw new Failure("programs are run on the module path: start them with ./stoa study");
    }
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("--module-path", modules, "--add-modules", "dev.stoa.training"));
    words.add(file.toString());
    words.addAll(arguments);
    Process process = new ProcessBuilder(words).inheritIO().start();
    // Ctrl-C reaches both; whoever ends this JVM alone means the program.
    Thread end = new Thread(process::destroy, "stoa-study");
    Runtime.getRuntime().addShutdownHook(end);
    int status = process.waitFor();
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException ending) {
      // This JVM ends already.
    }
    return status;
  }
}
