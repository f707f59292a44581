package dev.stoa.format;

import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * An open file of named tensors, whose sizes were all checked when it was opened. Used by one
 * thread at a time.
 */
public interface WeightFile extends Closeable {
  /**
   * The file that is open.
   *
   * @return its path as it was given
   */
  Path file();

  /**
   * The tensors that the file has.
   *
   * @return names and shapes in the order of the file, unmodifiable
   */
  Map<String, Shape> shapes();

  /**
   * Reads a tensor into an existing one.
   *
   * @param name its name
   * @param target where its values go, with the same shape
   * @throws IllegalArgumentException if there is no such tensor, or the shapes differ
   * @throws dev.stoa.file.FormatException if its values are in a form that is not read, or the file
   *     has become shorter
   * @throws IOException if the file cannot be read
   */
  void readInto(String name, Tensor target) throws IOException;

  /**
   * Reads a tensor.
   *
   * @param name its name
   * @return its values as float32, in an array of their own
   * @throws IllegalArgumentException if there is no such tensor
   * @throws dev.stoa.file.FormatException if its values are in a form that is not read, or the file
   *     has become shorter
   * @throws IOException if the file cannot be read
   */
  default Tensor read(String name) throws IOException {
    Tensor tensor = Tensor.zeros(shape(name).toArray());
    readInto(name, tensor);
    return tensor;
  }

  /**
   * The shape of a tensor.
   *
   * @param name its name
   * @return its shape
   * @throws IllegalArgumentException if there is no such tensor
   */
  default Shape shape(String name) {
    Shape shape = shapes().get(name);
    if (shape == null) {
      throw new IllegalArgumentException(file() + " has no tensor '" + name + "'");
    }
    return shape;
  }
}
