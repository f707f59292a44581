package dev.stoa.load;

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
import dev.stoa.model.StackConfig;
import dev.stoa.nn.Nonlinearity;
import dev.stoa.nn.Normalization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
  /** The keys of Llama 3.2 1B's config.json that matter, with smaller numbers. */
  private static final String LLAMA =
      """
      {
        "architectures": ["LlamaForCausalLM"],
        "attention_bias": false,
        "attention_dropout": 0.0,
        "bos_token_id": 1,
        "head_dim": 16,
        "hidden_act": "silu",
        "hidden_size": 64,
        "initializer_range": 0.02,
        "intermediate_size": 172,
        "max_position_embeddings": 512,
        "mlp_bias": false,
        "model_type": "llama",
        "num_attention_heads": 8,
        "num_hidden_layers": 5,
        "num_key_value_heads": 4,
        "rms_norm_eps": 1e-05,
        "rope_scaling": null,
        "rope_theta": 500000.0,
        "tie_word_embeddings": true,
        "torch_dtype": "bfloat16",
        "vocab_size": 128256
      }
      """;

  /** GPT-2's own config.json, shortened. */
  private static final String GPT2 =
      """
      {
        "activation_function": "gelu_new",
        "architectures": ["GPT2LMHeadModel"],
        "attn_pdrop": 0.1,
        "embd_pdrop": 0.1,
        "layer_norm_epsilon": 1e-05,
        "model_type": "gpt2",
        "n_ctx": 1024,
        "n_embd": 768,
        "n_head": 12,
        "n_layer": 12,
        "n_positions": 1024,
        "resid_pdrop": 0.1,
        "vocab_size": 50257
      }
      """;

  @TempDir Path directory;

  private ModelConfig read(String json) throws IOException {
    return ConfigFile.read(Files.writeString(directory.resolve("config.json"), json));
  }

  @Test
  void llamasKeysAreRead() throws IOException {
    assertEquals(
        llama(
            new Positions.Rotary(500_000, RotaryTable.Pairing.HALVES),
            new NormConfig(Normalization.Kind.RMS_NORM, 1e-5f, false)),
        read(LLAMA));
  }

  private static ModelConfig llama(Positions positions, NormConfig norm) {
    AttentionConfig attention =
        new AttentionConfig(
            8, 4, 16, positions, AttentionConfig.Scoring.of(Reach.CAUSAL), false, false);
    FeedForwardConfig feedForward = new FeedForwardConfig(172, Nonlinearity.SILU, true, false);
    LayerConfig layer = LayerConfig.preNorm(norm, attention, feedForward, 0);
    return ModelConfig.decoder(
        128256,
        512,
        64,
        new EmbeddingConfig(false, 0),
        StackConfig.of(5, layer, norm),
        ModelConfig.Head.TIED);
  }

  private static AttentionConfig attention(ModelConfig config) {
    return EqualLayers.of(config).attention();
  }

  @Test
  void missingKeysOfLlamaHaveItsDefaults() throws IOException {
    String json =
        """
        {"model_type": "llama", "vocab_size": 7, "max_position_embeddings": 16, "hidden_size": 12,
         "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 5}
        """;
    ModelConfig config = read(json);
    assertEquals(2, attention(config).keyValueHeads());
    assertEquals(6, attention(config).headSize());
    assertEquals(1e-6f, config.stack().norm().epsilon());
    assertEquals(
        new Positions.Rotary(10_000, RotaryTable.Pairing.HALVES), attention(config).positions());
    assertEquals(ModelConfig.Head.OWN, config.head());
  }

  @Test
  void theNewerPlaceOfTheRotaryBaseIsRead() throws IOException {
    String json =
        LLAMA.replace(
            "\"rope_theta\": 500000.0",
            "\"rope_parameters\": {\"rope_theta\": 7.5, \"rope_type\": \"default\"}");
    assertEquals(
        new Positions.Rotary(7.5f, RotaryTable.Pairing.HALVES), attention(read(json)).positions());
  }

  @Test
  void gpt2sKeysAreRead() throws IOException {
    assertEquals(
        ModelConfig.gpt2(50257, 1024, 768, 12, 12, new ModelConfig.Options(true, 0.1f)),
        read(GPT2));
  }

  @Test
  void aLlamaIsWrittenWithLlamasKeys() throws IOException {
    Path file = directory.resolve("config.json");
    ConfigFile.write(file, ModelConfig.llama(7, 16, 12, 1, 2, 1, 5));
    String json = Files.readString(file);
    assertTrue(json.contains("\"model_type\" : \"llama\""), json);
    assertTrue(json.contains("\"num_key_value_heads\" : 1"), json);
  }

  /** What has no key would be lost in silence: the model that is read would be another. */
  @Test
  void aModelThatTheKeysCannotDescribeIsNotWritten() {
    Path file = directory.resolve("config.json");
    ModelConfig usual = ModelConfig.llama(7, 16, 12, 1, 2, 1, 5);
    AttentionConfig a = attention(usual);
    NormConfig norm = usual.stack().norm();
    List<AttentionConfig.Scoring> others =
        List.of(
            AttentionConfig.Scoring.of(Reach.window(3)),
            AttentionConfig.Scoring.of(Reach.FULL),
            new AttentionConfig.Scoring(1, 0, Reach.CAUSAL, null),
            new AttentionConfig.Scoring(0, 50, Reach.CAUSAL, null));
    for (AttentionConfig.Scoring other : others) {
      AttentionConfig changed =
          new AttentionConfig(2, 1, a.headSize(), a.positions(), other, false, false);
      FeedForwardConfig feedForward = new FeedForwardConfig(5, Nonlinearity.SILU, true, false);
      LayerConfig layer = LayerConfig.preNorm(norm, changed, feedForward, 0);
      ModelConfig config =
          ModelConfig.decoder(
              7,
              16,
              12,
              new EmbeddingConfig(false, 0),
              StackConfig.of(1, layer, norm),
              ModelConfig.Head.OWN);
      assertThrows(IllegalArgumentException.class, () -> ConfigFile.write(file, config));
    }
    assertTrue(Files.notExists(file));
  }

  /** Qwen2 has biases in its attention alone. */
  @Test
  void biasesOfAttentionAndFeedForwardAreReadByThemselves() throws IOException {
    ModelConfig config =
        read(LLAMA.replace("\"attention_bias\": false", "\"attention_bias\": true"));
    EqualLayers layers = EqualLayers.of(config);
    assertTrue(layers.attention().biases());
    assertEquals(false, layers.feedForward().biases());
    Path file = directory.resolve("config.json");
    ConfigFile.write(file, config);
    assertEquals(config, ConfigFile.read(file));
  }

  @Test
  void everyConfigurationComesBackExactly() throws IOException {
    Random random = new Random(1);
    Path file = directory.resolve("config.json");
    for (int i = 0; i < 100; i++) {
      ModelConfig config = random(random);
      ConfigFile.write(file, config);
      assertEquals(config, ConfigFile.read(file));
    }
  }

  private static ModelConfig random(Random random) {
    int keyValueHeads = 1 + random.nextInt(3);
    boolean learned = random.nextBoolean();
    boolean biases = random.nextBoolean();
    float dropout = random.nextFloat();
    Positions positions =
        learned
            ? new Positions.None()
            : new Positions.Rotary(positive(random), any(random, RotaryTable.Pairing.values()));
    AttentionConfig attention =
        new AttentionConfig(
            keyValueHeads * (1 + random.nextInt(3)),
            keyValueHeads,
            2 * (1 + random.nextInt(100)),
            positions,
            AttentionConfig.Scoring.of(Reach.CAUSAL),
            biases,
            false);
    boolean gated = random.nextBoolean();
    Nonlinearity function = gated ? Nonlinearity.SILU : Nonlinearity.GELU_TANH;
    FeedForwardConfig feedForward =
        new FeedForwardConfig(1 + random.nextInt(1000), function, gated, biases);
    NormConfig norm =
        new NormConfig(any(random, Normalization.Kind.values()), positive(random), biases);
    return ModelConfig.decoder(
        1 + random.nextInt(100_000),
        1 + random.nextInt(100_000),
        1 + random.nextInt(1000),
        new EmbeddingConfig(learned, dropout),
        StackConfig.of(
            1 + random.nextInt(100),
            LayerConfig.preNorm(norm, attention, feedForward, dropout),
            norm),
        random.nextBoolean() ? ModelConfig.Head.TIED : ModelConfig.Head.OWN);
  }

  /** Any positive float, the subnormal ones and the greatest among them. */
  private static float positive(Random random) {
    return Float.intBitsToFloat(1 + random.nextInt(0x7F7F_FFFF));
  }

  private static <T> T any(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  @Test
  void anUnknownModelIsRefusedWithTheListOfKnownOnes() {
    assertRefused(
        LLAMA.replace("\"llama\"", "\"mamba\""),
        ": the model_type 'mamba' is unknown; known are llama, gpt2");
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"model_type\": \"llama\" | \"model_type\": 3 | key 'model_type': expected a text",
        "\"hidden_act\": \"silu\" | \"hidden_act\": \"relu\" | 'hidden_act': expected one of"
            + " [silu]",
        "\"rope_scaling\": null | \"rope_scaling\": {\"rope_type\": \"llama3\"} | not supported",
        "\"rope_scaling\": null | \"rope_scaling\": {\"type\": \"linear\"} | not supported",
        "\"rope_scaling\": null | \"rope_scaling\": [] | expected an object",
        "\"rope_theta\": 500000.0 | \"rope_theta\": 0 | expected a positive number",
        "\"rope_theta\": 500000.0 | \"rope_theta\": 1e999999999 | the range of float32",
        "\"rope_theta\": 500000.0 | \"rope_theta\": \"1\" | expected a number",
        "\"mlp_bias\": false | \"mlp_bias\": 0 | expected true or false",
        "\"hidden_size\": 64 | \"hidden_size\": 64.5 | 'hidden_size': expected a whole number",
        "\"hidden_size\": 64 | \"hidden_size\": 1e999999999 | expected a whole number",
        "\"hidden_size\": 64 | \"hidden_size\": 4294967360 | expected a whole number below 2^31",
        "\"hidden_size\": 64 | \"hidden_size\": -64 | channels must be at least 1, not -64",
        "\"hidden_size\": 64, | '' | expected a whole number for the key 'hidden_size'",
        "\"head_dim\": 16 | \"head_dim\": 2000000000 | overflow",
        "\"head_dim\": 16 | \"head_dim\": 15 | an even headSize, not 15",
        "\"num_key_value_heads\": 4 | \"num_key_value_heads\": 3 | must divide heads",
        "\"num_attention_heads\": 8 | \"num_attention_heads\": 0 | heads must be at least 1",
        "\"vocab_size\": 128256 | \"vocab_size\": 1, \"vocab_size\": 2 | expected JSON",
        "\"vocab_size\": 128256 | \"vocab_size\": 1} {}, | expected JSON",
        "\"vocab_size\": 128256 | \"vocab_size\": | expected JSON"
      })
  void badValuesAreRefusedByName(String part, String other, String expected) {
    assertTrue(LLAMA.contains(part), part);
    assertRefused(LLAMA.replace(part, other), expected);
  }

  @Test
  void whatIsNoObjectIsRefused() {
    assertRefused("", "expected a JSON object");
    assertRefused("[1]", "expected a JSON object");
    assertRefused("\u0000\u0001", "expected JSON");
    assertRefused("[".repeat(100_000), "expected JSON");
  }

  private void assertRefused(String json, String expected) {
    FormatException refused = assertThrows(FormatException.class, () -> read(json));
    Path file = directory.resolve("config.json");
    assertEquals(file, refused.file());
    assertTrue(refused.getMessage().startsWith(file.toString()), refused.getMessage());
    assertTrue(refused.getMessage().contains(expected), refused.getMessage());
  }
}
