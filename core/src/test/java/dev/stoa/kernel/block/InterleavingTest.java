package dev.stoa.kernel.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interleaved rows, two bytes of each at a time. */
class InterleavingTest {
  private static final int ROWS = Interleaving.ROWS;

  private final Arena arena = Arena.ofAuto();

  private static byte[] bytes(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  /** Row r has the bytes 10 r … 10 r + 3: first the first two of all rows, then the other two. */
  @Test
  void theFirstTwoBytesOfAllRowsComeFirst() {
    MemorySegment rows = arena.allocate(ROWS * 4);
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < 4; i++) {
        rows.set(ValueLayout.JAVA_BYTE, row * 4L + i, (byte) (10 * row + i));
      }
    }
    MemorySegment interleaved = arena.allocate(ROWS * 4);
    Interleaving.interleave(interleaved, 0, ROWS, rows, 0, 4, ROWS, 4);
    byte[] expected = new byte[ROWS * 4];
    for (int row = 0; row < ROWS; row++) {
      expected[2 * row] = (byte) (10 * row);
      expected[2 * row + 1] = (byte) (10 * row + 1);
      expected[2 * ROWS + 2 * row] = (byte) (10 * row + 2);
      expected[2 * ROWS + 2 * row + 1] = (byte) (10 * row + 3);
    }
    assertArrayEquals(expected, bytes(interleaved));
  }

  /**
   * Rows of any even length, at a distance, at odd addresses, between bytes that must not change.
   * Byte b of row r goes to 32 · (b / 2) + 2 r + b % 2.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 6, 8, 10, 18, 36, 144, 1152})
  void rowsOfAnyLengthGoInAndComeOut(int rowBytes) {
    int distance = rowBytes + 6;
    MemorySegment rows = arena.allocate(ROWS * distance + 3);
    byte[] random = new byte[(int) rows.byteSize()];
    new Random(rowBytes).nextBytes(random);
    MemorySegment.copy(random, 0, rows, ValueLayout.JAVA_BYTE, 0, random.length);
    MemorySegment interleaved = arena.allocate(5 + ROWS * rowBytes + 1);
    interleaved.fill((byte) 99);
    Interleaving.interleave(interleaved, 5, ROWS, rows, 3, distance, ROWS, rowBytes);
    byte[] expected = new byte[(int) interleaved.byteSize()];
    Arrays.fill(expected, (byte) 99);
    for (int row = 0; row < ROWS; row++) {
      for (int b = 0; b < rowBytes; b++) {
        expected[5 + 32 * (b / 2) + 2 * row + b % 2] = random[3 + row * distance + b];
      }
    }
    assertArrayEquals(expected, bytes(interleaved));

    MemorySegment back = arena.allocate(rows.byteSize());
    MemorySegment.copy(random, 0, back, ValueLayout.JAVA_BYTE, 0, random.length);
    for (int row = 0; row < ROWS; row++) {
      back.asSlice(3L + row * distance, rowBytes).fill((byte) 0);
    }
    Interleaving.separate(back, 3, distance, interleaved, 5, ROWS, ROWS, rowBytes);
    assertArrayEquals(random, bytes(back));

    MemorySegment one = arena.allocate(rowBytes + 1);
    for (int row : new int[] {0, 7, ROWS - 1}) {
      Interleaving.separate(one, 1, 0, interleaved, 5 + 2 * row, ROWS, 1, rowBytes);
      long from = 3L + row * distance;
      assertEquals(-1, rows.asSlice(from, rowBytes).mismatch(one.asSlice(1)), "row " + row);
    }
  }

  /** Six rows, from the third on, of nine that are interleaved: the others do not change. */
  @Test
  void someRowsOfAnyNumberGoInAndComeOut() {
    int rowBytes = 12;
    MemorySegment rows = arena.allocate(6 * rowBytes);
    byte[] random = new byte[(int) rows.byteSize()];
    new Random(2).nextBytes(random);
    MemorySegment.copy(random, 0, rows, ValueLayout.JAVA_BYTE, 0, random.length);
    MemorySegment interleaved = arena.allocate(9 * rowBytes);
    interleaved.fill((byte) 99);
    Interleaving.interleave(interleaved, 4, 9, rows, 0, rowBytes, 6, rowBytes);
    byte[] expected = new byte[9 * rowBytes];
    Arrays.fill(expected, (byte) 99);
    for (int row = 0; row < 6; row++) {
      for (int b = 0; b < rowBytes; b++) {
        expected[18 * (b / 2) + 2 * (row + 2) + b % 2] = random[row * rowBytes + b];
      }
    }
    assertArrayEquals(expected, bytes(interleaved));
    MemorySegment back = arena.allocate(rows.byteSize());
    Interleaving.separate(back, 0, rowBytes, interleaved, 4, 9, 6, rowBytes);
    assertArrayEquals(random, bytes(back));
  }
}
