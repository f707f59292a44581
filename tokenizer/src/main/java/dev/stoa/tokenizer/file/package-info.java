/**
 * Readers and writers, a class or some for each kind of file. What is read is a {@link
 * dev.stoa.tokenizer.file.ReadTokenizer}: the parts of a tokenizer, of which {@code
 * dev.stoa.tokenizer} makes it.
 */
package dev.stoa.tokenizer.file;
