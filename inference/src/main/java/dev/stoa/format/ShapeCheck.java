package dev.stoa.format;

import dev.stoa.tensor.Shape;
import java.nio.file.Path;

/** The one message for a tensor of another shape. */
final class ShapeCheck {
  private ShapeCheck() {}

  static void requireSame(Path file, String name, Shape stored, Shape wanted) {
    if (!stored.equals(wanted)) {
      throw new IllegalArgumentException(
          "%s: tensor '%s' has the shape %s, but %s is wanted"
              .formatted(file, name, stored, wanted));
    }
  }
}
