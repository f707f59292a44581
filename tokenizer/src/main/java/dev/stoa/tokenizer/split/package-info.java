/** The split patterns as scanners written by hand, and the kinds of characters they see. */
package dev.stoa.tokenizer.split;
