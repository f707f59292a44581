/**
 * Normalization, step by step, and the places of the characters in the text as it was given ({@link
 * dev.stoa.tokenizer.normal.TracedText}).
 */
package dev.stoa.tokenizer.normal;
