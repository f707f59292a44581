/** WordPiece: the pieces of words, and the characters that its training begins with. */
package dev.stoa.tokenizer.word;
