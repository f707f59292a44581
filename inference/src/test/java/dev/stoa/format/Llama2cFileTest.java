package dev.stoa.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import dev.stoa.model.ResidualConfig;
import dev.stoa.model.StackConfig;
import dev.stoa.nn.Nonlinearity;
import dev.stoa.nn.Normalization;
import dev.stoa.tensor.Shape;
import dev.stoa.testdata.SharedFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Llama2cFileTest {
  /** dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size, seq_len */
  private static final int[] SMALL = {4, 3, 2, 2, 1, 5, 6};

  @TempDir Path directory;

  /** The values of a file are 0, 1, 2 ... in the order of the file. */
  private static byte[] file(int[] header, int values) {
    float[] floats = new float[values];
    for (int i = 0; i < values; i++) {
      floats[i] = i;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(HandMade.ints(header));
    bytes.writeBytes(HandMade.floats(floats));
    return bytes.toByteArray();
  }

  /**
   * Embedding 20; each of two layers: norms 4 + 4, q 16, k and v 8 + 8, o 16, gate, down and up 12
   * each; last norm 4; angles 6 · 2.
   */
  private static final int VALUES = 20 + 2 * (8 + 16 + 16 + 16 + 36) + 4 + 12;

  @Test
  void tensorsLieWhereTheFormatPutsThem() throws IOException {
    Path path = HandMade.write(directory, file(SMALL, VALUES));
    try (Llama2cFile file = Llama2cFile.open(path)) {
      assertEquals(2 + 2 * 9, file.shapes().size());
      assertTensor(file, "model.embed_tokens.weight", 0, 5, 4);
      assertTensor(file, "model.layers.0.input_layernorm.weight", 20, 4);
      assertTensor(file, "model.layers.1.input_layernorm.weight", 24, 4);
      assertTensor(file, "model.layers.1.self_attn.q_proj.weight", 28 + 16, 4, 4);
      assertTensor(file, "model.layers.0.self_attn.k_proj.weight", 60, 2, 4);
      assertTensor(file, "model.layers.0.self_attn.v_proj.weight", 76, 2, 4);
      assertTensor(file, "model.layers.0.self_attn.o_proj.weight", 92, 4, 4);
      assertTensor(file, "model.layers.0.post_attention_layernorm.weight", 124, 4);
      assertTensor(file, "model.layers.0.mlp.gate_proj.weight", 132, 3, 4);
      assertTensor(file, "model.layers.0.mlp.down_proj.weight", 156, 4, 3);
      assertTensor(file, "model.layers.1.mlp.up_proj.weight", 180 + 12, 3, 4);
      assertTensor(file, "model.norm.weight", 204, 4);
    }
  }

  @Test
  void aNegativeVocabularyMeansAnOutputLayerOfItsOwn() throws IOException {
    int[] header = SMALL.clone();
    header[5] = -5;
    Path path = HandMade.write(directory, file(header, VALUES + 20));
    try (Llama2cFile file = Llama2cFile.open(path)) {
      assertEquals(ModelConfig.Head.OWN, file.config().head());
      assertEquals(5, file.config().vocabularySize());
      assertTensor(file, "lm_head.weight", VALUES, 5, 4);
    }
  }

  private static void assertTensor(Llama2cFile file, String name, int first, int... shape)
      throws IOException {
    assertEquals(Shape.of(shape), file.shape(name), name);
    float[] expected = new float[Shape.of(shape).size()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = first + i;
    }
    assertArrayEquals(expected, file.read(name).toArray(), name);
  }

  @Test
  void theConfigurationIsLlamas() throws IOException {
    try (Llama2cFile file = Llama2cFile.open(HandMade.write(directory, file(SMALL, VALUES)))) {
      NormConfig norm = new NormConfig(Normalization.Kind.RMS_NORM, 1e-5f, false);
      AttentionConfig attention =
          new AttentionConfig(
              2,
              1,
              2,
              new Positions.Rotary(10_000, RotaryTable.Pairing.ADJACENT),
              AttentionConfig.Scoring.of(Reach.CAUSAL),
              false,
              false);
      FeedForwardConfig feedForward = new FeedForwardConfig(3, Nonlinearity.SILU, true, false);
      LayerConfig layer = LayerConfig.preNorm(norm, attention, feedForward, 0);
      assertEquals(
          ModelConfig.decoder(
              5,
              6,
              4,
              new EmbeddingConfig(false, 0),
              StackConfig.of(2, layer, norm),
              ModelConfig.Head.TIED),
          file.config());
    }
  }

  @Test
  void theStoriesModelIsAsItsDocumentationSays() throws IOException {
    // github.com/karpathy/llama2.c, doc/stories260K.md
    try (Llama2cFile file = Llama2cFile.open(SharedFiles.stories260K())) {
      ModelConfig config = file.config();
      assertEquals(
          List.of(512, 512, 64),
          List.of(config.vocabularySize(), config.contextLength(), config.channels()));
      assertEquals(5, config.stack().layers().size());
      List<ResidualConfig> parts = config.stack().layers().getFirst().parts();
      AttentionConfig attention = (AttentionConfig) parts.get(0).part();
      assertEquals(List.of(8, 4), List.of(attention.heads(), attention.keyValueHeads()));
      assertEquals(172, ((FeedForwardConfig) parts.get(1).part()).hidden());
    }
  }

  @Test
  void aFileCutAtAnyByteIsRefused() throws IOException {
    byte[] whole = file(SMALL, VALUES);
    for (int length = 0; length < whole.length; length++) {
      refused(HandMade.write(directory, Arrays.copyOf(whole, length)));
    }
    String message = refused(HandMade.write(directory, Arrays.copyOf(whole, whole.length + 4)));
    assertTrue(message.contains(", byte " + whole.length + ": expected a file of"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, dim",
    "1, -3, hidden_dim",
    "2, 0, n_layers",
    "3, -1, n_heads",
    "4, 0, n_kv_heads",
    "5, 0, vocab_size",
    "5, -2147483648, vocab_size",
    "6, -6, seq_len",
    "3, 3, heads of an even size",
    "3, 4, heads of an even size",
    "4, 3, n_kv_heads that divides",
    "0, 2147483644, a file of",
    "1, 2147483647, a file of",
    "2, 2147483647, a file of",
    "5, -2147483647, a file of",
    "6, 2147483647, a file of"
  })
  void absurdNumbersAreRefused(int index, int value, String expected) throws IOException {
    int[] header = SMALL.clone();
    header[index] = value;
    String message = refused(HandMade.write(directory, file(header, VALUES)));
    assertTrue(message.contains(expected), message);
  }

  @Test
  void numbersWhoseProductsOverflowAreRefused() throws IOException {
    int huge = 2147483646;
    int[] header = {huge, huge, huge, 1, 1, huge, huge};
    String message = refused(HandMade.write(directory, file(header, VALUES)));
    assertTrue(message.contains("expected a file of 9223372036854775807 bytes"), message);
  }

  private static String refused(Path path) {
    FormatException refused =
        assertThrows(FormatException.class, () -> Llama2cFile.open(path).close());
    assertEquals(path, refused.file());
    assertTrue(refused.getMessage().startsWith(path + ", byte "), refused.getMessage());
    return refused.getMessage();
  }
}
