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

/** A configuration in the keys of Hugging Face's Llama. */
final class LlamaKeys {
  static final String MODEL_TYPE = "llama";

  private LlamaKeys() {}

  /** Whether Hugging Face's Llama can be such a model. */
  static boolean fits(EqualLayers model) {
    boolean halves =
        model.attention().positions()
                instanceof Positions.Rotary(float base, RotaryTable.Pairing pairing)
            && pairing == RotaryTable.Pairing.HALVES;
    return model.norm().kind() == Normalization.Kind.RMS_NORM
        && model.feedForward().gated()
        && model.feedForward().function() == Nonlinearity.SILU
        && !model.config().embedding().learnedPositions()
        && halves;
  }

  static void write(ObjectNode root, EqualLayers model) {
    ModelConfig config = model.config();
    AttentionConfig attention = model.attention();
    Positions.Rotary rotary = (Positions.Rotary) attention.positions();
    root.put("model_type", MODEL_TYPE)
        .put("vocab_size", config.vocabularySize())
        .put("max_position_embeddings", config.contextLength())
        .put("hidden_size", config.channels())
        .put("num_hidden_layers", model.layers())
        .put("num_attention_heads", attention.heads())
        .put("num_key_value_heads", attention.keyValueHeads())
        .put("head_dim", attention.headSize())
        .put("intermediate_size", model.feedForward().hidden())
        .put("hidden_act", "silu")
        .put("rms_norm_eps", model.norm().epsilon())
        .put("rope_theta", rotary.base())
        .put("attention_bias", attention.biases())
        .put("mlp_bias", model.feedForward().biases())
        .put("tie_word_embeddings", config.head() == ModelConfig.Head.TIED)
        .put("dropout", config.embedding().dropout());
  }

  static ModelConfig read(ConfigKeys keys) throws FormatException {
    int heads = keys.integer("num_attention_heads");
    int channels = keys.integer("hidden_size");
    boolean biases = keys.flag("attention_bias", false);
    AttentionConfig attention =
        new AttentionConfig(
            heads,
            keys.integer("num_key_value_heads", heads),
            RotaryKeys.headSize(keys, channels, heads),
            new Positions.Rotary(RotaryKeys.base(keys), RotaryTable.Pairing.HALVES),
            AttentionConfig.Scoring.of(Reach.CAUSAL),
            biases,
            false);
    Nonlinearity function = keys.choice("hidden_act", Map.of("silu", Nonlinearity.SILU), "silu");
    FeedForwardConfig feedForward =
        new FeedForwardConfig(
            keys.integer("intermediate_size"), function, true, keys.flag("mlp_bias", false));
    NormConfig norm =
        new NormConfig(Normalization.Kind.RMS_NORM, keys.number("rms_norm_eps", 1e-6f), false);
    float dropout = keys.number("dropout", 0);
    LayerConfig layer = LayerConfig.preNorm(norm, attention, feedForward, dropout);
    return ModelConfig.decoder(
        keys.integer("vocab_size"),
        keys.integer("max_position_embeddings"),
        channels,
        new EmbeddingConfig(false, dropout),
        StackConfig.of(keys.integer("num_hidden_layers"), layer, norm),
        keys.flag("tie_word_embeddings", false) ? ModelConfig.Head.TIED : ModelConfig.Head.OWN);
  }
}
