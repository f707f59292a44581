package dev.stoa.autograd;

import dev.stoa.contract.core.GradientContract;
import dev.stoa.contract.core.Values;
import dev.stoa.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The contract for an operation that is given in the constructor. */
abstract class Checked extends GradientContract {
  private final Operation operation;
  private final Formula formula;
  private final List<Tensor> inputs;

  /** An operation on some inputs. */
  interface Operation {
    Tensor apply(Tape tape, List<Tensor> x);
  }

  /** The same function in double. */
  interface Formula {
    Values apply(List<Values> x);
  }

  Checked(Operation operation, Formula formula, Tensor... inputs) {
    this.operation = operation;
    this.formula = formula;
    this.inputs = List.of(inputs);
  }

  @Override
  protected Tensor apply(Tape tape, List<Tensor> x) {
    return operation.apply(tape, x);
  }

  @Override
  protected Values formula(List<Values> x) {
    return formula.apply(x);
  }

  @Override
  protected List<Tensor> inputs() {
    return inputs;
  }

  /** A tensor whose values are a function of those of another. */
  static Tensor map(Tensor x, DoubleUnaryOperator function) {
    float[] values = x.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) function.applyAsDouble(values[i]);
    }
    return Tensor.of(values, x.shape().toArray());
  }
}
