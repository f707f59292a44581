package dev.stoa.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.stoa.autograd.Gradients;
import dev.stoa.optim.AdamW;
import dev.stoa.optim.ParameterGroup;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** One step of AdamW on some million parameters, PyTorch's in its fused form. */
final class TorchAdamW implements Comparison.Sides {
  private static final int ROWS = 4096;
  private static final int COLUMNS = 1024;

  /** Billions of bytes: four arrays are read, three written. */
  static final double GIGABYTES = 7 * 4e-9 * ROWS * COLUMNS;

  private static final float RATE = 1e-3f;

  private final Workers workers;
  private final Tensor parameter = Tensor.zeros(ROWS, COLUMNS);
  private final Gradients gradients = new Gradients(List.of(parameter));
  private final AdamW optimizer =
      new AdamW(List.of(new ParameterGroup(Map.of("w", parameter), 0.1f)), 0.9f, 0.99f, 1e-8f);

  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  private final NDArray[] arguments;
  private final TorchFunction function;

  TorchAdamW(Workers workers) {
    this.workers = workers;
    JniUtils.setNumThreads(workers.threads());
    int size = parameter.size();
    Shape shape = new Shape(ROWS, COLUMNS);
    System.arraycopy(TorchOperation.normal(1, size), 0, parameter.data(), 0, size);
    System.arraycopy(TorchOperation.normal(2, size), 0, gradients.of(parameter).data(), 0, size);
    arguments =
        new NDArray[] {
          manager.create(parameter.toArray(), shape),
          manager.create(gradients.of(parameter).toArray(), shape),
          manager.zeros(shape),
          manager.zeros(shape),
          manager.create(0f)
        };
    function =
        new TorchFunction(
            manager,
            List.of("p", "g", "m", "v", "t"),
            "Tensor",
            "n = torch.add_(t, 1)",
            // The result is read from the list: otherwise PyTorch takes the step for dead code.
            "ps = [p]",
            "_0 = torch._fused_adamw_(ps, [g], [m], [v], annotate(List[Tensor], []), [t],"
                + " lr=0.001, beta1=0.9, beta2=0.99, weight_decay=0.1, eps=1e-08, amsgrad=False,"
                + " maximize=False)",
            "return ps[0]");
  }

  @Override
  public void ours() {
    optimizer.step(workers, gradients, RATE);
  }

  @Override
  public void theirs() {
    function.call(arguments);
  }

  @Override
  public double error() {
    return TorchOperation.error(parameter.toArray(), arguments[0].toFloatArray(), 16 * 0x1p-24);
  }

  @Override
  public int peerThreads() {
    return JniUtils.getNumThreads();
  }

  @Override
  public void close() {
    function.close();
    manager.close();
  }
}
