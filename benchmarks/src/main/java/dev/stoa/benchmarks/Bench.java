package dev.stoa.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
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
 * The command {@code stoa bench [NAME] [JMH options]}: runs the benchmarks called NAME, or those
 * whose name contains it, or all of them without it. Names are those of the table: a question, or
 * question and case as in {@code Attention.decode}. Progress goes to stderr, the table of results
 * to stdout, and everything that was measured to a JSON file.
 */
public final class Bench {
  private static final String JSON = "bench.json";

  private static final String USAGE =
      """
      Usage: stoa bench [NAME] [JMH options]
             stoa bench [NAME] --peers
      Runs the benchmarks called NAME (Decode, Attention.decode), or those whose name contains
      NAME, or all of them without it; prints a table with the memory allocated per operation,
      and writes all figures to bench.json. JMH itself allocates about 7 KB a round, which a long
      operation shares with few others: read B/op where an operation takes microseconds.

      JMH options of use: -p PARAMETER=VALUE (one case only), -f N (forks), -wi N and -i N
      (warm-up and measured rounds), -r 500ms (length of a round), -rff FILE (the JSON file).

      With --peers: the same work by Stoa and by OpenBLAS, PyTorch, jtokkit or Hugging Face's
      tokenizers, in turns, checked against each other and timed with one thread and with all.
      Needs a build of its own, which fetches these libraries from Maven Central (170 MB). Names
      are for example linear, rows-1, square, softmax, attention, training-step, tokenizer.
      tokenizer-ids and tokenizer-ids-huggingface compare the ids of more than 100 MB of text
      and time nothing; with Hugging Face's library that takes half an hour, and less with
      JDK_JAVA_OPTIONS=-Dstoa.source=CHARACTERS, which bounds the source of the JDK in the text.
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
    Set<String> selected = selected(name);
    if (selected.isEmpty()) {
      System.err.println(
          "stoa bench: no benchmark is called '"
              + name
              + "'; there are "
              + String.join(", ", benchmarks().keySet()));
      return 2;
    }
    String json = jmh.getResult().orElse(JSON);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(jmh)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .resultFormat(ResultFormatType.JSON)
            .result(json);
    for (String benchmark : selected) {
      options.include("^" + Pattern.quote(benchmark) + "$");
    }
    PrintStream progress = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    OutputFormat output = OutputFormatFactory.createFormatInstance(progress, VerboseMode.NORMAL);
    Collection<RunResult> results = new Runner(options.build(), output).run();
    ResultTable.print(results, System.out);
    System.err.println("All figures: " + json);
    return 0;
  }

  /** Full names of the benchmarks that a name means: those called so, else those containing it. */
  static Set<String> selected(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    Set<String> called = new TreeSet<>();
    Set<String> containing = new TreeSet<>();
    benchmarks()
        .forEach(
            (known, full) -> {
              String candidate = known.toLowerCase(Locale.ROOT);
              if (candidate.equals(wanted) || candidate.startsWith(wanted + ".")) {
                called.add(full);
              } else if (candidate.contains(wanted)) {
                containing.add(full);
              }
            });
    return called.isEmpty() ? containing : called;
  }

  /** All benchmarks: the name in the table, and the full name. */
  private static Map<String, String> benchmarks() {
    Map<String, String> names = new TreeMap<>();
    OutputFormat silent =
        OutputFormatFactory.createFormatInstance(
            new PrintStream(PrintStream.nullOutputStream()), VerboseMode.SILENT);
    for (var entry : BenchmarkList.defaultList().getAll(silent, List.of())) {
      names.put(ResultTable.name(entry.getUsername()), entry.getUsername());
    }
    return names;
  }
}
