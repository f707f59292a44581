package dev.stoa.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The command {@code stoa bench [NAME] [JMH options]}: runs the benchmarks whose name contains
 * NAME, all of them without it. Progress goes to stderr, the table of results to stdout, and
 * everything that was measured to a JSON file.
 */
public final class Bench {
  private static final String JSON = "bench.json";

  private static final String USAGE =
      """
      Usage: stoa bench [NAME] [JMH options]
      Runs the benchmarks whose name contains NAME (all of them without it), prints a table with
      the memory allocated per operation, and writes all figures to bench.json.

      JMH options of use: -p PARAMETER=VALUE (one case only), -f N (forks), -wi N and -i N
      (warm-up and measured rounds), -r 500ms (length of a round), -rff FILE (the JSON file).
      """;

  private Bench() {}

  /**
   * Runs benchmarks.
   *
   * @param args NAME, or options of JMH
   * @throws RunnerException if a benchmark fails
   */
  public static void main(String[] args) throws RunnerException {
    if (args.length > 0 && List.of("-h", "--help").contains(args[0])) {
      System.out.print(USAGE);
      return;
    }
    boolean named = args.length > 0 && !args[0].startsWith("-");
    String name = named ? args[0] : "";
    CommandLineOptions jmh;
    try {
      jmh = new CommandLineOptions(named ? Arrays.copyOfRange(args, 1, args.length) : args);
    } catch (CommandLineOptionException e) {
      System.err.println("stoa bench: " + e.getMessage() + " (see stoa bench --help)");
      System.exit(2);
      return;
    }
    System.exit(run(name, jmh));
  }

  private static int run(String name, CommandLineOptions jmh) throws RunnerException {
    String json = jmh.getResult().orElse(JSON);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(jmh)
            .include("(?i)dev\\.stoa\\.benchmarks\\..*" + java.util.regex.Pattern.quote(name))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .resultFormat(ResultFormatType.JSON)
            .result(json);
    PrintStream progress = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    OutputFormat output = OutputFormatFactory.createFormatInstance(progress, VerboseMode.NORMAL);
    Collection<RunResult> results;
    try {
      results = new Runner(options.build(), output).run();
    } catch (org.openjdk.jmh.runner.NoBenchmarksException e) {
      System.err.println(
          "stoa bench: no benchmark is called '" + name + "'; there are " + allNames());
      return 2;
    }
    ResultTable.print(results, System.out);
    System.err.println("All figures: " + json);
    return 0;
  }

  private static String allNames() {
    TreeSet<String> names = new TreeSet<>();
    for (var entry :
        org.openjdk.jmh.runner.BenchmarkList.defaultList()
            .getAll(
                OutputFormatFactory.createFormatInstance(
                    new PrintStream(PrintStream.nullOutputStream()), VerboseMode.SILENT),
                List.of())) {
      String[] parts = entry.getUsername().split("\\.");
      names.add(parts[parts.length - 2].replace("Benchmark", ""));
    }
    return String.join(", ", names);
  }
}
