package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The cache of pieces, with hashes chosen so that pieces meet. */
class PieceCacheTest {

  private final PieceCache cache = new PieceCache();

  private void put(int hash, String piece, int... ids) {
    cache.put(hash, bytes(piece), 0, piece.length(), ids, ids.length);
  }

  private int[] find(int hash, String piece) {
    return cache.find(hash, bytes(piece), 0, piece.length());
  }

  private static byte[] bytes(String piece) {
    return piece.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatWasPutIsFound() {
    put(7, "ab", 1, 2);
    assertArrayEquals(new int[] {1, 2}, find(7, "ab"));
    assertArrayEquals(new int[] {1, 2}, cache.find(7, bytes("xaby"), 1, 3));
  }

  @Test
  void anotherPieceOfTheSameHashIsNotFound() {
    put(7, "ab", 1, 2);
    assertNull(find(7, "cd"));
    assertNull(find(7, "abc"));
    assertNull(find(8, "ab"));
  }

  @Test
  void twoPiecesOfOnePlaceAreKeptAndAThirdReplacesTheSecond() {
    put(7, "ab", 1);
    put(7, "cd", 2);
    assertArrayEquals(new int[] {1}, find(7, "ab"));
    assertArrayEquals(new int[] {2}, find(7, "cd"));
    put(7, "ef", 3);
    assertArrayEquals(new int[] {1}, find(7, "ab"));
    assertNull(find(7, "cd"));
    assertArrayEquals(new int[] {3}, find(7, "ef"));
  }

  @Test
  void onlyTheIdsThatCountAreKept() {
    cache.put(7, bytes("ab"), 0, 2, new int[] {1, 2, 99, 99}, 2);
    assertArrayEquals(new int[] {1, 2}, find(7, "ab"));
  }

  @Test
  void aPieceOfManyIdsIsNotKept() {
    put(7, "many", new int[16]);
    assertArrayEquals(new int[16], find(7, "many"));
    put(9, "more", new int[17]);
    assertNull(find(9, "more"));
  }
}
