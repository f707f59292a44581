package dev.stoa.cache;

import dev.stoa.kernel.Tiles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Pages of keys and values that texts take as they grow and give back when they end (Kwon et al.
 * 2023, "PagedAttention"). A page has room for {@link Tiles#SIZE} positions of all layers, so that
 * a tile lies in one page, or for a whole text. Used by one thread at a time.
 */
public final class PagePool {
  /** How a value is kept. */
  public enum Storage {
    /** As it is. */
    FLOAT32,
    /** In 8 bits, with a scale for each head and position. */
    INT8
  }

  private final List<KeyValues.Layer> layers;
  private final int positions;
  private final Storage storage;
  private final int most;
  private final Deque<Page> free = new ArrayDeque<>();
  private int made;

  private PagePool(List<KeyValues.Layer> layers, int positions, int most, Storage storage) {
    if (positions < 1 || most < 1) {
      throw new IllegalArgumentException(
          "the capacity must be at least 1, not " + Math.min(positions, most));
    }
    for (KeyValues.Layer layer : layers) {
      long width = (long) layer.heads() * layer.headSize();
      if (width > (Integer.MAX_VALUE - 8) / positions) {
        throw new IllegalArgumentException(
            "a layer's keys must be at most 2^31 - 9 values, but %d positions have %d each"
                .formatted(positions, width));
      }
    }
    this.layers = List.copyOf(layers);
    this.positions = positions;
    this.most = most;
    this.storage = storage;
  }

  /**
   * Pages of one tile.
   *
   * @param layers what each layer keeps
   * @param pages how many pages there are at most, at least 1
   * @param storage how values are kept
   * @return a pool that has made no page yet
   * @throws IllegalArgumentException for fewer pages than 1
   */
  public static PagePool ofPages(List<KeyValues.Layer> layers, int pages, Storage storage) {
    return new PagePool(layers, Tiles.SIZE, pages, storage);
  }

  /**
   * One page with room for a whole text: the contiguous form, with the least to do for one text.
   *
   * @param layers what each layer keeps
   * @param capacity positions that fit, at least 1
   * @param storage how values are kept
   * @return a pool for one text
   * @throws IllegalArgumentException for a capacity below 1, or if a layer's keys are too many for
   *     an array
   */
  public static PagePool contiguous(List<KeyValues.Layer> layers, int capacity, Storage storage) {
    return new PagePool(layers, capacity, 1, storage);
  }

  /**
   * What each layer keeps.
   *
   * @return one entry a layer
   */
  public List<KeyValues.Layer> layers() {
    return layers;
  }

  /**
   * Positions of a page.
   *
   * @return how many
   */
  public int positions() {
    return positions;
  }

  /**
   * Pages that can still be taken.
   *
   * @return how many
   */
  public int available() {
    return most - made + free.size();
  }

  /**
   * Pages at the most.
   *
   * @return how many
   */
  public int pages() {
    return most;
  }

  Page take() {
    Page page = free.poll();
    if (page == null) {
      if (made == most) {
        throw new IllegalArgumentException(
            "all %d pages of %d positions are taken: end a text, or make the pool larger"
                .formatted(most, positions));
      }
      made++;
      page =
          new Page(
              layers,
              layer ->
                  switch (storage) {
                    case FLOAT32 -> new FloatRows(layer, positions);
                    case INT8 -> new Int8Rows(layer, positions);
                  });
    }
    page.holders = 1;
    return page;
  }

  void give(Page page) {
    page.holders--;
    if (page.holders == 0) {
      free.push(page);
    }
  }
}
