/**
 * Text from models: a {@linkplain dev.stoa.generate.DecodingSession session} runs a model over a
 * text that grows, and a {@linkplain dev.stoa.generate.Generator generator} makes it grow by what
 * it samples.
 */
package dev.stoa.generate;
