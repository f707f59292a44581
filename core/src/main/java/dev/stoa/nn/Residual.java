package dev.stoa.nn;

import dev.stoa.autograd.Operations;
import dev.stoa.tensor.Tensor;

/**
 * A residual connection (He et al. 2016): y = after(x + part(before(x))).
 *
 * <p>With a norm before it is pre-norm (Radford et al. 2019), with a norm after it post-norm
 * (Vaswani et al. 2017); a norm at the end of the part besides the one before is Gemma 2's double
 * norm. Dropout too belongs to the end of the part.
 *
 * @param before what x goes through before the part, or null
 * @param part the part
 * @param after what the sum goes through, or null
 */
public record Residual(Part before, Part part, Part after) implements Part {
  @Override
  public Tensor forward(Pass pass, Tensor x) {
    Tensor added = part.forward(pass, before == null ? x : before.forward(pass, x));
    Tensor sum = Operations.add(pass.tape(), x, added);
    return after == null ? sum : after.forward(pass, sum);
  }
}
