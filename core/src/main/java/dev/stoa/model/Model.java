package dev.stoa.model;

import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.cache.Segments;
import dev.stoa.nn.Initial;
import dev.stoa.nn.ParameterSource;
import dev.stoa.nn.Parameters;
import dev.stoa.nn.Pass;
import dev.stoa.nn.Sequential;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.Weight;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A transformer: the one definition that is trained, adapted, quantized, cached and generated from.
 *
 * <p>Its parameters have the names of Hugging Face's Llama ({@code model.layers.0.self_attn.q_proj
 * .weight} ...), extended by {@code model.embed_positions.weight} for learned positions; without a
 * gate the feed-forward part has {@code up_proj} and {@code down_proj} alone. Where there are both,
 * the layers of the encoder are below {@code model.encoder} and those of the decoder below {@code
 * model.decoder}. A model can be used by several threads at once, each with a tape of its own, as
 * long as nobody trains it.
 */
public final class Model {
  /** Standard deviation of new embeddings, as in GPT-2: an untrained model's logits are near 0. */
  private static final float EMBEDDING_DEVIATION = 0.02f;

  private final ModelConfig config;
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final Weight tokens;
  private final Weight positions;
  private final Sequential encoder;
  private final Sequential decoder;
  private final Weight output;

  /**
   * Builds the model from its parameters.
   *
   * @param config what the model is
   * @param source where its parameters come from
   * @throws IllegalArgumentException if the source lacks a parameter or has it in another shape
   */
  public Model(ModelConfig config, ParameterSource source) {
    this.config = config;
    Parameters root = new Parameters("", source, weights);
    Parameters model = root.at("model");
    tokens = embedding(model.at("embed_tokens"), config.vocabularySize());
    positions =
        config.embedding().learnedPositions()
            ? embedding(model.at("embed_positions"), config.contextLength())
            : null;
    boolean both = config.encoder() != null && config.decoder() != null;
    encoder =
        config.encoder() == null
            ? null
            : config.encoder().build(both ? model.at("encoder") : model, config);
    decoder =
        config.decoder() == null
            ? null
            : config.decoder().build(both ? model.at("decoder") : model, config);
    output =
        switch (config.head()) {
          case NONE -> null;
          case TIED -> tokens;
          case OWN -> embedding(root.at("lm_head"), config.vocabularySize());
        };
  }

  private Weight embedding(Parameters parameters, int entries) {
    Initial initial = new Initial.Normal(EMBEDDING_DEVIATION);
    return parameters.matrix("weight", entries, config.channels(), initial);
  }

  /**
   * The encoder's layers, and the norm behind them.
   *
   * @return the parts, or null if there is no encoder
   */
  public Sequential encoder() {
    return encoder;
  }

  /**
   * The decoder's layers, and the norm behind them.
   *
   * @return the parts, or null if there is no decoder
   */
  public Sequential decoder() {
    return decoder;
  }

  /**
   * What the model is.
   *
   * @return the configuration
   */
  public ModelConfig config() {
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
    return weights.values().stream().mapToLong(Weight::bytes).sum();
  }

  /**
   * How many values all parameters have together.
   *
   * @return the number of parameters
   */
  public long parameterCount() {
    return weights.values().stream().mapToLong(weight -> weight.shape().size()).sum();
  }

