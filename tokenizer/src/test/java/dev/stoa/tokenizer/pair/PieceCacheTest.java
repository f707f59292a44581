package dev.stoa.tokenizer.pair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.tokenizer.bytes.IntArray;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The cache of pieces, with hashes chosen so that pieces meet. */
class PieceCacheTest {

  private final PieceCache cache = new PieceCache(PieceCache.MIN_MEMORY);

  private void put(int hash, String piece, int... ids) {
    byte[] bytes = bytes(piece);
    cache.put(hash, bytes, 0, bytes.length, ids, ids.length);
  }

  /** The ids of a piece, or null. */
  private int[] find(int hash, String piece) {
    byte[] bytes = bytes(piece);
    return find(hash, bytes, 0, bytes.length);
  }

  private int[] find(int hash, byte[] text, int from, int to) {
    int place = cache.find(hash, text, from, to);
    if (place == PieceCache.NONE) {
      return null;
    }
    IntArray ids = new IntArray(4);
    cache.addIds(place, ids);
    return ids.toArray();
  }

  private static byte[] bytes(String piece) {
    return piece.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatWasPutIsFoundWhereverItStands() {
    put(7, "ab", 1, 2);
    assertArrayEquals(new int[] {1, 2}, find(7, "ab"));
    assertArrayEquals(new int[] {1, 2}, find(7, bytes("xaby"), 1, 3));
    assertArrayEquals(new int[] {1, 2}, find(7, bytes("xab and more"), 1, 3));
  }

  @Test
  void anotherPieceOfTheSameHashIsNotFound() {
    put(7, "ab", 1, 2);
    assertArrayEquals(null, find(7, "cd"));
    assertArrayEquals(null, find(7, "abc"));
    assertArrayEquals(null, find(7, "ab\0"));
    assertArrayEquals(null, find(7, "ab\0\0\0\0\0\0\0"));
    assertArrayEquals(null, find(8, "ab"));
  }

  @Test
  void piecesOfEveryLengthAreTold() {
    byte[] text = bytes("0123456789abcdef".repeat(PieceCache.MAX_BYTES / 16 + 1));
    for (int length = 1; length <= PieceCache.MAX_BYTES; length++) {
      // One id, then two, and in the end as many as a piece may have.
      int[] ids = new int[length % 3 == 0 ? length : length % 3];
      ids[ids.length - 1] = length;
      cache.put(3 * length, text, 0, length, ids, ids.length);
      assertArrayEquals(ids, find(3 * length, text, 0, length));
      byte[] other = text.clone();
      other[length - 1] ^= 1;
      assertArrayEquals(null, find(3 * length, other, 0, length), "the last of " + length);
    }
  }

  @Test
  void onlyTheIdsThatCountAreKept() {
    cache.put(7, bytes("ab"), 0, 2, new int[] {1, 2, 99, 99}, 2);
    assertArrayEquals(new int[] {1, 2}, find(7, "ab"));
  }

  /** Whoever makes pieces of one hash may not make the search long. */
  @Test
  void ofManyPiecesOfOneHashAFewAreKept() {
    int kept = 0;
    for (int i = 0; i < 1000; i++) {
      put(7, "p" + i, i);
      assertArrayEquals(new int[] {i}, find(7, "p" + i));
    }
    for (int i = 0; i < 1000; i++) {
      int[] found = find(7, "p" + i);
      kept += found == null ? 0 : 1;
      assertTrue(found == null || found[0] == i);
    }
    assertEquals(8, kept);
  }

  /** Far more pieces than there is room for: one that is found has the ids that it was put with. */
  @Test
  void aFullCacheForgetsAndIsNeverWrong() {
    Random random = new Random(3);
    Map<String, int[]> all = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      String piece = Integer.toString(random.nextInt(), 36).repeat(1 + random.nextInt(8));
      int[] ids = random.ints(1 + random.nextInt(piece.length()), 0, 1 << 20).toArray();
      if (find(piece.hashCode(), piece) == null) {
        put(piece.hashCode(), piece, ids);
        all.put(piece, ids);
      }
    }
    int found = 0;
    for (Map.Entry<String, int[]> entry : all.entrySet()) {
      int[] ids = find(entry.getKey().hashCode(), entry.getKey());
      found += ids == null ? 0 : 1;
      assertTrue(ids == null || Arrays.equals(ids, entry.getValue()));
    }
    assertTrue(found > 0 && found < 2048, found + " pieces in 64 KiB");
  }

  @Test
  void theArraysTakeTheMemoryThatWasGiven() {
    assertEquals(1 << 16, new PieceCache(1 << 16).memory());
    assertEquals(100_000, new PieceCache(100_000).memory());
  }
}
