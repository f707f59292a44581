/** The tokens that are cut out of a text before it is cut into pieces. */
package dev.stoa.tokenizer.added;
