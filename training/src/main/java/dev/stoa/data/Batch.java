package dev.stoa.data;

import dev.stoa.cache.Segments;

/**
 * Some windows of a text, one behind the other, and the token that follows each of theirs.
 *
 * @param inputs B · T token ids
 * @param targets as many: the target of an input is the token behind it in the text
 * @param segments B segments of length T
 */
public record Batch(int[] inputs, int[] targets, Segments segments) {}
