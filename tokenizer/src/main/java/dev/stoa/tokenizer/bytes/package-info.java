/**
 * Bytes and ids, below all else: UTF-8 that may be invalid, the tokens of a vocabulary by their
 * bytes, and arrays of ids that grow.
 */
package dev.stoa.tokenizer.bytes;
