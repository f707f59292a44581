package dev.stoa.benchmarks.peers;

import java.util.List;

/** A native library and the work that it does as well as Stoa; found by its service entry. */
public interface PeerSource {
  /**
   * The comparisons, made before any of them runs.
   *
   * @param name what the user asked for: only comparisons whose name contains it, in lower case,
   *     are needed
   * @return the comparisons in the order in which they shall run
   */
  List<Comparison> comparisons(String name);
}
