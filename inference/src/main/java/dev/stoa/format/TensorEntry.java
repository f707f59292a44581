package dev.stoa.format;

import dev.stoa.tensor.Shape;

/**
 * Where a tensor lies in a file.
 *
 * @param name its name
 * @param type the form of its numbers, little-endian and row-major
 * @param shape its dimensions, outermost first
 * @param begin its first byte, counted from the beginning of the file
 * @param end the byte behind its last
 */
public record TensorEntry(String name, DataType type, Shape shape, long begin, long end) {}
