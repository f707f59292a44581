package dev.stoa.benchmarks.peers;

import dev.stoa.file.AtomicFile;
import dev.stoa.runtime.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The command {@code stoa bench [NAME] --peers}: runs the comparisons whose name contains NAME,
 * with one thread and with all. Each result is checked against the peer's before it is timed; a
 * wrong one ends the run. If NAME is that of a {@link PeerCheck}, it runs this check instead.
 */
public final class Peers {
  private static final Path JSON = Path.of("bench-peers.json");

  /** Until HotSpot has compiled our call: before, vectors are objects, and all is slow. */
  private static final long NANOS_TO_COMPILE = 2_500_000_000L;

  private static final long WARM_UP_NANOS = 300_000_000;
  private static final long NANOS_OF_TURN = 50_000_000;
  private static final int TURNS = 11;

  private Peers() {}

  /**
   * Runs comparisons and ends the process: libraries of peers may leave threads behind, for which
   * Java would wait for ever.
   *
   * @param args NAME or nothing, and --peers
   */
  public static void main(String[] args) {
    int status = 1;
    try {
      status = run(List.of(args));
    } catch (IllegalStateException | IOException e) {
      System.err.println("stoa bench: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      e.printStackTrace();
    }
    System.exit(status);
  }

  /** Runs the command, and gives its exit status. */
  private static int run(List<String> args) throws IOException {
    List<String> names = new ArrayList<>(args);
    names.remove("--peers");
    if (names.size() > 1 || names.stream().anyMatch(name -> name.startsWith("-"))) {
      System.err.println("stoa bench: with --peers it takes one NAME and no options, not " + names);
      return 2;
    }
    String name = names.isEmpty() ? "" : names.getFirst().toLowerCase(Locale.ROOT);
    for (PeerCheck check : ServiceLoader.load(PeerCheck.class)) {
      if (check.name().equals(name)) {
        return check.run(System.out) ? 0 : 1;
      }
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (PeerSource source : ServiceLoader.load(PeerSource.class)) {
      comparisons.addAll(source.comparisons(name));
    }
    comparisons.removeIf(comparison -> !comparison.name().contains(name));
    if (comparisons.isEmpty()) {
      System.err.println("stoa bench: no comparison has '" + name + "' in its name");
      return 2;
    }
    List<Report> reports = new ArrayList<>();
    int processors = Runtime.getRuntime().availableProcessors();
    for (int threads = 1; threads <= processors; threads += Math.max(1, processors - 1)) {
      try (Workers workers = new Workers(threads)) {
        for (Comparison comparison : comparisons) {
          Report report = run(comparison, workers);
          System.out.println(report.line());
          reports.add(report);
        }
      }
    }
    AtomicFile.write(
        JSON, reports.stream().map(Report::json).collect(Collectors.joining(",\n ", "[", "]\n")));
    System.err.println("All figures: " + JSON);
    return 0;
  }

  private static Report run(Comparison comparison, Workers workers) {
    try (Comparison.Sides sides = comparison.make().sides(workers)) {
      if (sides.peerThreads() != workers.threads()) {
        throw new IllegalStateException(
            "%s: %s uses %d threads instead of %d"
                .formatted(
                    comparison.name(), comparison.peer(), sides.peerThreads(), workers.threads()));
      }
      sides.ours();
      sides.theirs();
      double error = sides.error();
      if (!(error <= 1)) {
        throw new IllegalStateException(
            "%s: the result differs from %s's by %.3g times what rounding allows"
                .formatted(comparison.name(), comparison.peer(), error));
      }
      return time(comparison, sides, Machine.beside(comparison, workers), workers.threads());
    }
  }

  private static Report time(
      Comparison comparison, Comparison.Sides sides, Machine machine, int threads) {
    List<Runnable> calls = new ArrayList<>(List.of(sides::ours, sides::theirs));
    switch (comparison.limit()) {
      case MULTIPLY_ADD -> calls.add(machine::multiplyAdd);
      case MEMORY -> calls.add(machine::read);
      case TEXT -> {}
    }
    Turns.repeat(sides::ours, NANOS_TO_COMPILE);
    long nanosOfRest = threads == 1 ? 0 : Turns.NANOS_TO_SLEEP;
    Turns.Seconds[] seconds =
        new Turns(nanosOfRest, WARM_UP_NANOS, NANOS_OF_TURN, TURNS)
            .time(calls.toArray(Runnable[]::new));
    OptionalDouble limit =
        switch (comparison.limit()) {
          case MULTIPLY_ADD -> OptionalDouble.of(machine.operations() / seconds[2].best());
          case MEMORY -> OptionalDouble.of(machine.bytes() / seconds[2].best());
          case TEXT -> OptionalDouble.empty();
        };
    return new Report(comparison, threads, seconds[0], seconds[1], limit);
  }
}
