package dev.stoa.train;

/**
 * How a call of {@link TrainingRun#train} ended.
 *
 * @param steps steps of the run that are done
 * @param trainLoss mean of the losses of the last 100 steps, or of all if there are fewer, in nats;
 *     NaN before the first step
 * @param validationLoss mean cross entropy over the whole validation part with the final weights,
 *     in nats; NaN if the run was stopped
 * @param tokensPerSecond tokens trained on per second of the steps of this call, without evaluation
 *     and saving; 0 if it made no step
 * @param finished whether all steps of the run are done
 */
public record TrainingResult(
    int steps, double trainLoss, double validationLoss, double tokensPerSecond, boolean finished) {}
