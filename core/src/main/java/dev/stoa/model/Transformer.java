package dev.stoa.model;

import dev.stoa.autograd.AddOp;
import dev.stoa.autograd.AttentionOp;
import dev.stoa.autograd.DropoutOp;
import dev.stoa.autograd.EmbeddingOp;
import dev.stoa.autograd.LinearOp;
import dev.stoa.autograd.RotaryOp;
import dev.stoa.autograd.RowsOp;
import dev.stoa.autograd.Tape;
import dev.stoa.nn.Block;
import dev.stoa.nn.FeedForward;
import dev.stoa.nn.Initial;
import dev.stoa.nn.Linear;
import dev.stoa.nn.Normalization;
import dev.stoa.nn.ParameterSource;
import dev.stoa.nn.Parameters;
import dev.stoa.nn.Position;
import dev.stoa.nn.SelfAttention;
import dev.stoa.tensor.Segments;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.DenseWeight;
import dev.stoa.weight.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A decoder-only transformer: the one definition that is trained, quantized, cached and generated
 * from.
 *
 * <p>Its parameters have the names of Hugging Face's Llama ({@code model.layers.0.self_attn.q_proj
 * .weight} ...), extended by {@code model.embed_positions.weight} for learned positions; without a
 * gate the feed-forward part has {@code up_proj} and {@code down_proj} alone. A model can be used
 * by several threads at once, each with a tape of its own, as long as nobody trains it.
 */
public final class Transformer {
  /** Standard deviation of new embeddings, as in GPT-2: an untrained model's logits are near 0. */
  private static final float EMBEDDING_DEVIATION = 0.02f;

  private final TransformerConfig config;
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final Weight tokens;
  private final Weight positions;
  private final List<Block> blocks = new ArrayList<>();
  private final Normalization norm;
  private final Weight output;

  /**
   * Builds the model from its parameters.
   *
   * @param config what the model is
   * @param source where its parameters come from
   * @throws IllegalArgumentException if the source lacks a parameter or has it in another shape
   */
  public Transformer(TransformerConfig config, ParameterSource source) {
    this.config = config;
    Parameters root = new Parameters("", source, weights);
    Parameters model = root.at("model");
    int channels = config.channels();
    Initial initial = new Initial.Normal(EMBEDDING_DEVIATION);
    tokens = model.at("embed_tokens").matrix("weight", config.vocabularySize(), channels, initial);
    positions =
        config.position() instanceof Position.Learned
            ? model
                .at("embed_positions")
                .matrix("weight", config.contextLength(), channels, initial)
            : null;
    RotaryOp.Table rotary =
        config.position() instanceof Position.Rotary(float base, RotaryOp.Pairing pairing)
            ? RotaryOp.Table.of(config.contextLength(), config.headSize(), base, pairing)
            : null;
    for (int layer = 0; layer < config.layers(); layer++) {
      blocks.add(block(model.at("layers").at(Integer.toString(layer)), layer, rotary));
    }
    norm = norm(model.at("norm"));
    output =
        config.tiedEmbeddings()
            ? tokens
            : root.at("lm_head").matrix("weight", config.vocabularySize(), channels, initial);
  }

  private Block block(Parameters layer, int number, RotaryOp.Table rotary) {
    return new Block(
        norm(layer.at("input_layernorm")),
        attention(layer.at("self_attn"), number, rotary),
        norm(layer.at("post_attention_layernorm")),
        feedForward(layer.at("mlp")),
        config.dropout());
  }

  private Normalization norm(Parameters parameters) {
    return Normalization.of(
        parameters, config.norm(), config.channels(), config.biases(), config.normEpsilon());
  }

  private SelfAttention attention(Parameters attention, int layer, RotaryOp.Table rotary) {
    int channels = config.channels();
    int queries = config.heads() * config.headSize();
    int keys = config.keyValueHeads() * config.headSize();
    boolean biases = config.biases();
    return new SelfAttention(
        Linear.of(attention.at("q_proj"), channels, queries, biases, deviation()),
        Linear.of(attention.at("k_proj"), channels, keys, biases, deviation()),
        Linear.of(attention.at("v_proj"), channels, keys, biases, deviation()),
        Linear.of(attention.at("o_proj"), queries, channels, biases, residualDeviation()),
        new AttentionOp.Heads(layer, config.heads(), config.keyValueHeads(), config.headSize()),
        rotary);
  }

  private FeedForward feedForward(Parameters mlp) {
    int channels = config.channels();
    int hidden = config.feedForwardSize();
    boolean biases = config.biases();
    return new FeedForward(
        config.feedForward() == FeedForward.Kind.SWIGLU
            ? Linear.of(mlp.at("gate_proj"), channels, hidden, biases, deviation())
            : null,
        Linear.of(mlp.at("up_proj"), channels, hidden, biases, deviation()),
        Linear.of(mlp.at("down_proj"), hidden, channels, biases, residualDeviation()));
  }

