package dev.stoa.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Sixteen rows of a matrix in blocks side by side, so that a vector of shorts holds one place of
 * all of them: the first two bytes of row 0, those of row 1 and so on to row 15, then the next two
 * bytes of row 0. Each lane of a product then has the sum of its own row, and no lanes are added up
 * at the end. Every format has blocks of an even number of bytes and no number of more than two, so
 * one rule serves all.
 *
 * <p>(llama.cpp does so when it loads weights, four or eight bytes of a row at a time.)
 */
public final class Interleaving {
  /** Rows side by side. */
  public static final int ROWS = 16;

  /** Bytes of a row that stay together. */
  public static final int UNIT = 2;

  /** Distance in bytes of one unit of a row from its next. */
  public static final int DISTANCE = ROWS * UNIT;

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
   * Puts sixteen rows side by side.
   *
   * @param interleaved 16 · bytes, overwritten
   * @param at byte at which they begin
   * @param rows the rows
   * @param from byte at which the first row begins
   * @param distance bytes from the beginning of a row to that of the next
   * @param bytes even number of bytes of each row
   */
  public static void interleave(
      MemorySegment interleaved,
      long at,
      MemorySegment rows,
      long from,
      long distance,
      long bytes) {
    long whole = bytes & -SQUARE;
    for (long i = 0; i < whole; i += SQUARE) {
      for (int row = 0; row < ROWS; row += 4) {
        long to = at + i * ROWS + row * UNIT;
        transpose(interleaved, to, DISTANCE, rows, from + row * distance + i, distance);
      }
    }
    for (int row = 0; row < ROWS; row++) {
      for (long i = whole; i < bytes; i += UNIT) {
        short unit = rows.get(SHORT, from + row * distance + i);
        interleaved.set(SHORT, at + i * ROWS + row * UNIT, unit);
      }
    }
  }

  /**
   * Takes sixteen rows, or their beginnings, out of where they stand side by side.
   *
   * @param rows the rows, overwritten
   * @param to byte at which the first row begins
   * @param distance bytes from the beginning of a row to that of the next
   * @param interleaved sixteen rows side by side
   * @param at byte at which they begin
   * @param bytes even number of bytes of each row
   */
  public static void separate(
      MemorySegment rows, long to, long distance, MemorySegment interleaved, long at, long bytes) {
    long whole = bytes & -SQUARE;
    for (long i = 0; i < whole; i += SQUARE) {
      for (int row = 0; row < ROWS; row += 4) {
        long from = at + i * ROWS + row * UNIT;
        transpose(rows, to + row * distance + i, distance, interleaved, from, DISTANCE);
      }
    }
    for (int row = 0; row < ROWS; row++) {
      separate(
          rows, to + row * distance + whole, interleaved, at + whole * ROWS, row, bytes - whole);
    }
  }

  /**
   * Takes one of sixteen rows, or its beginning, out of where they stand side by side.
   *
   * @param plain the row, overwritten
   * @param to byte at which it begins
   * @param interleaved sixteen rows side by side
   * @param at byte at which they begin
   * @param row which of them
   * @param bytes even number of bytes
   */
  public static void separate(
      MemorySegment plain, long to, MemorySegment interleaved, long at, int row, long bytes) {
    for (long i = 0; i < bytes; i += UNIT) {
      plain.set(SHORT, to + i, interleaved.get(SHORT, at + i * ROWS + row * UNIT));
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
