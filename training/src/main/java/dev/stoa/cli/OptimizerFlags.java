package dev.stoa.cli;

import dev.stoa.train.TrainingConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say how a model is trained. */
final class OptimizerFlags {
  private static final float EPSILON = 1e-8f;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "12",
      description = "Windows in a batch, each as long as the context. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      defaultValue = "1",
      description = "Batches in a step. Default: ${DEFAULT-VALUE}.")
  private int accumulate;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Updates of the weights. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "1e-3",
      description = "The highest, behind the warm-up. Default: ${DEFAULT-VALUE}.")
  private float learningRate;

  @Option(
      names = "--min-learning-rate",
      paramLabel = "X",
      description = "The one at the end of the cosine. Default: a tenth of the highest.")
  private Float minLearningRate;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "Steps until the highest. Default: a tenth of the steps, 100 at most.")
  private Integer warmup;

  @Option(
      names = "--beta1",
      paramLabel = "X",
      defaultValue = "0.9",
      description = "Decay of AdamW's mean of gradients. Default: ${DEFAULT-VALUE}.")
  private float beta1;

  @Option(
      names = "--beta2",
      paramLabel = "X",
      defaultValue = "0.99",
      description = "Decay of AdamW's mean of squares. Default: ${DEFAULT-VALUE}.")
  private float beta2;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      defaultValue = "0.1",
      description = "Decay of the matrices, decoupled. Default: ${DEFAULT-VALUE}.")
  private float weightDecay;

  @Option(
      names = "--clip",
      paramLabel = "X",
      defaultValue = "1",
      description = "The longest gradient; 0: any. Default: ${DEFAULT-VALUE}.")
  private float clip;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Starts the weights, the batches and the dropout. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--evaluate-every",
      paramLabel = "N",
      defaultValue = "500",
      description =
          "Steps between losses on the validation part; 0: only at the end. Default:"
              + " ${DEFAULT-VALUE}.")
  private int evaluateEvery;

  @Option(
      names = "--save-every",
      paramLabel = "N",
      defaultValue = "500",
      description = "Steps between checkpoints; 0: only at the end. Default: ${DEFAULT-VALUE}.")
  private int saveEvery;

  /** What they say; bad ones are refused. */
  TrainingConfig config() {
    return Arguments.checked(
        command,
        () ->
            new TrainingConfig(
                steps,
                batch,
                accumulate,
                new TrainingConfig.Rate(
                    learningRate,
                    minLearningRate != null ? minLearningRate : learningRate / 10,
                    warmup != null ? warmup : Math.min(100, steps / 10)),
                new TrainingConfig.Decay(beta1, beta2, EPSILON, weightDecay),
                clip,
                seed,
                new TrainingConfig.Pauses(evaluateEvery, saveEvery)));
  }
}
