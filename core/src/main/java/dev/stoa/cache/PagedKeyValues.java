package dev.stoa.cache;

import dev.stoa.kernel.Tiles;
import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys and values of one text in pages of a {@linkplain PagePool pool}: many pages of one tile, or
 * one for the whole text. Texts with the same beginning {@linkplain #fork share} its pages.
 */
public final class PagedKeyValues implements KeyValues {
  private final PagePool pool;
  private final int capacity;
  private final List<Page> pages = new ArrayList<>();
  private final Tiles[][] keys;
  private final Tiles[][] values;
  private int length;

  /** Positions before this one were given back. */
  private int released;

  /**
   * A text of no positions.
   *
   * @param pool where its pages come from
   * @param capacity positions that the text may have, at least 1
   * @throws IllegalArgumentException if so many do not fit into the pool's pages
   */
  public PagedKeyValues(PagePool pool, int capacity) {
    if (capacity < 1 || capacity > (long) pool.pages() * pool.positions()) {
      throw new IllegalArgumentException(
          "the capacity must be from 1 to the %d positions of %d pages, not %d"
              .formatted((long) pool.pages() * pool.positions(), pool.pages(), capacity));
    }
    this.pool = pool;
    this.capacity = capacity;
    int layers = pool.layers().size();
    keys = new Tiles[layers][];
    values = new Tiles[layers][];
    for (int i = 0; i < layers; i++) {
      int layer = i;
      int heads = pool.layers().get(i).heads();
      keys[i] = new Tiles[heads];
      values[i] = new Tiles[heads];
      for (int j = 0; j < heads; j++) {
        int head = j;
        keys[i][j] =
            (view, from, count) -> page(from).keys(layer).show(view, head, inPage(from), count);
        values[i][j] =
            (view, from, count) -> page(from).values(layer).show(view, head, inPage(from), count);
      }
    }
  }

  /**
   * An empty text in one piece, kept in float32.
   *
   * @param layers what each layer keeps
   * @param capacity positions that fit, at least 1
   * @return keys and values with a pool of their own
   * @throws IllegalArgumentException for a capacity below 1, or if a layer's keys are too many for
   *     an array
   */
  public static PagedKeyValues contiguous(List<Layer> layers, int capacity) {
    return new PagedKeyValues(
        PagePool.contiguous(layers, capacity, PagePool.Storage.FLOAT32), capacity);
  }

  private Page page(int position) {
    return pages.get(position / pool.positions());
  }

  private int inPage(int position) {
    return position % pool.positions();
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public void append(int layer, Tensor k, Tensor v, int from, int count) {
    requireRoom(count);
    for (int i = 0; i < count; i++) {
      Page page = writable(length + i);
      int at = inPage(length + i);
      page.keys(layer).put(at, k.data(), k.offset() + (from + i) * k.stride());
      page.values(layer).put(at, v.data(), v.offset() + (from + i) * v.stride());
    }
  }

  private void requireRoom(int count) {
    if (count < 0 || count > capacity - length) {
      throw new IllegalArgumentException(
          "the key-value cache holds %d positions, but the text has %d by now"
              .formatted(capacity, (long) length + count));
    }
  }

  /** The page of a position: taken if it is the next one, copied if another text holds it too. */
  private Page writable(int position) {
    int index = position / pool.positions();
    if (index == pages.size()) {
      pages.add(pool.take());
    } else if (pages.get(index).holders > 1) {
      Page shared = pages.get(index);
      Page own = pool.take();
      own.copyFrom(shared);
      pool.give(shared);
      pages.set(index, own);
    }
    return pages.get(index);
  }

  @Override
  public Tiles keys(int layer, int head) {
    return keys[layer][head];
  }

  @Override
  public Tiles values(int layer, int head) {
    return values[layer][head];
  }

  @Override
  public void advance(int positions) {
    requireRoom(positions);
    length += positions;
  }

  @Override
  public void truncate(int length) {
    if (length < 0 || length > this.length) {
      throw new IllegalArgumentException(
          "the cache holds %d positions and cannot keep %d".formatted(this.length, length));
    }
    if (length > 0 && length < released) {
      throw new IllegalArgumentException(
          "positions before %d were given back: the cache cannot end at %d, only be emptied"
              .formatted(released, length));
    }
    if (length == 0) {
      released = 0;
    }
    this.length = length;
    while (pages.size() > Math.ceilDiv(length, pool.positions())) {
      Page page = pages.removeLast();
      if (page != null) {
        pool.give(page);
      }
    }
  }

  /**
   * A second text that begins as this one does. Full pages are shared; what either text appends is
   * its own.
   *
   * @return a text of the same length, in the same pool
   */
  public PagedKeyValues fork() {
    PagedKeyValues fork = new PagedKeyValues(pool, capacity);
    for (Page page : pages) {
      if (page != null) {
        page.holders++;
      }
      fork.pages.add(page);
    }
    fork.length = length;
    fork.released = released;
    return fork;
  }

  /**
   * Gives back the pages that lie wholly before a position, for models all of whose layers see a
   * window only.
   *
   * @param position the first position that is still read
   */
  public void releaseBefore(int position) {
    int whole = Math.min(position, length) / pool.positions();
    released = Math.max(released, whole * pool.positions());
    for (int i = 0; i < whole; i++) {
      Page page = pages.set(i, null);
      if (page != null) {
        pool.give(page);
      }
    }
  }

  /**
   * The memory of the pages that this text holds, shared ones among them, filled or not.
   *
   * @return bytes
   */
  public long bytes() {
    return pages.stream().filter(page -> page != null).mapToLong(Page::bytes).sum();
  }
}
