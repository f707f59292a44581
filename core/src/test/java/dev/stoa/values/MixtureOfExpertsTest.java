package dev.stoa.values;

import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.cache.Segments;
import dev.stoa.contract.core.GradientContract;
import dev.stoa.contract.core.Values;
import dev.stoa.model.FeedForwardConfig;
import dev.stoa.model.PartConfig;
import dev.stoa.model.Place;
import dev.stoa.nn.Linear;
import dev.stoa.nn.Nonlinearity;
import dev.stoa.nn.Parameters;
import dev.stoa.nn.Part;
import dev.stoa.nn.Pass;
import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;

/**
 * A mixture of experts (Shazeer et al. 2017; Mixtral): each row goes through the two experts with
 * the greatest router probabilities, weighted by these, which are normalized to a sum of 1.
 */
@DisplayName("A mixture of experts with top-2 routing")
class MixtureOfExpertsTest extends GradientContract {
  private static final int ROWS = 5;
  private static final int CHANNELS = 6;
  private static final int HIDDEN = 4;
  private static final int EXPERTS = 3;
  private static final int ACTIVE = 2;

  /** The configuration: a value beside the library's own. */
  record MixtureConfig(int experts, int active, FeedForwardConfig expert) implements PartConfig {
    @Override
    public Part build(Parameters parameters, Place place) {
      Linear router =
          Linear.of(parameters.at("gate"), place.channels(), experts, false, place.deviation());
      List<Part> parts = new ArrayList<>();
      for (int e = 0; e < experts; e++) {
        parts.add(expert.build(parameters.at("experts").at(Integer.toString(e)), place));
      }
      return new Mixture(router, parts, active);
    }
  }

  /** The part: each expert is given the rows that chose it, all at once. */
  record Mixture(Linear router, List<Part> experts, int active) implements Part {
    @Override
    public Tensor forward(Pass pass, Tensor x) {
      Tape tape = pass.tape();
      Tensor p = Operations.softmax(tape, router.forward(pass, x));
      Tensor chosen = chosen(p);
      Tensor kept = Operations.multiply(tape, p, chosen);
      Tensor sums = Operations.reshape(tape, Operations.sum(tape, kept, 1), x.rows(), 1);
      Tensor weights = Operations.divide(tape, kept, sums);
      Tensor y = null;
      for (int e = 0; e < experts.size(); e++) {
        int expert = e;
        int[] rows =
            IntStream.range(0, x.rows()).filter(row -> chosen.at(row, expert) == 1).toArray();
        if (rows.length > 0) {
          Tensor own = experts.get(e).forward(pass, Operations.gatherRows(tape, x, rows));
          Tensor weight = Operations.columns(tape, weights, e, e + 1);
          Tensor weighted =
              Operations.multiply(tape, own, Operations.gatherRows(tape, weight, rows));
          Tensor added = Operations.scatterRows(tape, weighted, x.rows(), rows);
          y = y == null ? added : Operations.add(tape, y, added);
        }
      }
      return y;
    }

    /** 1 where an expert is among the row's best, which is no function to be differentiated. */
    private Tensor chosen(Tensor p) {
      Tensor chosen = Tensor.zeros(p.rows(), p.columns());
      for (int i = 0; i < p.rows(); i++) {
        int row = i;
        IntStream.range(0, p.columns())
            .boxed()
            .sorted(Comparator.comparing((Integer e) -> -p.at(row, e)))
            .limit(active)
            .forEach(e -> chosen.data()[row * p.columns() + e] = 1);
      }
      return chosen;
    }
  }

  @Override
  protected Tensor apply(Tape tape, List<Tensor> inputs) {
    FeedForwardConfig expert = new FeedForwardConfig(HIDDEN, Nonlinearity.SILU, true, false);
    Parameters parameters = Inputs.parameters(inputs.subList(1, inputs.size()));
    Part part =
        new MixtureConfig(EXPERTS, ACTIVE, expert)
            .build(parameters, new Place(CHANNELS, 8, 0, 2, new HashMap<>()));
    return part.forward(new Pass(tape, Segments.of(ROWS)), inputs.getFirst());
  }

  @Override
  protected Values formula(List<Values> inputs) {
    Values x = inputs.get(0);
    Values logits = Plain.linear(x, inputs.get(1), null);
    double[] y = new double[x.data().length];
    for (int row = 0; row < ROWS; row++) {
      int worst = 0;
      for (int e = 1; e < EXPERTS; e++) {
        worst = logits.at(row, e) < logits.at(row, worst) ? e : worst;
      }
      double total = 0;
      for (int e = 0; e < EXPERTS; e++) {
        total += e == worst ? 0 : Math.exp(logits.at(row, e));
      }
      for (int e = 0; e < EXPERTS; e++) {
        double weight = e == worst ? 0 : Math.exp(logits.at(row, e)) / total;
        Values gate = Plain.linear(x, inputs.get(2 + 3 * e), null);
        Values up = Plain.linear(x, inputs.get(3 + 3 * e), null);
        Values hidden =
            Values.of(i -> gate.at(i) / (1 + Math.exp(-gate.at(i))) * up.at(i), gate.shape());
        Values own = Plain.linear(hidden, inputs.get(4 + 3 * e), null);
        for (int c = 0; c < CHANNELS; c++) {
          y[row * CHANNELS + c] += weight * own.at(row, c);
        }
      }
    }
    return new Values(y, x.shape());
  }

  @Override
  protected List<Tensor> inputs() {
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(normal(1, ROWS, CHANNELS));
    inputs.add(normal(2, EXPERTS, CHANNELS));
    for (int e = 0; e < EXPERTS; e++) {
      inputs.add(normal(10 + e, HIDDEN, CHANNELS));
      inputs.add(normal(20 + e, HIDDEN, CHANNELS));
      inputs.add(normal(30 + e, CHANNELS, HIDDEN));
    }
    return inputs;
  }
}
