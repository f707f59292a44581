/**
 * What every reader and writer of files here shares: {@link dev.stoa.file.AtomicFile} replaces a
 * file at once or not at all, and {@link dev.stoa.file.FormatException} names the place where a
 * file is damaged.
 */
package dev.stoa.file;
