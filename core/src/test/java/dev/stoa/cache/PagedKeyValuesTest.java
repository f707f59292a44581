package dev.stoa.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.autograd.Tape;
import dev.stoa.cache.PagePool.Storage;
import dev.stoa.kernel.Rows;
import dev.stoa.kernel.Tiles;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.nn.ParameterSource;
import dev.stoa.nn.Pass;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Keys and values in pages")
class PagedKeyValuesTest {
  /** Two key-value heads of size 4 in each of two layers. */
  private static final ModelConfig CONFIG = ModelConfig.llama(13, 600, 16, 2, 4, 2, 24);

  private static final List<KeyValues.Layer> LAYERS = CONFIG.stack().keeps();

  private static Tensor random(int seed, int rows) {
    Random random = new Random(seed);
    Tensor x = Tensor.zeros(rows, 8);
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = random.nextFloat(-1, 1);
    }
    return x;
  }

  /** Appends rows to both layers. */
  private static void write(KeyValues cache, Tensor rows) {
    for (int layer = 0; layer < 2; layer++) {
      cache.append(layer, rows, rows, 0, rows.rows());
    }
    cache.advance(rows.rows());
  }

  private static float[] read(Tiles tiles, int position) {
    Rows view = new Rows();
    tiles.show(view, position, 1);
    return Arrays.copyOfRange(view.data, view.offset, view.offset + 4);
  }

  @Nested
  @DisplayName("change no bit of a model's logits")
  class SameBits {
    /** A prompt of 400 tokens in pieces of 250 and 150, then 100 tokens one by one. */
    private float[] logits(KeyValues cache) {
      Model model = new Model(CONFIG, ParameterSource.random(3));
      int[] ids = new Random(4).ints(500, 0, 13).toArray();
      try (Workers workers = new Workers(2)) {
        Tape tape = new Tape(new Execution(workers));
        Tensor last = null;
        int from = 0;
        int[] pieces = new int[102];
        Arrays.fill(pieces, 1);
        pieces[0] = 250;
        pieces[1] = 150;
        for (int piece : pieces) {
          tape.begin();
          Pass pass = new Pass(tape, Segments.cached(piece, cache));
          last = model.lastLogits(pass, Arrays.copyOfRange(ids, from, from + piece));
          from += piece;
        }
        return last.toArray();
      }
    }

    @Test
    @DisplayName("in float32: pages are the contiguous cache, bit for bit")
    void float32() {
      assertArrayEquals(
          logits(PagedKeyValues.contiguous(LAYERS, 600)),
          logits(new PagedKeyValues(PagePool.ofPages(LAYERS, 4, Storage.FLOAT32), 600)));
    }

    @Test
    @DisplayName("in int8 too, whose logits are others than those of float32")
    void int8() {
      float[] whole =
          logits(new PagedKeyValues(PagePool.contiguous(LAYERS, 600, Storage.INT8), 600));
      assertArrayEquals(
          whole, logits(new PagedKeyValues(PagePool.ofPages(LAYERS, 4, Storage.INT8), 600)));
      float[] exact = logits(PagedKeyValues.contiguous(LAYERS, 600));
      assertTrue(!Arrays.equals(whole, exact), "int8 must round");
    }
  }

  @Nested
  @DisplayName("give back what was written")
  class Storing {
    @Test
    @DisplayName("by head and position, in float32 as it was")
    void float32() {
      Tensor rows = random(1, 300);
      KeyValues cache = new PagedKeyValues(PagePool.ofPages(LAYERS, 2, Storage.FLOAT32), 300);
      write(cache, rows);
      for (int position : new int[] {0, 191, 192, 299}) {
        float[] row = rows.rows(position, position + 1).toArray();
        assertArrayEquals(Arrays.copyOfRange(row, 4, 8), read(cache.keys(1, 1), position));
        assertArrayEquals(Arrays.copyOfRange(row, 0, 4), read(cache.values(0, 0), position));
      }
    }

    /** Codes are rounded to the nearest: off by at most half a scale, max|x| / 127 / 2. */
    @Test
    @DisplayName("in int8 to within half a step of its row")
    void int8() {
      Tensor rows = random(2, 50);
      Arrays.fill(rows.data(), 0, 4, 0);
      KeyValues cache = new PagedKeyValues(PagePool.contiguous(LAYERS, 50, Storage.INT8), 50);
      write(cache, rows);
      assertArrayEquals(new float[4], read(cache.keys(0, 0), 0));
      for (int position = 0; position < 50; position++) {
        float[] row = Arrays.copyOfRange(rows.toArray(), position * 8 + 4, position * 8 + 8);
        float largest = 0;
        for (float value : row) {
          largest = Math.max(largest, Math.abs(value));
        }
        float[] stored = read(cache.keys(0, 1), position);
        for (int i = 0; i < 4; i++) {
          assertEquals(row[i], stored[i], largest / 127 / 2 * 1.0001, "position " + position);
        }
      }
    }
  }

  @Nested
  @DisplayName("are taken from a pool and given back")
  class Pool {
    private final PagePool pool = PagePool.ofPages(LAYERS, 3, Storage.FLOAT32);

    @Test
    @DisplayName("as the text grows, is cut and ends")
    void growsAndIsCut() {
      PagedKeyValues cache = new PagedKeyValues(pool, 500);
      assertEquals(3, pool.available());
      write(cache, random(1, 193));
      assertEquals(1, pool.available());
      cache.truncate(192);
      assertEquals(2, pool.available());
      cache.truncate(0);
      assertEquals(3, pool.available());
      assertEquals(0, cache.length());
    }

    @Test
    @DisplayName("and a text without a page left says so")
    void runsOut() {
      write(new PagedKeyValues(pool, 500), random(1, 400));
      PagedKeyValues second = new PagedKeyValues(pool, 500);
      String message =
          assertThrows(IllegalArgumentException.class, () -> write(second, random(2, 1)))
              .getMessage();
      assertTrue(message.contains("3 pages"), message);
    }

    @Test
    @DisplayName("before a window, but not the page that it reaches into")
    void behindAWindow() {
      PagedKeyValues cache = new PagedKeyValues(pool, 500);
      Tensor rows = random(1, 400);
      write(cache, rows);
      cache.releaseBefore(383);
      assertEquals(1, pool.available());
      assertArrayEquals(
          Arrays.copyOfRange(rows.toArray(), 192 * 8, 192 * 8 + 4), read(cache.keys(0, 0), 192));
      String message =
          assertThrows(IllegalArgumentException.class, () -> cache.truncate(190)).getMessage();
      assertTrue(message.contains("positions before 192 were given back"), message);
      cache.truncate(0);
      assertEquals(3, pool.available());
      write(cache, random(2, 1));
      assertEquals(1, cache.length());
    }
  }

  @Nested
  @DisplayName("are shared by texts that begin alike")
  class Forks {
    @Test
    @DisplayName("until one of them writes")
    void copiesOnWrite() {
      PagePool pool = PagePool.ofPages(LAYERS, 4, Storage.FLOAT32);
      PagedKeyValues first = new PagedKeyValues(pool, 500);
      Tensor beginning = random(1, 200);
      write(first, beginning);
      PagedKeyValues second = first.fork();
      assertEquals(2, pool.available());
      write(second, random(2, 1));
      assertEquals(1, pool.available(), "the full page is shared, the last one is copied");
      write(first, random(3, 1));
      assertNotEquals(read(first.keys(0, 0), 200)[0], read(second.keys(0, 0), 200)[0]);
      for (int position : new int[] {0, 191, 192, 199}) {
        assertArrayEquals(read(first.keys(0, 0), position), read(second.keys(0, 0), position));
      }
      first.truncate(0);
      assertArrayEquals(
          Arrays.copyOf(beginning.toArray(), 4), read(second.keys(0, 0), 0), "still held");
      second.truncate(0);
      assertEquals(4, pool.available());
    }
  }

  @Nested
  @DisplayName("refuse what does not fit")
  class Refusals {
    private final PagedKeyValues cache = PagedKeyValues.contiguous(LAYERS, 10);

    @Test
    @DisplayName("with the numbers")
    void impossibleLengths() {
      write(cache, random(1, 8));
      String tooLong =
          assertThrows(IllegalArgumentException.class, () -> write(cache, random(1, 3)))
              .getMessage();
      assertEquals("the key-value cache holds 10 positions, but the text has 11 by now", tooLong);
      String tooShort =
          assertThrows(IllegalArgumentException.class, () -> cache.truncate(9)).getMessage();
      assertEquals("the cache holds 8 positions and cannot keep 9", tooShort);
      assertThrows(IllegalArgumentException.class, () -> cache.advance(-1));
      assertThrows(IllegalArgumentException.class, () -> cache.truncate(-1));
      assertEquals(8, cache.length());
    }

    @Test
    @DisplayName("as a capacity")
    void impossibleCapacities() {
      assertThrows(IllegalArgumentException.class, () -> PagedKeyValues.contiguous(LAYERS, 0));
      assertThrows(
          IllegalArgumentException.class,
          () -> PagedKeyValues.contiguous(LAYERS, Integer.MAX_VALUE));
      PagePool pool = PagePool.ofPages(LAYERS, 2, Storage.FLOAT32);
      assertThrows(IllegalArgumentException.class, () -> new PagedKeyValues(pool, 385));
    }
  }
}
