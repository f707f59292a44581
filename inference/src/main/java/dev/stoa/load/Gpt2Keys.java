package dev.stoa.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.autograd.NormOp;
import dev.stoa.autograd.RotaryOp;
import dev.stoa.file.FormatException;
import dev.stoa.model.TransformerConfig;
import dev.stoa.nn.FeedForward;
import dev.stoa.nn.Position;
import java.util.Map;

/** A configuration in the keys of Hugging Face's GPT-2, and further keys for what differs. */
final class Gpt2Keys {
  static final String MODEL_TYPE = "gpt2";

  private static final Map<String, NormOp.Kind> NORMS =
      Map.of("layer_norm", NormOp.Kind.LAYER_NORM, "rms_norm", NormOp.Kind.RMS_NORM);
  private static final Map<String, FeedForward.Kind> ACTIVATIONS =
      Map.of("gelu_new", FeedForward.Kind.GELU, "swiglu", FeedForward.Kind.SWIGLU);
  private static final Map<String, RotaryOp.Pairing> PAIRINGS =
      Map.of("halves", RotaryOp.Pairing.HALVES, "adjacent", RotaryOp.Pairing.ADJACENT);
  private static final Map<String, Boolean> ROTARY = Map.of("learned", false, "rotary", true);

  private Gpt2Keys() {}

  static void write(ObjectNode root, TransformerConfig config) {
    root.put("model_type", MODEL_TYPE)
        .put("vocab_size", config.vocabularySize())
        .put("n_positions", config.contextLength())
        .put("n_embd", config.channels())
        .put("n_layer", config.layers())
        .put("n_head", config.heads())
        .put("num_key_value_heads", config.keyValueHeads())
        .put("head_dim", config.headSize())
        .put("n_inner", config.feedForwardSize())
        .put("activation_function", name(ACTIVATIONS, config.feedForward()))
        .put("norm", name(NORMS, config.norm()))
        .put("layer_norm_epsilon", config.normEpsilon())
        .put("position", name(ROTARY, config.position() instanceof Position.Rotary));
    if (config.position() instanceof Position.Rotary(float base, RotaryOp.Pairing pairing)) {
      root.put("rope_theta", base).put("rotary_pairing", name(PAIRINGS, pairing));
    }
    root.put("biases", config.biases())
        .put("tie_word_embeddings", config.tiedEmbeddings())
        .put("embd_pdrop", config.dropout())
        .put("resid_pdrop", config.dropout())
        .put("attn_pdrop", 0);
  }

  static TransformerConfig read(ConfigKeys keys) throws FormatException {
    int channels = keys.integer("n_embd");
    int heads = keys.integer("n_head");
    int context = keys.has("n_positions") ? keys.integer("n_positions") : keys.integer("n_ctx");
    return new TransformerConfig(
        keys.integer("vocab_size"),
        context,
        channels,
        keys.integer("n_layer"),
        heads,
        keys.integer("num_key_value_heads", heads),
        RotaryKeys.headSize(keys, channels, heads),
        keys.has("n_inner") ? keys.integer("n_inner") : Math.multiplyExact(4, channels),
        keys.choice("norm", NORMS, "layer_norm"),
        keys.number("layer_norm_epsilon", 1e-5f),
        position(keys),
        keys.choice("activation_function", ACTIVATIONS, "gelu_new"),
        keys.flag("biases", true),
        keys.flag("tie_word_embeddings", true),
        keys.number("resid_pdrop", 0));
  }

  private static Position position(ConfigKeys keys) throws FormatException {
    return keys.choice("position", ROTARY, "learned")
        ? new Position.Rotary(
            RotaryKeys.base(keys), keys.choice("rotary_pairing", PAIRINGS, "halves"))
        : new Position.Learned();
  }

  private static <T> String name(Map<String, T> names, T value) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().equals(value))
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
