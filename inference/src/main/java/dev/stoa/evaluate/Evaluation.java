package dev.stoa.evaluate;

import dev.stoa.model.Model;
import dev.stoa.runtime.Execution;

/**
 * How well a model predicts a text.
 *
 * <p>Every token but the first is predicted exactly once, in windows of the context's length that
 * do not overlap: window w has the inputs t[wC] ... t[wC + C − 1] and the targets one further, and
 * sees nothing before its first input. The last window may be shorter. A token's context is
 * therefore C/2 tokens long on average; a sliding window would give a lower loss.
 *
 * @param loss mean cross entropy, −log p of the token that came, in nats
 * @param predictions how many tokens were predicted
 */
public record Evaluation(double loss, long predictions) {
  /** Is told how far an evaluation has come. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Called after each pass.
     *
     * @param predictions tokens predicted so far
     * @param total tokens to predict in all
     */
    void done(long predictions, long total);
  }

  /**
   * The perplexity: the number of equally likely tokens between which the model would be as unsure.
   *
   * @return e to the power of the loss
   */
  public double perplexity() {
    return Math.exp(loss);
  }

  /**
   * Evaluates a text.
   *
   * @param model the model, quantized or not
   * @param execution what runs it; must not be in the middle of a recorded pass
   * @param tokens the text, at least two tokens
   * @return loss and number of predictions
   * @throws IllegalArgumentException for fewer than two tokens, or one outside the vocabulary
   */
  public static Evaluation of(Model model, Execution execution, int[] tokens) {
    return of(model, execution, tokens, (predictions, total) -> {});
  }

  /**
   * Evaluates a text and tells how far it has come.
   *
   * @param model the model, quantized or not
   * @param execution what runs it; must not be in the middle of a recorded pass
   * @param tokens the text, at least two tokens
   * @param progress told after each pass
   * @return loss and number of predictions
   * @throws IllegalArgumentException for fewer than two tokens, or one outside the vocabulary
   */
  public static Evaluation of(Model model, Execution execution, int[] tokens, Progress progress) {
    int predictions = tokens.length - 1;
    if (predictions < 1) {
      throw new IllegalArgumentException(
          "a text needs at least 2 tokens to be evaluated, not " + tokens.length);
    }
    requireKnown(model, tokens);
    WindowLoss loss = new WindowLoss(model, execution);
    double sum = 0;
    for (int done = 0; done < predictions; ) {
      int count = Math.min(loss.predictionsPerPass(), predictions - done);
      sum += loss.sum(tokens, done, count);
      done += count;
      progress.done(done, predictions);
    }
    execution.workspace().trim();
    return new Evaluation(sum / predictions, predictions);
  }

  private static void requireKnown(Model model, int[] tokens) {
    int vocabulary = model.config().vocabularySize();
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= vocabulary) {
        throw new IllegalArgumentException(
            "token id %d at index %d is out of range: the model has %d"
                .formatted(tokens[i], i, vocabulary));
      }
    }
  }
}