  /**
   * Standard deviation of new linear layers: GPT-2's 0.02 at the 768 channels of its smallest
   * model, and for other sizes in proportion to 1/√channels, so that a layer's outputs begin
   * equally large in every model. GPT-2 itself keeps 0.02 at all sizes, with which narrow models
   * learn more slowly.
   */
  private float deviation() {
    return (float) (0.02 * Math.sqrt(768.0 / config.channels()));
  }

  /**
   * New weights that add to the residual stream are smaller by the root of how many do (Radford et
   * al. 2019, section 2.3), so that the stream's variance does not grow with the depth.
   */
  private float residualDeviation() {
    return (float) (deviation() / Math.sqrt(2.0 * config.layers()));
  }

  /**
   * What the model is.
   *
   * @return the configuration
   */
  public TransformerConfig config() {
    return config;
  }

  /**
   * All parameters by name, in the order in which the model is built. A tied output layer has no
   * entry of its own.
   *
   * @return an unmodifiable view
   */
  public Map<String, Weight> weights() {
    return Collections.unmodifiableMap(weights);
  }

  /**
   * The memory that all parameters take.
   *
   * @return bytes
   */
  public long bytes() {
    long sum = 0;
    for (Weight weight : weights.values()) {
      sum += weight.bytes();
    }
    return sum;
  }

  /**
   * How many values all parameters have together.
   *
   * @return the number of parameters
   */
  public long parameterCount() {
    long sum = 0;
    for (Weight weight : weights.values()) {
      sum += weight.shape().size();
    }
    return sum;
  }

  /**
   * The parameters that can be trained: all that are dense.
   *
   * @return the tensors themselves by name, in order
   */
  public Map<String, Tensor> trainable() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    weights.forEach(
        (name, weight) -> {
          if (weight instanceof DenseWeight(Tensor tensor)) {
            tensors.put(name, tensor);
          }
        });
    return tensors;
  }

  /**
   * Logits of the token that follows each token. Segments with caches are moved on.
   *
   * @param tape runs it
   * @param tokens token ids of all segments, one for each row
   * @param segments how the rows are divided
   * @return [rows, vocabulary]
   * @throws IllegalArgumentException for a token outside the vocabulary, or a segment that is
   *     longer than the context
   */
  public Tensor logits(Tape tape, int[] tokens, Segments segments) {
    return LinearOp.apply(tape, hidden(tape, tokens, segments), output, null);
  }

  /**
   * Logits of the token that follows each segment: what decoding needs. Segments with caches are
   * moved on.
   *
   * @param tape runs it
   * @param tokens token ids of all segments, one for each row
   * @param segments how the rows are divided
   * @return [segments, vocabulary]
   * @throws IllegalArgumentException for a token outside the vocabulary, or a segment that is
   *     longer than the context
   */
  public Tensor lastLogits(Tape tape, int[] tokens, Segments segments) {
    Tensor hidden = RowsOp.last(tape, hidden(tape, tokens, segments), segments);
    return LinearOp.apply(tape, hidden, output, null);
  }

  /**
   * The normalized vector of each token, from which the output layer computes logits. Segments with
   * caches are moved on.
   *
   * @param tape runs it
   * @param ids token ids of all segments, one for each row
   * @param segments how the rows are divided
   * @return [rows, channels]
   * @throws IllegalArgumentException for a token outside the vocabulary, or a segment that is
   *     longer than the context
   */
  public Tensor hidden(Tape tape, int[] ids, Segments segments) {
    requireFit(ids, segments);
    Tensor x = EmbeddingOp.apply(tape, tokens, ids, "token id");
    if (positions != null) {
      int[] rows = segments.positions();
      x = AddOp.apply(tape, x, EmbeddingOp.apply(tape, positions, rows, "position"));
    }
    x = DropoutOp.apply(tape, x, config.dropout());
    for (int layer = 0; layer < blocks.size(); layer++) {
      x = blocks.get(layer).forward(tape, x, segments);
    }
    segments.advance();
    return norm.forward(tape, x);
  }

  private void requireFit(int[] ids, Segments segments) {
    if (ids.length != segments.rows()) {
      throw new IllegalArgumentException(
          "the segments have %d rows, but there are %d tokens"
              .formatted(segments.rows(), ids.length));
    }
    for (int segment = 0; segment < segments.count(); segment++) {
      int end = segments.past(segment) + segments.length(segment);
      if (end > config.contextLength()) {
        throw new IllegalArgumentException(
            "the text has %d tokens, but the model's context is %d tokens long"
                .formatted(end, config.contextLength()));
      }
    }
  }
}
