package dev.stoa.train;

import dev.stoa.kernel.Kernels;
import dev.stoa.kernel.MatrixProduct;
import java.lang.reflect.Proxy;

/** The chosen kernels with a disturbance in the backward pass. */
final class HookedKernels {
  /** What happens behind each product that adds to the gradient of a weight. */
  @FunctionalInterface
  interface Hook {
    void gradientAdded(float[] dW, int first) throws InterruptedException;
  }

  private HookedKernels() {}

  static Kernels of(Hook hook) {
    Kernels chosen = Kernels.chosen();
    return new Kernels(
        chosen.name(),
        hooked(chosen.product(), hook),
        chosen.blockDots(),
        chosen.softmax(),
        chosen.norm(),
        chosen.activation(),
        chosen.rotary(),
        chosen.attention());
  }

  private static MatrixProduct hooked(MatrixProduct product, Hook hook) {
    return (MatrixProduct)
        Proxy.newProxyInstance(
            HookedKernels.class.getClassLoader(),
            new Class<?>[] {MatrixProduct.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(product, arguments);
              if (method.getName().equals("addAtB")) {
                hook.gradientAdded((float[]) arguments[0], (int) arguments[1]);
              }
              return result instanceof MatrixProduct shared ? hooked(shared, hook) : result;
            });
  }
}
