package dev.stoa.format;

import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A safetensors file: a header of JSON that gives each tensor's type, shape and place, and then the
 * numbers, one tensor behind the other (<a
 * href="https://github.com/huggingface/safetensors">huggingface/safetensors</a>).
 *
 * <p>F32, F16 and BF16 are read as float32; a tensor of another type is refused by name when it is
 * read, and does not keep the others from being read. F32 is written.
 */
public final class SafetensorsFile implements WeightFile {
  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final FloatReader reader;
  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  private SafetensorsFile(Path file, FileChannel channel, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    reader = new FloatReader(file, channel);
    header.entries().forEach((name, entry) -> shapes.put(name, entry.shape()));
  }

  /**
   * Opens a file and checks its whole header: types are known, sizes fit shapes, and the tensors
   * fill the file without a hole or an overlap.
   *
   * @param file the file
   * @return the open file, to be closed
   * @throws dev.stoa.file.FormatException if it is damaged or no such file
   * @throws IOException if it cannot be read
   */
  public static SafetensorsFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new SafetensorsFile(file, channel, SafetensorsHeader.read(file, channel));
    } catch (Throwable thrown) {
      channel.close();
      throw thrown;
    }
  }

  /**
   * Writes tensors as float32, atomically: the file in place is replaced when the new one is
   * complete. Python's safetensors package reads it.
   *
   * @param file where it shall be
   * @param tensors names and values, written in the order of the map
   * @param metadata texts to keep beside them
   * @throws IllegalArgumentException if a tensor is called {@code __metadata__}
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    SafetensorsWriter.write(file, tensors, metadata);
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public Map<String, Shape> shapes() {
    return Collections.unmodifiableMap(shapes);
  }

  /**
   * Where each tensor lies.
   *
   * @return by name, in the order of the header, unmodifiable
   */
  public Map<String, TensorEntry> entries() {
    return Collections.unmodifiableMap(header.entries());
  }

  /**
   * The texts that the file keeps beside its tensors.
   *
   * @return by key, unmodifiable; empty if there are none
   */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  @Override
  public void readInto(String name, Tensor target) throws IOException {
    ShapeCheck.requireSame(file, name, shape(name), target.shape());
    reader.readInto(target, header.entries().get(name));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
