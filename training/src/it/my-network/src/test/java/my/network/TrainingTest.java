package my.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.autograd.Gradients;
import dev.stoa.cache.Segments;
import dev.stoa.nn.ParameterSource;
import dev.stoa.nn.Parameters;
import dev.stoa.nn.Pass;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import dev.stoa.train.Reducer;
import dev.stoa.train.Trainer;
import dev.stoa.weight.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** The layer, the loss and the optimizer together, in the library's trainer. */
class TrainingTest {
  /** θ = (1, 2), g = (4, −2), r = 0.5: θ − r g = (−1, 3). */
  @Test
  void oneStepOfGradientDescent() {
    Tensor parameter = Tensor.of(new float[] {1, 2}, 2);
    Gradients gradients = new Gradients(List.of(parameter));
    gradients.of(parameter).data()[0] = 4;
    gradients.of(parameter).data()[1] = -2;
    Sgd sgd = new Sgd(Map.of("p", parameter));
    try (Workers workers = new Workers(1)) {
      sgd.step(workers, gradients, 0.5f);
    }
    assertEquals(-1, parameter.data()[0]);
    assertEquals(3, parameter.data()[1]);
    assertEquals(1, sgd.steps());
  }

  /** (x, y) becomes (|x|, |y|), which x + down(relu(up(x))) can be exactly: x + 2 relu(−x). */
  @Test
  void theLayerLearnsTheAbsoluteValue() {
    Map<String, Weight> table = new LinkedHashMap<>();
    ResidualMlp layer = ResidualMlp.of(new Parameters("", ParameterSource.random(3), table), 2, 16);
    SequencedMap<String, Tensor> trained = new LinkedHashMap<>();
    table.forEach((name, weight) -> trained.put(name, weight.trainable().get("")));
    Tensor x = Tensor.of(new float[] {-2, 1, 1, -1, 0.5f, -2, -1, -0.5f, 2, 2, -1, 2}, 6, 2);
    Tensor y = Tensor.of(new float[] {2, 1, 1, 1, 0.5f, 2, 1, 0.5f, 2, 2, 1, 2}, 6, 2);
    try (Workers workers = new Workers(1)) {
      Trainer<Tensor> trainer =
          new Trainer<>(
              trained,
              (tape, batch) ->
                  Huber.apply(tape, layer.forward(new Pass(tape, Segments.of(6)), batch), y),
              new Sgd(trained),
              step -> 0.3f,
              Reducer.ALONE,
              new Trainer.Update(1, 0, 1),
              new Execution(workers));
      float first = trainer.step(i -> x).loss();
      float last = first;
      while (trainer.steps() < 500) {
        last = trainer.step(i -> x).loss();
      }
      assertTrue(first > 0.3 && last < 1e-3, "from " + first + " to " + last);
    }
  }
}
