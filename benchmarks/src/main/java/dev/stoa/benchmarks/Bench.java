package dev.stoa.benchmarks;

import java.io.File;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
             stoa bench matmul --with CLASS --class-path DIR
             stoa bench [NAME] --peers
      Runs the benchmarks called NAME (Decode, Attention.decode), or those whose name contains
      NAME, or all of them without it; prints a table with the memory allocated per operation,
      and writes all figures to bench.json. JMH itself allocates about 7 KB a round, which a long
      operation shares with few others: read B/op where an operation takes microseconds.

      JMH options of use: -p PARAMETER=VALUE (one case only), -f N (forks), -wi N and -i N
      (warm-up and measured rounds), -r 500ms (length of a round), -rff FILE (the JSON file),
      -l (list the benchmarks and run none).

      With --with: a matrix product of your own beside the library's, checked first. CLASS
      implements dev.stoa.kernel.Matmul; DIR (or jar files, as java -cp takes them) has it.

      With --peers: the same work by Stoa and by OpenBLAS, PyTorch, llama.cpp, jtokkit or Hugging
      Face's tokenizers, in turns, checked against each other and timed with one thread and with
      all. Needs a build of its own, which fetches these libraries from Maven Central (180 MB).
      Names are for example linear, rows-1, square, row-q4_0, softmax, attention, adamw,
      training-step, decode, prefill, tokenizer. tokenizer-ids and tokenizer-ids-huggingface
      compare the ids of more than 100 MB of text and time nothing; with Hugging Face's library
      that takes an hour, and less with JDK_JAVA_OPTIONS=-Dstoa.source=CHARACTERS, which bounds
      the source of the JDK in the text, or -Dstoa.tokenizers=NAME for some of the vocabularies
      alone: gpt2, cl100k, o200k, trained, llama2, mistral, gemma, phi3, bert, t5, xlm-r, mt5,
      albert, unigram.
      """;

  private Bench() {}

  /**
   * Runs benchmarks.
   *
   * @param args NAME, or options of JMH
   * @throws RunnerException if a benchmark fails
   */
  public static void main(String[] args) throws RunnerException {
    System.exit(run(List.of(args), System.out, System.err));
  }

  /** Runs the command, and gives its exit status. */
  static int run(List<String> args, PrintStream out, PrintStream err) throws RunnerException {
    if (args.contains("-h") || args.contains("--help")) {
      out.print(USAGE);
      return 0;
    }
    List<String> options = new ArrayList<>(args);
    boolean named = !options.isEmpty() && !options.getFirst().startsWith("-");
    String name = named ? options.removeFirst() : "";
    CommandLineOptions jmh;
    Set<String> selected;
    try {
      addKernel(name, options);
      jmh = new CommandLineOptions(options.toArray(String[]::new));
      requireKnown(jmh);
      selected = requireSelected(name);
    } catch (CommandLineOptionException | IllegalArgumentException e) {
      err.println("stoa bench: " + e.getMessage() + " (see stoa bench --help)");
      return 2;
    }
    if (jmh.shouldList()) {
      selected.forEach(benchmark -> out.println(ResultTable.name(benchmark)));
    } else {
      measure(selected, jmh, out, err);
    }
    return 0;
  }

  /** Refuses what JMH's own program would do, and this one does not. */
  private static void requireKnown(CommandLineOptions jmh) {
    if (!jmh.getIncludes().isEmpty()) {
      throw new IllegalArgumentException(
          "one NAME is taken, before the options; too much is "
              + String.join(" ", jmh.getIncludes()));
    }
    if (jmh.shouldListWithParams() || jmh.shouldListProfilers() || jmh.shouldListResultFormats()) {
      throw new IllegalArgumentException("of JMH's lists there is -l alone");
    }
    if (jmh.getOutput().hasValue()) {
      throw new IllegalArgumentException("-o is not supported: progress goes to stderr");
    }
    if (jmh.getResultFormat().orElse(ResultFormatType.JSON) != ResultFormatType.JSON) {
      throw new IllegalArgumentException("-rf is not supported: figures are written as JSON");
    }
  }

  private static Set<String> requireSelected(String name) {
    Set<String> selected = selected(name);
    if (selected.isEmpty()) {
      throw new IllegalArgumentException(
          "no benchmark is called '"
              + name
              + "'; there are "
              + String.join(", ", benchmarks().keySet()));
    }
    return selected;
  }

  /** Turns --with and --class-path into a parameter of JMH and a longer class path of its forks. */
  private static void addKernel(String name, List<String> options) {
    String kernel = valueOf("--with", options);
    String classPath = valueOf("--class-path", options);
    if (kernel == null && classPath == null) {
      return;
    }
    if (kernel == null || classPath == null || !name.equalsIgnoreCase("matmul")) {
      throw new IllegalArgumentException(
          "a kernel of your own takes all three: bench matmul --with CLASS --class-path DIR");
    }
    MatmulBenchmark.kernel(kernel, new URLClassLoader(urls(classPath)));
    // JMH starts its JVMs with the class path that this property tells.
    System.setProperty(
        "java.class.path", System.getProperty("java.class.path") + File.pathSeparator + classPath);
    options.addAll(List.of("-p", "kernel=stoa,scalar," + kernel));
  }

  private static URL[] urls(String classPath) {
    List<URL> urls = new ArrayList<>();
    for (String part : classPath.split(File.pathSeparator)) {
      Path path = Path.of(part);
      if (!Files.exists(path)) {
        throw new IllegalArgumentException("--class-path: there is no " + part);
      }
      try {
        urls.add(path.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException("--class-path: " + part, e);
      }
    }
    return urls.toArray(URL[]::new);
  }

  /** Takes an option and its value out of the list; null if it is not there. */
  private static String valueOf(String option, List<String> options) {
    int at = options.indexOf(option);
    if (at < 0) {
      return null;
    }
    if (at + 1 == options.size()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    options.remove(at);
    return options.remove(at);
  }

  private static void measure(
      Set<String> selected, CommandLineOptions jmh, PrintStream out, PrintStream err)
      throws RunnerException {
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
    PrintStream progress = new PrintStream(err, true, StandardCharsets.UTF_8);
    OutputFormat output =
        OutputFormatFactory.createFormatInstance(
            progress, jmh.verbosity().orElse(VerboseMode.NORMAL));
    Collection<RunResult> results = new Runner(options.build(), output).run();
    ResultTable.print(results, out);
    err.println("All figures: " + json);
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
