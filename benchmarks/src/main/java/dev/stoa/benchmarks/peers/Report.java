package dev.stoa.benchmarks.peers;

import java.util.Locale;

/**
 * The result of a comparison. A ratio above 1 means that Stoa is faster.
 *
 * @param name the comparison's name
 * @param peer the peer's name
 * @param threads threads of both
 * @param ours speed in the median of the turns, in units
 * @param peerSpeed the peer's
 * @param unit of the speeds
 * @param ratio ours / peerSpeed
 * @param bestRatio the same of the best turns
 * @param limitShare best of ours as a share of what the machine could do in the same turns
 */
record Report(
    String name,
    String peer,
    int threads,
    double ours,
    double peerSpeed,
    String unit,
    double ratio,
    double bestRatio,
    double limitShare) {

  /** The result of some turns: ours, the peer's, the machine's. */
  static Report of(
      Comparison comparison,
      int threads,
      Turns.Seconds ours,
      Turns.Seconds theirs,
      Turns.Seconds machine,
      double machineAmount) {
    double amount = comparison.amount();
    return new Report(
        comparison.name(),
        comparison.peer(),
        threads,
        amount / ours.median(),
        amount / theirs.median(),
        comparison.limit().unit,
        theirs.median() / ours.median(),
        theirs.best() / ours.best(),
        amount / ours.best() / (machineAmount / machine.best()));
  }

  /** The line for programs. */
  String line() {
    return String.format(
        Locale.ROOT,
        "bench name=%s peer_name=%s threads=%d ours=%.4g peer=%.4g unit=%s ratio=%.3f"
            + " best_ratio=%.3f limit_share=%.3f",
        name,
        peer,
        threads,
        ours,
        peerSpeed,
        unit,
        ratio,
        bestRatio,
        limitShare);
  }

  /** The same as an object of JSON. */
  String json() {
    return String.format(
        Locale.ROOT,
        "{\"name\": \"%s\", \"peer_name\": \"%s\", \"threads\": %d, \"ours\": %.6g, \"peer\": %.6g,"
            + " \"unit\": \"%s\", \"ratio\": %.4f, \"best_ratio\": %.4f, \"limit_share\": %.4f}",
        name,
        peer,
        threads,
        ours,
        peerSpeed,
        unit,
        ratio,
        bestRatio,
        limitShare);
  }
}
