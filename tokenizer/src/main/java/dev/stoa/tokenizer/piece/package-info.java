/**
 * SentencePiece: its pieces, cutting a text by merges or by Unigram ({@link
 * dev.stoa.tokenizer.piece.PieceCutter}), and the training of Unigram.
 */
package dev.stoa.tokenizer.piece;
