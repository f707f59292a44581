package dev.stoa.format;

import dev.stoa.model.ModelConfig;
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
 * A model file of <a href="https://github.com/karpathy/llama2.c">llama2.c</a>, version 0: seven
 * integers and then float32 values, each kind of weight for all layers, in a fixed order.
 *
 * <p>The file names nothing; here its tensors have the names of Hugging Face's Llama, one for each
 * layer. Its tables of rotary angles are skipped, since they follow from the configuration.
 */
public final class Llama2cFile implements WeightFile {
  private final Path file;
  private final FileChannel channel;
  private final ModelConfig config;
  private final Map<String, TensorEntry> entries;
  private final FloatReader reader;
  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  private Llama2cFile(Path file, FileChannel channel, Llama2cHeader header) {
    this.file = file;
    this.channel = channel;
    config = header.config();
    entries = Llama2cLayout.entries(header);
    reader = new FloatReader(file, channel);
    entries.forEach((name, entry) -> shapes.put(name, entry.shape()));
  }

  /**
   * Opens a file and checks that its length is exactly what its seven integers say.
   *
   * @param file the file
   * @return the open file, to be closed
   * @throws dev.stoa.file.FormatException if it is damaged or no such file
   * @throws IOException if it cannot be read
   */
  public static Llama2cFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new Llama2cFile(file, channel, Llama2cHeader.read(file, channel));
    } catch (Throwable thrown) {
      channel.close();
      throw thrown;
    }
  }

  /**
   * The model that the file describes: a Llama with rotary pairs of adjacent channels, base 10,000,
   * and ε = 1e-5, as llama2.c computes it.
   *
   * @return the configuration
   */
  public ModelConfig config() {
    return config;
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public Map<String, Shape> shapes() {
    return Collections.unmodifiableMap(shapes);
  }

  @Override
  public void readInto(String name, Tensor target) throws IOException {
    ShapeCheck.requireSame(file, name, shape(name), target.shape());
    reader.readInto(target, entries.get(name));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
