package dev.stoa.kernel.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Interleaved rows of a matrix in blocks, so that a vector holds one place of many of them: the
 * first two bytes of row 0, those of row 1 and so on to the last, then the next two bytes of row 0.
 * Each lane of a product then has the sum of its own row, and no lanes are added up at the end.
 * Every format has blocks of an even number of bytes and no number of more than two, so one rule
 * serves all.
 *
 * <p>(llama.cpp does so when it loads weights, with four or eight rows and as many bytes of each at
 * a time.)
 */
public final class Interleaving {
  /** Rows of a group in formats of integers: as many shorts as a vector of 256 bits has. */
  public static final int ROWS = 16;

  /** Bytes of a row that stay together. */
  public static final int UNIT = 2;

  /** Bytes of a row that are moved at a time, as one long for each of four rows. */
  private static final int SQUARE = Long.BYTES;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The first and third 16 bits of a long. */
  private static final long EVEN = 0x0000FFFF_0000FFFFL;

  private static final long LOWER = 0xFFFFFFFFL;

  private Interleaving() {}

  /**
   * Puts rows of an even number of bytes to their places among interleaved ones.
   *
   * @param at byte at which the first of these rows begins there
   * @param together how many rows are interleaved there, these among them
   * @param from byte at which the first row begins, the others at a distance from each other
   */
  static void interleave(
      MemorySegment interleaved,
      long at,
      int together,
      MemorySegment rows,
      long from,
      long distance,
      int n,
      long bytes) {
    int squares = n & -4;
    long whole = bytes & -SQUARE;
    for (long i = 0; i < whole; i += SQUARE) {
      for (int row = 0; row < squares; row += 4) {
        long to = at + i * together + row * UNIT;
        transpose(interleaved, to, together * UNIT, rows, from + row * distance + i, distance);
      }
    }
    for (int row = 0; row < n; row++) {
      for (long i = row < squares ? whole : 0; i < bytes; i += UNIT) {
        short unit = rows.get(SHORT, from + row * distance + i);
        interleaved.set(SHORT, at + i * together + row * UNIT, unit);
      }
    }
  }

  /** Takes rows, or their beginnings, out of where {@link #interleave} put them. */
  static void separate(
      MemorySegment rows,
      long to,
      long distance,
      MemorySegment interleaved,
      long at,
      int together,
      int n,
      long bytes) {
    int squares = n & -4;
    long whole = bytes & -SQUARE;
    for (int row = 0; row < squares; row += 4) {
      long from = at + row * UNIT;
      long first = to + row * distance;
      for (long i = 0; i < whole; i += SQUARE) {
        transpose(rows, first + i, distance, interleaved, from + together * i, together * UNIT);
      }
    }
    for (int row = 0; row < n; row++) {
      for (long i = row < squares ? whole : 0; i < bytes; i += UNIT) {
        short unit = interleaved.get(SHORT, at + i * together + row * UNIT);
        rows.set(SHORT, to + row * distance + i, unit);
      }
    }
  }

  /** Four times four units, each four of them a long: rows become columns. */
  private static void transpose(
      MemorySegment y, long to, long yDistance, MemorySegment x, long from, long xDistance) {
    long a = x.get(LONG, from);
    long b = x.get(LONG, from + xDistance);
    long c = x.get(LONG, from + 2 * xDistance);
    long d = x.get(LONG, from + 3 * xDistance);
    long evenAb = a & EVEN | (b & EVEN) << 16;
    long oddAb = a >>> 16 & EVEN | b & ~EVEN;
    long evenCd = c & EVEN | (d & EVEN) << 16;
    long oddCd = c >>> 16 & EVEN | d & ~EVEN;
    y.set(LONG, to, evenAb & LOWER | evenCd << 32);
    y.set(LONG, to + yDistance, oddAb & LOWER | oddCd << 32);
    y.set(LONG, to + 2 * yDistance, evenAb >>> 32 | evenCd & ~LOWER);
    y.set(LONG, to + 3 * yDistance, oddAb >>> 32 | oddCd & ~LOWER);
  }
}
