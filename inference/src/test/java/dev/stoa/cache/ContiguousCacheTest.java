package dev.stoa.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stoa.model.TransformerConfig;
import org.junit.jupiter.api.Test;

class ContiguousCacheTest {
  private static final TransformerConfig CONFIG = TransformerConfig.llama(9, 10, 12, 3, 6, 2, 5);

  @Test
  void eachLayerHasKeysAndValuesForEveryPosition() {
    ContiguousCache cache = new ContiguousCache(CONFIG, 7);
    for (int layer = 0; layer < 3; layer++) {
      // 2 key-value heads of size 2, 7 positions
      assertEquals(28, cache.keys(layer).length);
      assertEquals(28, cache.values(layer).length);
    }
    assertEquals(7, cache.capacity());
    assertEquals(3 * 2 * 28 * 4, cache.bytes());
  }

  @Test
  void theCapacityIsTheContextUnlessGiven() {
    assertEquals(10, new ContiguousCache(CONFIG).capacity());
  }

  @Test
  void theLengthGrowsIsCutAndBeginsAgain() {
    ContiguousCache cache = new ContiguousCache(CONFIG);
    cache.advance(6);
    cache.advance(0);
    cache.advance(4);
    assertEquals(10, cache.length());
    cache.truncate(3);
    assertEquals(3, cache.length());
    cache.clear();
    assertEquals(0, cache.length());
  }

  @Test
  void impossibleLengthsAreRefusedWithTheirNumbers() {
    ContiguousCache cache = new ContiguousCache(CONFIG);
    cache.advance(8);
    Exception tooLong = assertThrows(IllegalArgumentException.class, () -> cache.advance(3));
    assertEquals("the cache holds 8 of 10 positions and cannot take 3 more", tooLong.getMessage());
    Exception tooShort = assertThrows(IllegalArgumentException.class, () -> cache.truncate(9));
    assertEquals("the cache holds 8 positions and cannot keep 9", tooShort.getMessage());
    assertThrows(IllegalArgumentException.class, () -> cache.advance(-1));
    assertThrows(IllegalArgumentException.class, () -> cache.truncate(-1));
    assertEquals(8, cache.length());
  }

  @Test
  void impossibleCapacitiesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ContiguousCache(CONFIG, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new ContiguousCache(CONFIG, Integer.MAX_VALUE));
  }
}
