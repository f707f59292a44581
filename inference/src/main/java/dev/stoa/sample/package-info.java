/**
 * Choosing the next token: a {@linkplain dev.stoa.sample.Sampler sampler} runs a chain of
 * {@linkplain dev.stoa.sample.SamplingStep steps} over the {@linkplain dev.stoa.sample.Candidates
 * candidates}, each of which changes logits or drops tokens, and then draws one of those that are
 * left.
 *
 * <p>{@linkplain dev.stoa.sample.SamplingOptions Options} put the usual steps into the order that
 * Hugging Face's transformers use: repetition penalty, temperature, top-k, top-p, min-p. Another
 * order is another list of steps.
 */
package dev.stoa.sample;
