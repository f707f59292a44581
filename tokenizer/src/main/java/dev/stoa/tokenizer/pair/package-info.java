/**
 * Byte pairs: encoding by merges ({@link dev.stoa.tokenizer.pair.BytePairEncoder}) and learning
 * them ({@link dev.stoa.tokenizer.pair.MergeLearner}). WordPiece learns by merges too, and
 * SentencePiece encodes by them.
 */
package dev.stoa.tokenizer.pair;
