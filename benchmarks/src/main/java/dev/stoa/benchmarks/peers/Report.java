package dev.stoa.benchmarks.peers;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * The result of a comparison. A ratio above 1 means that Stoa is faster.
 *
 * @param comparison what was compared
 * @param threads threads of both
 * @param ours seconds of our call
 * @param theirs seconds of the peer's
 * @param limit what the machine could do in the same turns, in units; empty where nothing says it
 */
record Report(
    Comparison comparison,
    int threads,
    Turns.Seconds ours,
    Turns.Seconds theirs,
    OptionalDouble limit) {

  /** What is reported, by name, in the order of the line. */
  private Map<String, String> fields() {
    double amount = comparison.amount();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", comparison.name());
    fields.put("peer_name", comparison.peer());
    fields.put("threads", Integer.toString(threads));
    fields.put("ours", number("%.4g", amount / ours.median()));
    fields.put("peer", number("%.4g", amount / theirs.median()));
    fields.put("unit", comparison.limit().unit);
    fields.put("ratio", number("%.3f", theirs.median() / ours.median()));
    fields.put("best_ratio", number("%.3f", theirs.best() / ours.best()));
    limit.ifPresent(most -> fields.put("limit_share", number("%.3f", amount / ours.best() / most)));
    return fields;
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** The line for programs. */
  String line() {
    return fields().entrySet().stream()
        .map(field -> field.getKey() + "=" + field.getValue())
        .collect(Collectors.joining(" ", "bench ", ""));
  }

  /** The same as an object of JSON. */
  String json() {
    return fields().entrySet().stream()
        .map(field -> "\"" + field.getKey() + "\": " + jsonValue(field.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String jsonValue(String value) {
    return Character.isDigit(value.charAt(0)) ? value : "\"" + value + "\"";
  }
}
