package dev.stoa.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.kernel.Tiles;
import dev.stoa.tensor.Tensor;
import org.junit.jupiter.api.Test;

class SegmentsTest {
  @Test
  void segmentsLieOneBehindTheOtherAndEachBeginsAtPositionZero() {
    Segments segments = Segments.of(2, 3);
    assertEquals(5, segments.rows());
    assertEquals(2, segments.start(1));
    assertEquals(3, segments.length(1));
    assertArrayEquals(new int[] {0, 1, 0, 1, 2}, segments.positions());
    assertFalse(segments.cached());
  }

  @Test
  void aBatchIsSegmentsOfEqualLength() {
    assertArrayEquals(new int[] {0, 1, 2, 0, 1, 2}, Segments.uniform(2, 3).positions());
  }

  @Test
  void aSegmentWithACacheGoesOnWhereTheCacheEnds() {
    Length cache = new Length();
    Segments segments = Segments.cached(new int[] {1, 2}, new KeyValues[] {null, cache});
    assertTrue(segments.cached());
    cache.length = 7;
    assertArrayEquals(new int[] {0, 7, 8}, segments.positions());
    segments.advance();
    assertEquals(9, cache.length);
    assertArrayEquals(new int[] {0, 9, 10}, segments.positions());
  }

  @Test
  void emptySegmentsAndMissingCachesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Segments.of(2, 0));
    assertThrows(
        IllegalArgumentException.class, () -> Segments.cached(new int[] {1, 2}, new KeyValues[1]));
  }

  /** A cache that knows only its length. */
  private static final class Length implements KeyValues {
    private int length;

    @Override
    public int length() {
      return length;
    }

    @Override
    public int capacity() {
      return 100;
    }

    @Override
    public void append(int layer, Tensor k, Tensor v, int from, int count) {}

    @Override
    public Tiles keys(int layer, int head) {
      return null;
    }

    @Override
    public Tiles values(int layer, int head) {
      return null;
    }

    @Override
    public void truncate(int length) {
      this.length = length;
    }

    @Override
    public void advance(int positions) {
      length += positions;
    }
  }
}
