package dev.stoa.cache;

import java.util.List;
import java.util.function.Function;

/** Keys and values of all layers for some neighbouring positions. */
final class Page {
  /** How many texts hold this page; one that is shared is copied before it is written. */
  int holders;

  private final RowStore[] keys;
  private final RowStore[] values;

  Page(List<KeyValues.Layer> layers, Function<KeyValues.Layer, RowStore> maker) {
    keys = layers.stream().map(maker).toArray(RowStore[]::new);
    values = layers.stream().map(maker).toArray(RowStore[]::new);
  }

  RowStore keys(int layer) {
    return keys[layer];
  }

  RowStore values(int layer) {
    return values[layer];
  }

  void copyFrom(Page other) {
    for (int layer = 0; layer < keys.length; layer++) {
      keys[layer].copyFrom(other.keys[layer]);
      values[layer].copyFrom(other.values[layer]);
    }
  }

  long bytes() {
    long sum = 0;
    for (int layer = 0; layer < keys.length; layer++) {
      sum += keys[layer].bytes() + values[layer].bytes();
    }
    return sum;
  }
}
