package dev.stoa.format;

import java.util.List;

/**
 * Where a tensor lies in a GGUF file.
 *
 * @param name its name
 * @param type the form of its numbers
 * @param shape its dimensions, outermost first, as everywhere in this library: the last one, which
 *     the file has first, is contiguous
 * @param begin its first byte, counted from the beginning of the file
 * @param end the byte behind its last
 */
public record GgufTensor(String name, GgufType type, List<Long> shape, long begin, long end) {

  /** Copies the shape. */
  public GgufTensor {
    shape = List.copyOf(shape);
  }
}
