package dev.stoa.objective;

import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.data.Batch;
import dev.stoa.model.Model;
import dev.stoa.nn.Pass;
import dev.stoa.tensor.Tensor;

/**
 * Language modelling: the mean cross entropy of each next token, in nats.
 *
 * @param model predicts them
 */
public record NextToken(Model model) implements Objective<Batch> {
  @Override
  public Tensor loss(Tape tape, Batch batch) {
    Tensor logits = model.logits(new Pass(tape, batch.segments()), batch.inputs());
    return Operations.crossEntropy(tape, logits, batch.targets());
  }

  @Override
  public int size(Batch batch) {
    return batch.inputs().length;
  }
}
