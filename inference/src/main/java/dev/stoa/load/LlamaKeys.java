package dev.stoa.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.autograd.NormOp;
import dev.stoa.autograd.RotaryOp;
import dev.stoa.file.FormatException;
import dev.stoa.model.TransformerConfig;
import dev.stoa.nn.FeedForward;
import dev.stoa.nn.Position;
import java.util.Map;

/** A configuration in the keys of Hugging Face's Llama. */
final class LlamaKeys {
  static final String MODEL_TYPE = "llama";

  private LlamaKeys() {}

  /** Whether Hugging Face's Llama can be such a model. */
  static boolean fits(TransformerConfig config) {
    return config.norm() == NormOp.Kind.RMS_NORM
        && config.feedForward() == FeedForward.Kind.SWIGLU
        && config.position() instanceof Position.Rotary rotary
        && rotary.pairing() == RotaryOp.Pairing.HALVES;
  }

  static void write(ObjectNode root, TransformerConfig config) {
    Position.Rotary rotary = (Position.Rotary) config.position();
    root.put("model_type", MODEL_TYPE)
        .put("vocab_size", config.vocabularySize())
        .put("max_position_embeddings", config.contextLength())
        .put("hidden_size", config.channels())
        .put("num_hidden_layers", config.layers())
        .put("num_attention_heads", config.heads())
        .put("num_key_value_heads", config.keyValueHeads())
        .put("head_dim", config.headSize())
        .put("intermediate_size", config.feedForwardSize())
        .put("hidden_act", "silu")
        .put("rms_norm_eps", config.normEpsilon())
        .put("rope_theta", rotary.base())
        .put("attention_bias", config.biases())
        .put("mlp_bias", config.biases())
        .put("tie_word_embeddings", config.tiedEmbeddings())
        .put("dropout", config.dropout());
  }

  static TransformerConfig read(ConfigKeys keys) throws FormatException {
    int heads = keys.integer("num_attention_heads");
    int channels = keys.integer("hidden_size");
    boolean biases = keys.flag("attention_bias", false);
    if (keys.flag("mlp_bias", false) != biases) {
      throw keys.problem("mlp_bias", "the same value as attention_bias has");
    }
    return new TransformerConfig(
        keys.integer("vocab_size"),
        keys.integer("max_position_embeddings"),
        channels,
        keys.integer("num_hidden_layers"),
        heads,
        keys.integer("num_key_value_heads", heads),
        RotaryKeys.headSize(keys, channels, heads),
        keys.integer("intermediate_size"),
        NormOp.Kind.RMS_NORM,
        keys.number("rms_norm_eps", 1e-6f),
        new Position.Rotary(RotaryKeys.base(keys), RotaryOp.Pairing.HALVES),
        keys.choice("hidden_act", Map.of("silu", FeedForward.Kind.SWIGLU), "silu"),
        biases,
        keys.flag("tie_word_embeddings", false),
        keys.number("dropout", 0));
  }
}