  /**
   * Everything that can be trained. What of it is trained is the choice of whoever trains.
   *
   * @return the tensors themselves by name, in order
   */
  public SequencedMap<String, Tensor> trainable() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    weights.forEach(
        (name, weight) ->
            weight
                .trainable()
                .forEach(
                    (part, tensor) ->
                        tensors.put(part.isEmpty() ? name : name + "." + part, tensor)));
    return tensors;
  }

  /**
   * Logits of the token that follows each token. Segments with caches are moved on.
   *
   * @param pass the tape, and how the rows are divided
   * @param ids token ids of all segments, one for each row
   * @return [rows, vocabulary]
   * @throws IllegalArgumentException for a token outside the vocabulary, or a segment that is
   *     longer than the context
   */
  public Tensor logits(Pass pass, int[] ids) {
    return project(pass, hidden(pass, embed(pass, ids)));
  }

  /**
   * Logits of the token that follows each segment: what decoding needs. Segments with caches are
   * moved on.
   *
   * @param pass the tape, and how the rows are divided
   * @param ids token ids of all segments, one for each row
   * @return [segments, vocabulary]
   * @throws IllegalArgumentException for a token outside the vocabulary, or a segment that is
   *     longer than the context
   */
  public Tensor lastLogits(Pass pass, int[] ids) {
    Tensor hidden = hidden(pass, embed(pass, ids));
    return project(pass, Operations.gatherRows(pass.tape(), hidden, pass.segments().lastRows()));
  }

  /**
   * Token ids as rows: their vectors, with those of their positions if positions are learned.
   *
   * @param pass the tape, and how the rows are divided
   * @param ids token ids of all segments, one for each row
   * @return [rows, channels]
   * @throws IllegalArgumentException for a token outside the vocabulary, or a segment that is
   *     longer than the context
   */
  public Tensor embed(Pass pass, int[] ids) {
    Segments segments = pass.segments();
    requireFit(segments, ids.length, "tokens");
    for (int id : ids) {
      if (id < 0 || id >= config.vocabularySize()) {
        throw new IllegalArgumentException(
            "token id %d is out of range: the model has %d tokens, from 0 on"
                .formatted(id, config.vocabularySize()));
      }
    }
    Tape tape = pass.tape();
    Tensor x = tokens.rows(tape, ids);
    if (positions != null) {
      x = Operations.add(tape, x, positions.rows(tape, segments.positions()));
    }
    return Operations.dropout(tape, x, config.embedding().dropout());
  }

  /**
   * The encoder's normalized rows: the memory of an encoder-decoder.
   *
   * @param pass the tape, and how the rows are divided
   * @param rows embedded tokens, or whatever else is read, [rows, channels]
   * @return [rows, channels]
   * @throws IllegalArgumentException if the model has no encoder, or the rows do not fit
   */
  public Tensor encode(Pass pass, Tensor rows) {
    if (encoder == null) {
      throw new IllegalArgumentException("the model has no encoder");
    }
    requireFit(pass.segments(), rows.rows(), "rows");
    return encoder.forward(pass, rows);
  }

  /**
   * The normalized rows from which the output layer computes logits: of the decoder, or of the
   * encoder of a model that has no decoder. Segments with caches are moved on.
   *
   * @param pass the tape, how the rows are divided, and the memory if there is an encoder besides
   * @param rows embedded tokens, or whatever else is read, [rows, channels]
   * @return [rows, channels]
   * @throws IllegalArgumentException if the rows do not fit, or a segment is longer than the
   *     context
   */
  public Tensor hidden(Pass pass, Tensor rows) {
    requireFit(pass.segments(), rows.rows(), "rows");
    Tensor y = (decoder != null ? decoder : encoder).forward(pass, rows);
    pass.segments().advance();
    return y;
  }

  /**
   * The output layer: logits of the tokens.
   *
   * @param pass the tape
   * @param hidden normalized rows, [n, channels]
   * @return [n, vocabulary]
   * @throws IllegalArgumentException if the model has no output layer
   */
  public Tensor project(Pass pass, Tensor hidden) {
    if (output == null) {
      throw new IllegalArgumentException("the model gives rows and has no output layer");
    }
    Tensor logits = output.product(pass.tape(), hidden);
    if (pass.observer() != null) {
      pass.observer().logits(logits);
    }
    return logits;
  }

  private void requireFit(Segments segments, int rows, String what) {
    if (rows != segments.rows()) {
      throw new IllegalArgumentException(
          "the segments have %d rows, but there are %d %s".formatted(segments.rows(), rows, what));
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
