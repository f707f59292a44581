package dev.stoa.format;

import dev.stoa.autograd.Reach;
import dev.stoa.autograd.RotaryTable;
import dev.stoa.file.FormatException;
import dev.stoa.model.AttentionConfig;
import dev.stoa.model.EmbeddingConfig;
import dev.stoa.model.FeedForwardConfig;
import dev.stoa.model.LayerConfig;
import dev.stoa.model.ModelConfig;
import dev.stoa.model.NormConfig;
import dev.stoa.model.Positions;
import dev.stoa.model.StackConfig;
import dev.stoa.nn.Nonlinearity;
import dev.stoa.nn.Normalization;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The seven integers at the beginning of a llama2.c file of version 0, checked.
 *
 * @param channels dim
 * @param feedForwardSize hidden_dim
 * @param layers n_layers
 * @param heads n_heads
 * @param keyValueHeads n_kv_heads
 * @param vocabularySize the amount of vocab_size
 * @param contextLength seq_len
 * @param tiedEmbeddings whether vocab_size is positive
 */
record Llama2cHeader(
    int channels,
    int feedForwardSize,
    int layers,
    int heads,
    int keyValueHeads,
    int vocabularySize,
    int contextLength,
    boolean tiedEmbeddings) {
  static final int BYTES = 7 * 4;

  private static final String[] NAMES = {
    "dim", "hidden_dim", "n_layers", "n_heads", "n_kv_heads", "vocab_size", "seq_len"
  };

  /** Index of vocab_size, the one number that may be negative. */
  private static final int VOCABULARY = 5;

  static Llama2cHeader read(Path file, FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, bytes.position()) < 0) {
        throw FormatException.atByte(
            file, bytes.position(), "expected the seven integers of llama2.c, found the end");
      }
    }
    int[] numbers = new int[NAMES.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = bytes.getInt(4 * i);
      // The amount of the least integer is no integer, so it is refused like 0.
      if (numbers[i] < 1 && (i != VOCABULARY || Math.abs(numbers[i]) < 1)) {
        throw FormatException.atByte(
            file, 4L * i, "expected a positive %s, found %d".formatted(NAMES[i], numbers[i]));
      }
    }
    Llama2cHeader header =
        new Llama2cHeader(
            numbers[0],
            numbers[1],
            numbers[2],
            numbers[3],
            numbers[4],
            Math.abs(numbers[VOCABULARY]),
            numbers[6],
            numbers[VOCABULARY] > 0);
    header.requireHeads(file);
    header.requireLength(file, channel.size());
    return header;
  }

  int headSize() {
    return channels / heads;
  }

  int keyValueChannels() {
    return headSize() * keyValueHeads;
  }

  private void requireHeads(Path file) throws FormatException {
    if (channels % heads != 0 || headSize() % 2 != 0) {
      throw FormatException.atByte(
          file,
          12,
          "expected heads of an even size, but dim %d is divided by n_heads %d"
              .formatted(channels, heads));
    }
    if (heads % keyValueHeads != 0) {
      throw FormatException.atByte(
          file,
          16,
          "expected an n_kv_heads that divides n_heads %d, found %d"
              .formatted(heads, keyValueHeads));
    }
  }

  private void requireLength(Path file, long found) throws FormatException {
    long expected;
    try {
      expected = Math.addExact(BYTES, Math.multiplyExact(4L, floats()));
    } catch (ArithmeticException e) {
      expected = Long.MAX_VALUE;
    }
    if (found != expected) {
      throw FormatException.atByte(
          file,
          Math.min(found, expected),
          "expected a file of %d bytes for %s, found %d".formatted(expected, this, found));
    }
    long widest = Math.max(channels, Math.max(vocabularySize, feedForwardSize));
    if (widest * channels > Integer.MAX_VALUE - 8) {
      throw FormatException.atByte(
          file, 0, "expected matrices of at most 2^31 - 9 values for " + this);
    }
  }

  /** All numbers of the file, those that are skipped too. */
  private long floats() {
    long square = Math.multiplyExact((long) channels, channels);
    long attention =
        Math.addExact(
            Math.multiplyExact(2L, square),
            Math.multiplyExact(2L * channels, (long) keyValueChannels()));
    long feedForward = Math.multiplyExact(3L * channels, (long) feedForwardSize);
    long layer = Math.addExact(Math.addExact(attention, feedForward), 2L * channels);
    long embedding = Math.multiplyExact((long) vocabularySize, channels);
    long angles = Math.multiplyExact((long) contextLength, headSize());
    long all = Math.addExact(Math.multiplyExact(layer, layers), Math.addExact(embedding, angles));
    return Math.addExact(all, Math.addExact(channels, tiedEmbeddings ? 0 : embedding));
  }

  ModelConfig config() {
    NormConfig norm = new NormConfig(Normalization.Kind.RMS_NORM, 1e-5f, false);
    AttentionConfig attention =
        new AttentionConfig(
            heads,
            keyValueHeads,
            headSize(),
            new Positions.Rotary(10_000, RotaryTable.Pairing.ADJACENT),
            AttentionConfig.Scoring.of(Reach.CAUSAL),
            false,
            false);
    FeedForwardConfig feedForward =
        new FeedForwardConfig(feedForwardSize, Nonlinearity.SILU, true, false);
    LayerConfig layer = LayerConfig.preNorm(norm, attention, feedForward, 0);
    return ModelConfig.decoder(
        vocabularySize,
        contextLength,
        channels,
        new EmbeddingConfig(false, 0),
        StackConfig.of(layers, layer, norm),
        tiedEmbeddings ? ModelConfig.Head.TIED : ModelConfig.Head.OWN);
  }
}
