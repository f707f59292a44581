/**
 * What a tokenizer must do, as tests that judge any implementation: extend a contract, return your
 * own code from its abstract methods, and run it.
 *
 * <p>A way through byte-pair encoding, from the first step to a tokenizer that a model can use:
 *
 * <ol>
 *   <li>{@link dev.stoa.contract.tokenizer.BytePairStepsContract}: count the pairs of a text,
 *       choose one, replace it;
 *   <li>{@link dev.stoa.contract.tokenizer.BytePairTrainerContract}: from pieces of text to a table
 *       of merges;
 *   <li>{@link dev.stoa.contract.tokenizer.BytePairEncoderContract}: from a table of merges and a
 *       text to ids;
 *   <li>{@link dev.stoa.contract.tokenizer.Gpt2SplitContract}: from a text to pieces;
 *   <li>{@link dev.stoa.contract.tokenizer.TokenizerContract}: all of it together, behind the
 *       interface {@link dev.stoa.tokenizer.Tokenizer}.
 * </ol>
 *
 * <p>{@link dev.stoa.contract.tokenizer.TextVectorsContract} judges texts as vectors of their
 * words.
 */
package dev.stoa.contract.tokenizer;
