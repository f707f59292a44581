package dev.stoa.benchmarks.peers;

import dev.stoa.runtime.Workers;

/**
 * One piece of work that Stoa and a peer both do.
 *
 * @param name what it is, in lower case without spaces, the name of the line that reports it
 * @param peer the peer's name
 * @param amount how much work one call is: what is done in a second at a speed of one {@link
 *     Limit#unit}
 * @param limit what bounds its speed
 * @param make sets up both sides for a number of threads
 */
public record Comparison(String name, String peer, double amount, Limit limit, Maker make) {

  /** What bounds the speed of a piece of work. */
  public enum Limit {
    /** Multiply-adds, each counted as two operations. */
    MULTIPLY_ADD("GFLOP/s"),
    /** Bytes read from memory. */
    MEMORY("GB/s"),
    /** Bytes of UTF-8 that are read and decided upon; there is no figure of the machine for it. */
    TEXT("MB/s");

    /** The unit of the speed. */
    public final String unit;

    Limit(String unit) {
      this.unit = unit;
    }
  }

  /** Sets up both sides. */
  @FunctionalInterface
  public interface Maker {
    /**
     * Makes the operands.
     *
     * @param workers the threads that Stoa uses; the peer uses as many
     * @return both sides, which stay alive until they are closed
     */
    Sides sides(Workers workers);
  }

  /** Both sides of a comparison, ready to be called. */
  public interface Sides extends AutoCloseable {
    /** Stoa's call. */
    void ours();

    /** The peer's best public call for the same work. */
    void theirs();

    /**
     * How far the results of the two are apart, after each was called once.
     *
     * @return the greatest difference, as a share of what rounding allows; above 1 is wrong
     * @throws IllegalStateException if they must be equal and are not: it says where
     */
    double error();

    /**
     * The number of threads that the peer says it uses.
     *
     * @return read back from it
     */
    int peerThreads();

    /** Frees the peer's memory. */
    @Override
    default void close() {}
  }
}
