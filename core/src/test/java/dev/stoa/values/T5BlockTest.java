package dev.stoa.values;

import dev.stoa.autograd.Bias;
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
import dev.stoa.nn.Initial;
import dev.stoa.nn.Nonlinearity;
import dev.stoa.nn.Normalization;
import dev.stoa.nn.Parameters;
import dev.stoa.nn.Pass;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.Weight;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

/**
 * A decoder's block as T5 has it (Raffel et al. 2020): a trained bias for each head and bucket of
 * distances instead of positions, scores that are not scaled, and attention to an encoder's memory
 * of another length.
 */
@DisplayName("A block of T5")
class T5BlockTest extends GradientContract {
  private static final int[] LENGTHS = {5, 2};
  private static final int[] MEMORY = {2, 3};
  private static final int[][] OWN = {{0, 5, 0, 5}, {5, 7, 5, 7}};
  private static final int[][] ACROSS = {{0, 5, 0, 2}, {5, 7, 2, 5}};
  private static final int CHANNELS = 4;
  private static final int HEADS = 2;
  private static final int BUCKETS = 4;
  private static final int FARTHEST = 6;

  /**
   * The bucket of a key that stands so many positions before the query: half of the buckets for a
   * distance each, the others growing with the logarithm.
   */
  private static int bucket(int before) {
    int exact = BUCKETS / 2;
    if (before < exact) {
      return before;
    }
    double share = Math.log((double) before / exact) / Math.log((double) FARTHEST / exact);
    return Math.min(BUCKETS - 1, exact + (int) (share * (BUCKETS - exact)));
  }

  /** The bias: rows of a table, chosen by distance, turned to one row a head. */
  record Buckets(Weight table) implements Bias {
    @Override
    public Tensor values(Tape tape, int lowest, int count) {
      int[] buckets = new int[count];
      for (int i = 0; i < count; i++) {
        buckets[i] = bucket(Math.max(0, -(lowest + i)));
      }
      return Operations.transpose(tape, table.rows(tape, buckets));
    }

    static Bias build(Parameters parameters, Place place, int heads) {
      return place.once(
          "relative_attention_bias",
          Buckets.class,
          () ->
              new Buckets(
                  parameters
                      .at("relative_attention_bias")
                      .matrix("weight", BUCKETS, heads, new Initial.Normal(0.02f))));
    }
  }

  private static LayerConfig config() {
    NormConfig norm = new NormConfig(Normalization.Kind.RMS_NORM, 1e-6f, false);
    var own = new AttentionConfig.Scoring(1, 0, Reach.CAUSAL, Buckets::build);
    var across = new AttentionConfig.Scoring(1, 0, Reach.FULL, null);
    Positions none = new Positions.None();
    return new LayerConfig(
        List.of(
            preNorm("self_attn", new AttentionConfig(HEADS, HEADS, 2, none, own, false, false)),
            preNorm("cross_attn", new AttentionConfig(HEADS, HEADS, 2, none, across, false, true)),
            preNorm("mlp", new FeedForwardConfig(5, Nonlinearity.RELU, false, false))));
  }

  private static ResidualConfig preNorm(String name, dev.stoa.model.PartConfig part) {
    NormConfig norm = new NormConfig(Normalization.Kind.RMS_NORM, 1e-6f, false);
    return new ResidualConfig(
        name, part, new ResidualConfig.Norm(name + "_norm", norm), null, null, 0);
  }

  @Override
  protected Tensor apply(Tape tape, List<Tensor> inputs) {
    Pass pass = new Pass(tape, Segments.of(LENGTHS)).reading(inputs.get(1), Segments.of(MEMORY));
    return config()
        .build(
            Inputs.parameters(inputs.subList(2, inputs.size())),
            new Place(CHANNELS, 8, 0, 3, new HashMap<>()))
        .forward(pass, inputs.get(0));
  }

  @Override
  protected Values formula(List<Values> in) {
    Values x = in.get(0);
    Values memory = in.get(1);
    Values normed = Plain.rmsNorm(x, in.get(2), 1e-6f);
    Values table = in.get(7);
    Values o =
        Plain.attention(
            Plain.linear(normed, in.get(3), null),
            Plain.linear(normed, in.get(4), null),
            Plain.linear(normed, in.get(5), null),
            OWN,
            HEADS,
            (head, i, j, product) ->
                j > i ? Double.NEGATIVE_INFINITY : product + table.at(bucket(i - j), head));
    Values first = Plain.add(x, Plain.linear(o, in.get(6), null));
    Values asking = Plain.rmsNorm(first, in.get(8), 1e-6f);
    Values read =
        Plain.attention(
            Plain.linear(asking, in.get(9), null),
            Plain.linear(memory, in.get(10), null),
            Plain.linear(memory, in.get(11), null),
            ACROSS,
            HEADS,
            (head, i, j, product) -> product);
    Values second = Plain.add(first, Plain.linear(read, in.get(12), null));
    Values last = Plain.rmsNorm(second, in.get(13), 1e-6f);
    Values hidden = Plain.linear(last, in.get(14), null).map(value -> Math.max(0, value));
    return Plain.add(second, Plain.linear(hidden, in.get(15), null));
  }

  @Override
  protected List<Tensor> inputs() {
    return List.of(
        normal(1, 7, CHANNELS),
        normal(2, 5, CHANNELS),
        normal(3, 4),
        normal(4, 4, 4),
        normal(5, 4, 4),
        normal(6, 4, 4),
        normal(7, 4, 4),
        normal(8, BUCKETS, HEADS),
        normal(9, 4),
        normal(10, 4, 4),
        normal(11, 4, 4),
        normal(12, 4, 4),
        normal(13, 4, 4),
        normal(14, 4),
        normal(15, 5, 4),
        normal(16, 4, 5));
  }
}
