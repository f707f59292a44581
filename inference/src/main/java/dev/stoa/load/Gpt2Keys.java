package dev.stoa.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Map;

/** A configuration in the keys of Hugging Face's GPT-2, and further keys for what differs. */
final class Gpt2Keys {
  static final String MODEL_TYPE = "gpt2";

  private static final Map<String, Normalization.Kind> NORMS =
      Map.of("layer_norm", Normalization.Kind.LAYER_NORM, "rms_norm", Normalization.Kind.RMS_NORM);
  private static final Map<String, Nonlinearity> ACTIVATIONS =
      Map.of("gelu_new", Nonlinearity.GELU_TANH, "swiglu", Nonlinearity.SILU);
  private static final Map<String, RotaryTable.Pairing> PAIRINGS =
      Map.of("halves", RotaryTable.Pairing.HALVES, "adjacent", RotaryTable.Pairing.ADJACENT);
  private static final Map<String, Boolean> ROTARY = Map.of("learned", false, "rotary", true);

  private Gpt2Keys() {}

  /** Whether this library's keys can describe such a model. */
  static boolean fits(EqualLayers model) {
    FeedForwardConfig feedForward = model.feedForward();
    boolean rotary = model.attention().positions() instanceof Positions.Rotary;
    return ACTIVATIONS.containsValue(feedForward.function())
        && feedForward.gated() == (feedForward.function() == Nonlinearity.SILU)
        && feedForward.biases() == model.attention().biases()
        && (model.norm().bias() == feedForward.biases()
            || model.norm().kind() == Normalization.Kind.RMS_NORM)
        && model.config().embedding().learnedPositions() != rotary;
  }

  static void write(ObjectNode root, EqualLayers model) {
    ModelConfig config = model.config();
    AttentionConfig attention = model.attention();
    float dropout = config.embedding().dropout();
    root.put("model_type", MODEL_TYPE)
        .put("vocab_size", config.vocabularySize())
        .put("n_positions", config.contextLength())
        .put("n_embd", config.channels())
        .put("n_layer", model.layers())
        .put("n_head", attention.heads())
        .put("num_key_value_heads", attention.keyValueHeads())
        .put("head_dim", attention.headSize())
        .put("n_inner", model.feedForward().hidden())
        .put("activation_function", name(ACTIVATIONS, model.feedForward().function()))
        .put("norm", name(NORMS, model.norm().kind()))
        .put("layer_norm_epsilon", model.norm().epsilon())
        .put("position", name(ROTARY, attention.positions() instanceof Positions.Rotary));
    if (attention.positions()
        instanceof Positions.Rotary(float base, RotaryTable.Pairing pairing)) {
      root.put("rope_theta", base).put("rotary_pairing", name(PAIRINGS, pairing));
    }
    root.put("biases", attention.biases())
        .put("tie_word_embeddings", config.head() == ModelConfig.Head.TIED)
        .put("embd_pdrop", dropout)
        .put("resid_pdrop", dropout)
        .put("attn_pdrop", 0);
  }

  static ModelConfig read(ConfigKeys keys) throws FormatException {
    int channels = keys.integer("n_embd");
    int context = keys.has("n_positions") ? keys.integer("n_positions") : keys.integer("n_ctx");
    boolean biases = keys.flag("biases", true);
    float dropout = keys.number("resid_pdrop", 0);
    boolean rotary = keys.choice("position", ROTARY, "learned");
    NormConfig norm =
        new NormConfig(
            keys.choice("norm", NORMS, "layer_norm"),
            keys.number("layer_norm_epsilon", 1e-5f),
            biases);
    Nonlinearity function = keys.choice("activation_function", ACTIVATIONS, "gelu_new");
    int inner = keys.has("n_inner") ? keys.integer("n_inner") : Math.multiplyExact(4, channels);
    FeedForwardConfig feedForward =
        new FeedForwardConfig(inner, function, function == Nonlinearity.SILU, biases);
    LayerConfig layer =
        LayerConfig.preNorm(norm, attention(keys, channels, biases, rotary), feedForward, dropout);
    return ModelConfig.decoder(
        keys.integer("vocab_size"),
        context,
        channels,
        new EmbeddingConfig(!rotary, dropout),
        StackConfig.of(keys.integer("n_layer"), layer, norm),
        keys.flag("tie_word_embeddings", true) ? ModelConfig.Head.TIED : ModelConfig.Head.OWN);
  }

  private static AttentionConfig attention(
      ConfigKeys keys, int channels, boolean biases, boolean rotary) throws FormatException {
    int heads = keys.integer("n_head");
    Positions positions =
        rotary
            ? new Positions.Rotary(
                RotaryKeys.base(keys), keys.choice("rotary_pairing", PAIRINGS, "halves"))
            : new Positions.None();
    return new AttentionConfig(
        heads,
        keys.integer("num_key_value_heads", heads),
        RotaryKeys.headSize(keys, channels, heads),
        positions,
        AttentionConfig.Scoring.of(Reach.CAUSAL),
        biases,
        false);
  }

  private static <T> String name(Map<String, T> names, T value) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().equals(value))
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
