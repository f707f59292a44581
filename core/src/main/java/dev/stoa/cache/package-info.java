/**
 * What attention reads: rows divided into {@linkplain dev.stoa.cache.Segments segments}, and the
 * {@linkplain dev.stoa.cache.KeyValues keys and values} that are kept between passes, in one array,
 * in pages, or in 8 bits.
 */
package dev.stoa.cache;
