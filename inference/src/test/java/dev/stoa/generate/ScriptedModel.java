package dev.stoa.generate;

import dev.stoa.autograd.Reach;
import dev.stoa.model.AttentionConfig;
import dev.stoa.model.EmbeddingConfig;
import dev.stoa.model.FeedForwardConfig;
import dev.stoa.model.LayerConfig;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.model.NormConfig;
import dev.stoa.model.Positions;
import dev.stoa.model.StackConfig;
import dev.stoa.nn.Initial;
import dev.stoa.nn.Nonlinearity;
import dev.stoa.nn.Normalization;
import dev.stoa.nn.ParameterSource;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.DenseWeight;

/**
 * A model that says what it is told to: at position p its most probable next token is script[p],
 * whatever the text.
 *
 * <p>Every weight is 0 but these: the vector of position p is 1 in channel p, so that its norm is
 * greatest there, and the output row of a token is 1 in the channels of the positions at which the
 * token is due.
 */
final class ScriptedModel {
  private ScriptedModel() {}

  static Model of(int vocabularySize, int... script) {
    NormConfig norm = new NormConfig(Normalization.Kind.LAYER_NORM, 1e-5f, false);
    AttentionConfig attention =
        new AttentionConfig(
            1, 1, 1, new Positions.None(), AttentionConfig.Scoring.of(Reach.CAUSAL), false, false);
    FeedForwardConfig feedForward = new FeedForwardConfig(1, Nonlinearity.GELU_TANH, false, false);
    ModelConfig config =
        ModelConfig.decoder(
            vocabularySize,
            script.length,
            script.length,
            new EmbeddingConfig(true, 0),
            StackConfig.of(1, LayerConfig.preNorm(norm, attention, feedForward, 0), norm),
            ModelConfig.Head.OWN);
    ParameterSource source =
        (name, shape, initial) -> {
          Tensor tensor = Tensor.zeros(shape.toArray());
          if (initial instanceof Initial.Constant) {
            tensor.fill(1);
          }
          for (int p = 0; p < script.length; p++) {
            if (name.equals("model.embed_positions.weight")) {
              tensor.data()[p * script.length + p] = 1;
            } else if (name.equals("lm_head.weight")) {
              tensor.data()[script[p] * script.length + p] = 1;
            }
          }
          return new DenseWeight(tensor);
        };
    return new Model(config, source);
  }
}
