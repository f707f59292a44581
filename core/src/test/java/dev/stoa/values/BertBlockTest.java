package dev.stoa.values;

import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Reach;
import dev.stoa.autograd.Tape;
import dev.stoa.cache.Segments;
import dev.stoa.contract.core.GradientContract;
import dev.stoa.contract.core.Values;
import dev.stoa.model.AttentionConfig;
import dev.stoa.model.FeedForwardConfig;
import dev.stoa.model.LayerConfig;
import dev.stoa.model.NormConfig;
import dev.stoa.model.Place;
import dev.stoa.model.Positions;
import dev.stoa.model.ResidualConfig;
import dev.stoa.nn.Nonlinearity;
import dev.stoa.nn.Normalization;
import dev.stoa.nn.Pass;
import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/**
 * An encoder's block as BERT has it (Devlin et al. 2019): every token sees its whole text, norms
 * stand behind the residual connections, and each token is the sum of its own row and that of its
 * type.
 */
@DisplayName("A block of BERT")
class BertBlockTest extends GradientContract {
  private static final int[] LENGTHS = {3, 2};
  private static final int[][] TEXTS = {{0, 3, 0, 3}, {3, 5, 3, 5}};
  private static final int[] IDS = {1, 0, 2, 2, 1};
  private static final int[] TYPES = {0, 0, 1, 0, 1};
  private static final int CHANNELS = 4;
  private static final int HEADS = 2;

  /** It shifts all scores of a query alike, so that nothing depends on it: no input. */
  private static final Tensor KEY_BIAS = normal(6, CHANNELS);

  private static LayerConfig config() {
    NormConfig norm = new NormConfig(Normalization.Kind.LAYER_NORM, 1e-5f, true);
    AttentionConfig attention =
        new AttentionConfig(
            HEADS,
            HEADS,
            2,
            new Positions.None(),
            AttentionConfig.Scoring.of(Reach.FULL),
            true,
            false);
    FeedForwardConfig feedForward = new FeedForwardConfig(6, Nonlinearity.GELU, false, true);
    var first = new ResidualConfig.Norm("attention_norm", norm);
    var second = new ResidualConfig.Norm("output_norm", norm);
    return new LayerConfig(
        List.of(
            new ResidualConfig("self_attn", attention, null, null, first, 0),
            new ResidualConfig("mlp", feedForward, null, null, second, 0)));
  }

  @Override
  protected Tensor apply(Tape tape, List<Tensor> inputs) {
    Tensor x =
        Operations.add(
            tape,
            Operations.gatherRows(tape, inputs.get(0), IDS),
            Operations.gatherRows(tape, inputs.get(1), TYPES));
    List<Tensor> parameters = new ArrayList<>(inputs.subList(2, inputs.size()));
    parameters.add(3, KEY_BIAS);
    return config()
        .build(Inputs.parameters(parameters), new Place(CHANNELS, 8, 0, 2, new HashMap<>()))
        .forward(new Pass(tape, Segments.of(LENGTHS)), x);
  }

  @Override
  protected Values formula(List<Values> in) {
    Values x =
        Values.of(
            i -> in.get(0).at(IDS[i[0]], i[1]) + in.get(1).at(TYPES[i[0]], i[1]),
            IDS.length,
            CHANNELS);
    Values q = Plain.linear(x, in.get(2), in.get(3));
    Values k = Plain.linear(x, in.get(4), Values.of(KEY_BIAS));
    Values v = Plain.linear(x, in.get(5), in.get(6));
    Values o =
        Plain.attention(q, k, v, TEXTS, HEADS, (head, i, j, product) -> product / Math.sqrt(2));
    Values attended = Plain.add(x, Plain.linear(o, in.get(7), in.get(8)));
    Values middle = Plain.layerNorm(attended, in.get(9), in.get(10), 1e-5f);
    Values hidden = Plain.linear(middle, in.get(11), in.get(12)).map(Plain::gelu);
    Values fed = Plain.add(middle, Plain.linear(hidden, in.get(13), in.get(14)));
    return Plain.layerNorm(fed, in.get(15), in.get(16), 1e-5f);
  }

  @Override
  protected List<Tensor> inputs() {
    return List.of(
        normal(1, 3, CHANNELS),
        normal(2, 2, CHANNELS),
        normal(3, 4, 4),
        normal(4, 4),
        normal(5, 4, 4),
        normal(7, 4, 4),
        normal(8, 4),
        normal(9, 4, 4),
        normal(10, 4),
        normal(11, 4),
        normal(12, 4),
        normal(13, 6, 4),
        normal(14, 6),
        normal(15, 4, 6),
        normal(16, 4),
        normal(17, 4),
        normal(18, 4));
  }
}
