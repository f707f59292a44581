package dev.stoa.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/** The results of a run as a table: one line a case, with the best and the median round. */
final class ResultTable {
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  private ResultTable() {}

  static void print(Collection<RunResult> results, PrintStream out) {
    List<String[]> lines = new ArrayList<>();
    lines.add(new String[] {"benchmark", "case", "median", "best", "unit", "B/op"});
    for (RunResult result : results) {
      lines.add(line(result));
    }
    int[] widths = new int[lines.getFirst().length];
    for (String[] line : lines) {
      for (int i = 0; i < line.length; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    for (String[] line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < line.length; i++) {
        boolean number = i == 2 || i == 3 || i == 5;
        String padding = " ".repeat(widths[i] - line[i].length());
        text.append(number ? padding + line[i] : line[i] + padding).append("  ");
      }
      out.println(text.toString().stripTrailing());
    }
  }

  private static String[] line(RunResult result) {
    Result<?> primary = result.getPrimaryResult();
    Statistics rounds = primary.getStatistics();
    BenchmarkParams params = result.getParams();
    StringBuilder setting = new StringBuilder();
    for (String key : params.getParamsKeys()) {
      setting.append(setting.isEmpty() ? "" : " ").append(key).append('=');
      setting.append(params.getParam(key));
    }
    Result<?> allocation = result.getSecondaryResults().get(ALLOCATION);
    return new String[] {
      name(params.getBenchmark()),
      setting.toString(),
      number(rounds.getPercentile(50)),
      number(rounds.getMin()),
      primary.getScoreUnit(),
      allocation == null ? "" : number(allocation.getScore())
    };
  }

  /** Question and case: {@code Attention.decode} for {@code ...AttentionBenchmark.decode}. */
  static String name(String benchmark) {
    String[] path = benchmark.split("\\.");
    return path[path.length - 2].replace("Benchmark", "") + "." + path[path.length - 1];
  }

  /** Four digits. */
  private static String number(double value) {
    if (value == 0) {
      return "0";
    }
    int digits = (int) Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value))));
    return String.format(Locale.ROOT, "%." + Math.min(digits, 4) + "f", value);
  }
}
