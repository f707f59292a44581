/**
 * Data: a text as {@linkplain dev.stoa.data.TokenFile tokens to train on and to validate with}, and
 * the {@linkplain dev.stoa.data.Batches batches} drawn from them.
 */
package dev.stoa.data;
