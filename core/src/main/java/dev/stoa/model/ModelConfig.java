package dev.stoa.model;

import dev.stoa.autograd.Reach;
import dev.stoa.autograd.RotaryTable;
import dev.stoa.nn.Nonlinearity;
import dev.stoa.nn.Normalization;

/**
 * Everything that makes a transformer the model it is, except its weights. GPT-2 and Llama are two
 * values of this type, and so is every family to come.
 *
 * @param vocabularySize number of token ids
 * @param contextLength the longest text, in tokens
 * @param channels size of a token's row between layers
 * @param embedding how token ids become rows
 * @param encoder the encoder, or null
 * @param decoder the decoder, or null
 * @param head how rows become logits
 */
public record ModelConfig(
    int vocabularySize,
    int contextLength,
    int channels,
    EmbeddingConfig embedding,
    StackConfig encoder,
    StackConfig decoder,
    Head head) {
  /** How rows become logits of tokens. */
  public enum Head {
    /** Not at all: the model gives rows. */
    NONE,
    /** By the embedding of the tokens (Press and Wolf 2017). */
    TIED,
    /** By a matrix of its own. */
    OWN
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range, with its name and value, or there is
   *     neither an encoder nor a decoder
   */
  public ModelConfig {
    requirePositive("vocabularySize", vocabularySize);
    requirePositive("contextLength", contextLength);
    requirePositive("channels", channels);
    if (encoder == null && decoder == null) {
      throw new IllegalArgumentException("a model needs an encoder, a decoder, or both");
    }
  }

  /**
   * A decoder-only model of equal layers.
   *
   * @param vocabularySize number of token ids
   * @param contextLength the longest text, in tokens
   * @param channels size of a token's row between layers
   * @param embedding how token ids become rows
   * @param decoder the decoder
   * @param head how rows become logits
   * @return the configuration
   * @throws IllegalArgumentException if a number is out of range
   */
  public static ModelConfig decoder(
      int vocabularySize,
      int contextLength,
      int channels,
      EmbeddingConfig embedding,
      StackConfig decoder,
      Head head) {
    return new ModelConfig(vocabularySize, contextLength, channels, embedding, null, decoder, head);
  }

  /**
   * A GPT-2 as it was published: with biases, and here without dropout.
   *
   * @param vocabularySize number of token ids
   * @param contextLength the longest text, in tokens
   * @param channels channels, a multiple of heads
   * @param layers number of layers
   * @param heads attention heads
   * @return the configuration
   * @throws IllegalArgumentException if heads does not divide channels
   */
  public static ModelConfig gpt2(
      int vocabularySize, int contextLength, int channels, int layers, int heads) {
    return gpt2(vocabularySize, contextLength, channels, layers, heads, new Options(true, 0));
  }

  /**
   * A GPT-2 (Radford et al. 2019): LayerNorm, learned positions, GELU, four times as many hidden
   * channels, tied embeddings.
   *
   * @param vocabularySize number of token ids
   * @param contextLength the longest text, in tokens
   * @param channels channels, a multiple of heads
   * @param layers number of layers
   * @param heads attention heads
   * @param options biases, which GPT-2 has, and dropout
   * @return the configuration
   * @throws IllegalArgumentException if heads does not divide channels
   */
  public static ModelConfig gpt2(
      int vocabularySize, int contextLength, int channels, int layers, int heads, Options options) {
    boolean biases = options.biases();
    NormConfig norm = new NormConfig(Normalization.Kind.LAYER_NORM, 1e-5f, biases);
    AttentionConfig attention =
        new AttentionConfig(
            heads,
            heads,
            headSize(channels, heads),
            new Positions.None(),
            AttentionConfig.Scoring.of(Reach.CAUSAL),
            biases,
            false);
    FeedForwardConfig feedForward =
        new FeedForwardConfig(
            Math.multiplyExact(4, channels), Nonlinearity.GELU_TANH, false, biases);
    LayerConfig layer = LayerConfig.preNorm(norm, attention, feedForward, options.dropout());
    return decoder(
        vocabularySize,
        contextLength,
        channels,
        new EmbeddingConfig(true, options.dropout()),
        StackConfig.of(layers, layer, norm),
        Head.TIED);
  }

  /**
   * A Llama as it was published: without biases and dropout.
   *
   * @param vocabularySize number of token ids
   * @param contextLength the longest text, in tokens
   * @param channels channels, a multiple of heads
   * @param layers number of layers
   * @param heads query heads
   * @param keyValueHeads key-value heads, a divisor of heads
   * @param feedForwardSize hidden channels of the feed-forward part
   * @return the configuration
   * @throws IllegalArgumentException if the heads do not divide channels
   */
  public static ModelConfig llama(
      int vocabularySize,
      int contextLength,
      int channels,
      int layers,
      int heads,
      int keyValueHeads,
      int feedForwardSize) {
    Options options = new Options(false, 0);
    return llama(
        vocabularySize,
        contextLength,
        channels,
        layers,
        heads,
        keyValueHeads,
        feedForwardSize,
        options);
  }

  /**
   * A Llama (Touvron et al. 2023): RmsNorm, rotary positions with base 10,000, SwiGLU, an output
   * layer of its own.
   *
   * @param vocabularySize number of token ids
   * @param contextLength the longest text, in tokens
   * @param channels channels, a multiple of the heads
   * @param layers number of layers
   * @param heads query heads
   * @param keyValueHeads key-value heads, a divisor of heads
   * @param feedForwardSize hidden channels of the feed-forward part
   * @param options biases, which Llama does not have, and dropout
   * @return the configuration, with halves as rotary pairs and ε = 1e-5
   * @throws IllegalArgumentException if the heads do not divide channels
   */
  public static ModelConfig llama(
      int vocabularySize,
      int contextLength,
      int channels,
      int layers,
      int heads,
      int keyValueHeads,
      int feedForwardSize,
      Options options) {
    boolean biases = options.biases();
    NormConfig norm = new NormConfig(Normalization.Kind.RMS_NORM, 1e-5f, false);
    AttentionConfig attention =
        new AttentionConfig(
            heads,
            keyValueHeads,
            headSize(channels, heads),
            new Positions.Rotary(10_000, RotaryTable.Pairing.HALVES),
            AttentionConfig.Scoring.of(Reach.CAUSAL),
            biases,
            false);
    FeedForwardConfig feedForward =
        new FeedForwardConfig(feedForwardSize, Nonlinearity.SILU, true, biases);
    LayerConfig layer = LayerConfig.preNorm(norm, attention, feedForward, options.dropout());
    return decoder(
        vocabularySize,
        contextLength,
        channels,
        new EmbeddingConfig(false, options.dropout()),
        StackConfig.of(layers, layer, norm),
        Head.OWN);
  }

  /**
   * What every family leaves open.
   *
   * @param biases whether linear layers and LayerNorms have biases
   * @param dropout probability of dropping a value while training: behind the embedding and behind
   *     both parts of each layer; unlike GPT-2, attention's probabilities are never dropped
   */
  public record Options(boolean biases, float dropout) {}

  /**
   * The stack that reads token ids: the decoder, or the encoder of a model that has no decoder.
   *
   * @return never null
   */
  public StackConfig stack() {
    return decoder != null ? decoder : encoder;
  }

  private static int headSize(int channels, int heads) {
    if (heads < 1 || channels % heads != 0) {
      throw new IllegalArgumentException(
          "channels must be a multiple of heads, but %d is none of %d".formatted(channels, heads));
    }
    return channels / heads;
  }

  static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}
