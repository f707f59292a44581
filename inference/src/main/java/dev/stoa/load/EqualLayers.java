package dev.stoa.load;

import dev.stoa.autograd.Reach;
import dev.stoa.model.AttentionConfig;
import dev.stoa.model.FeedForwardConfig;
import dev.stoa.model.LayerConfig;
import dev.stoa.model.ModelConfig;
import dev.stoa.model.NormConfig;
import dev.stoa.model.StackConfig;

/**
 * A decoder of equal pre-norm layers, as the configuration files of GPT-2 and Llama describe it.
 *
 * @param config the model
 * @param layers how many layers
 * @param norm all of its norms
 * @param attention attention of each layer
 * @param feedForward feed-forward part of each layer
 */
record EqualLayers(
    ModelConfig config,
    int layers,
    NormConfig norm,
    AttentionConfig attention,
    FeedForwardConfig feedForward) {
  /**
   * Reads the parts of a model.
   *
   * @throws IllegalArgumentException if the model is no such decoder
   */
  static EqualLayers of(ModelConfig config) {
    StackConfig stack = config.stack();
    LayerConfig layer = stack.layers().getFirst();
    if (layer.parts().size() == 2
        && layer.parts().get(0).part() instanceof AttentionConfig attention
        && layer.parts().get(1).part() instanceof FeedForwardConfig feedForward) {
      EqualLayers equal =
          new EqualLayers(config, stack.layers().size(), stack.norm(), attention, feedForward);
      LayerConfig same =
          LayerConfig.preNorm(stack.norm(), attention, feedForward, config.embedding().dropout());
      boolean usual =
          attention.scoring().equals(AttentionConfig.Scoring.of(Reach.CAUSAL))
              && !attention.cross();
      if (usual
          && config.decoder() == stack
          && config.encoder() == null
          && config.head() != ModelConfig.Head.NONE
          && stack.equals(StackConfig.of(equal.layers, same, stack.norm()))) {
        return equal;
      }
    }
    throw new IllegalArgumentException(
        "config.json describes decoders of equal layers with a norm before each part and the usual"
            + " causal attention, as GPT-2 and Llama have them, not "
            + config);
  }
}
