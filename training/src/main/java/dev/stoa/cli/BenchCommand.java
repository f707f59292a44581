package dev.stoa.cli;

import dev.stoa.cli.task.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Stands in the list of commands; the launcher starts another program for it. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measure the hot loops: './stoa bench [NAME]'.",
      "The launcher starts dev.stoa.benchmarks.Bench for this."
    })
final class BenchCommand implements Callable<Integer> {
  @Unmatched private final List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    throw new Failure(
        "the benchmarks are a program of their own: start them with the launcher,"
            + " ./stoa bench "
            + String.join(" ", arguments));
  }
}
