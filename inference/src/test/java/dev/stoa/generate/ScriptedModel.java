package dev.stoa.generate;

import dev.stoa.autograd.NormOp;
import dev.stoa.model.Transformer;
import dev.stoa.model.TransformerConfig;
import dev.stoa.nn.FeedForward;
import dev.stoa.nn.Initial;
import dev.stoa.nn.ParameterSource;
import dev.stoa.nn.Position;
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

  static Transformer of(int vocabularySize, int... script) {
    TransformerConfig config =
        new TransformerConfig(
            vocabularySize,
            script.length,
            script.length,
            1,
            1,
            1,
            1,
            1,
            NormOp.Kind.LAYER_NORM,
            1e-5f,
            new Position.Learned(),
            FeedForward.Kind.GELU,
            false,
            false,
            0);
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
    return new Transformer(config, source);
  }
}
