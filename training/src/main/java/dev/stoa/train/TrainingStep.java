package dev.stoa.train;

/**
 * What one step of training did.
 *
 * @param number how many steps are done with this one, from 1
 * @param loss mean cross entropy of the step's batch in nats, before the update
 * @param gradientNorm length of the gradient, before clipping
 * @param learningRate rate of the update
 * @param tokens tokens predicted
 * @param nanoseconds duration
 */
public record TrainingStep(
    int number,
    float loss,
    double gradientNorm,
    float learningRate,
    int tokens,
    long nanoseconds) {}
