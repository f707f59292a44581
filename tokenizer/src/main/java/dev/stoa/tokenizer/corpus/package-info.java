/** Reading the texts of a training, of any length, and counting their distinct pieces. */
package dev.stoa.tokenizer.corpus;
