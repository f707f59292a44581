package dev.stoa.weight;

import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A parameter in float32, which can be trained.
 *
 * @param tensor the values, [rows, columns] or [n]
 */
public record DenseWeight(Tensor tensor) implements Weight {
  @Override
  public Shape shape() {
    return tensor.shape();
  }

  @Override
  public long bytes() {
    return 4L * tensor.size();
  }

  @Override
  public Tensor product(Tape tape, Tensor x, Tensor bias) {
    return Operations.linear(tape, x, tensor, bias);
  }

  @Override
  public Tensor rows(Tape tape, int[] indices) {
    return Operations.gatherRows(tape, tensor, indices);
  }

  @Override
  public SequencedMap<String, Tensor> trainable() {
    return new LinkedHashMap<>(Map.of("", tensor));
  }

  @Override
  public Tensor decoded() {
    return tensor;
  }
}
