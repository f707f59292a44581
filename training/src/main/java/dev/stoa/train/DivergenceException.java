package dev.stoa.train;

/**
 * The loss or its gradient is no longer a finite number. The step that found out has changed
 * nothing: weights and optimizer are those of the step before.
 */
public class DivergenceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int step;
  private final float loss;

  /**
   * A step that cannot be made.
   *
   * @param step number of the step, from 1
   * @param loss its loss
   * @param gradientNorm length of its gradient, or NaN if the loss was not finite already
   */
  public DivergenceException(int step, float loss, double gradientNorm) {
    super(
        "training has diverged: at step %d the loss is %s%s; nothing of this step was applied. Try a"
                .formatted(
                    step,
                    loss,
                    Float.isFinite(loss) ? " and the norm of its gradient " + gradientNorm : "")
            + " lower learning rate, a longer warm-up, or gradient clipping");
    this.step = step;
    this.loss = loss;
  }

  /**
   * The step that could not be made.
   *
   * @return its number, from 1
   */
  public int step() {
    return step;
  }

  /**
   * The loss of that step.
   *
   * @return NaN, infinite, or finite with a gradient that is not
   */
  public float loss() {
    return loss;
  }
}
