package dev.stoa.model;

import dev.stoa.autograd.NormOp;
import dev.stoa.autograd.RotaryOp;
import dev.stoa.nn.FeedForward;
import dev.stoa.nn.Position;

/**
 * Everything that makes a decoder-only transformer the model it is, except its weights. GPT-2 and
 * Llama are two values of this type.
 *
 * @param vocabularySize number of token ids
 * @param contextLength the longest text, in tokens
 * @param channels size of a token's vector between layers
 * @param layers number of blocks
 * @param heads query heads of each attention
 * @param keyValueHeads key-value heads, a divisor of heads
 * @param headSize channels of a head
 * @param feedForwardSize hidden channels of a feed-forward part
 * @param norm which normalization
 * @param normEpsilon its ε
 * @param position how positions enter
 * @param feedForward which nonlinear function
 * @param biases whether linear layers and LayerNorms have biases
 * @param tiedEmbeddings whether the output layer's weight is the embedding itself
 * @param dropout probability of dropping a value while training: behind the embedding and behind
 *     both parts of each block; unlike GPT-2, attention's probabilities are never dropped
 */
public record TransformerConfig(
    int vocabularySize,
    int contextLength,
    int channels,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int feedForwardSize,
    NormOp.Kind norm,
    float normEpsilon,
    Position position,
    FeedForward.Kind feedForward,
    boolean biases,
    boolean tiedEmbeddings,
    float dropout) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range, with its name and value
   */
  public TransformerConfig {
    requirePositive("vocabularySize", vocabularySize);
    requirePositive("contextLength", contextLength);
    requirePositive("channels", channels);
    requirePositive("layers", layers);
    requirePositive("heads", heads);
    requirePositive("keyValueHeads", keyValueHeads);
    requirePositive("headSize", headSize);
    requirePositive("feedForwardSize", feedForwardSize);
    if (heads % keyValueHeads != 0) {
      throw new IllegalArgumentException(
          "keyValueHeads must divide heads, but %d does not divide %d"
              .formatted(keyValueHeads, heads));
    }
    if (position instanceof Position.Rotary && headSize % 2 != 0) {
      throw new IllegalArgumentException("rotary positions need an even headSize, not " + headSize);
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), not " + dropout);
    }
    if (!(normEpsilon >= 0 && normEpsilon < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "normEpsilon must be finite and not negative, not " + normEpsilon);
    }
  }

  /**
   * A GPT-2 (Radford et al. 2019): LayerNorm, learned positions, GELU, four times as many hidden
   * channels, tied embeddings, biases.
   *
   * @param vocabularySize number of token ids
   * @param contextLength the longest text, in tokens
   * @param channels channels, a multiple of heads
   * @param layers number of blocks
   * @param heads attention heads
   * @return the configuration, without dropout
   * @throws IllegalArgumentException if heads does not divide channels
   */
  public static TransformerConfig gpt2(
      int vocabularySize, int contextLength, int channels, int layers, int heads) {
    return new TransformerConfig(
        vocabularySize,
        contextLength,
        channels,
        layers,
        heads,
        heads,
        headSize(channels, heads),
        4 * channels,
        NormOp.Kind.LAYER_NORM,
        1e-5f,
        new Position.Learned(),
        FeedForward.Kind.GELU,
        true,
        true,
        0);
  }

  /**
   * A Llama (Touvron et al. 2023): RmsNorm, rotary positions, SwiGLU, no biases, an output layer of
   * its own.
   *
   * @param vocabularySize number of token ids
   * @param contextLength the longest text, in tokens
   * @param channels channels, a multiple of heads
   * @param layers number of blocks
   * @param heads query heads
   * @param keyValueHeads key-value heads
   * @param feedForwardSize hidden channels of the feed-forward part
   * @return the configuration, with base 10,000, halves as rotary pairs, and ε = 1e-5
   * @throws IllegalArgumentException if heads does not divide channels
   */
  public static TransformerConfig llama(
      int vocabularySize,
      int contextLength,
      int channels,
      int layers,
      int heads,
      int keyValueHeads,
      int feedForwardSize) {
    return new TransformerConfig(
        vocabularySize,
        contextLength,
        channels,
        layers,
        heads,
        keyValueHeads,
        headSize(channels, heads),
        feedForwardSize,
        NormOp.Kind.RMS_NORM,
        1e-5f,
        new Position.Rotary(10_000, RotaryOp.Pairing.HALVES),
        FeedForward.Kind.SWIGLU,
        false,
        false,
        0);
  }

  /**
   * This configuration with or without biases.
   *
   * @param biases whether linear layers and LayerNorms have biases
   * @return a changed copy
   */
  public TransformerConfig withBiases(boolean biases) {
    return new TransformerConfig(
        vocabularySize,
        contextLength,
        channels,
        layers,
        heads,
        keyValueHeads,
        headSize,
        feedForwardSize,
        norm,
        normEpsilon,
        position,
        feedForward,
        biases,
        tiedEmbeddings,
        dropout);
  }

  /**
   * This configuration with another dropout.
   *
   * @param dropout probability, in [0, 1)
   * @return a changed copy
   */
  public TransformerConfig withDropout(float dropout) {
    return new TransformerConfig(
        vocabularySize,
        contextLength,
        channels,
        layers,
        heads,
        keyValueHeads,
        headSize,
        feedForwardSize,
        norm,
        normEpsilon,
        position,
        feedForward,
        biases,
        tiedEmbeddings,
        dropout);
  }

  private static int headSize(int channels, int heads) {
    if (heads < 1 || channels % heads != 0) {
      throw new IllegalArgumentException(
          "channels must be a multiple of heads, but %d is none of %d".formatted(channels, heads));
    }
    return channels / heads;
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }
}
