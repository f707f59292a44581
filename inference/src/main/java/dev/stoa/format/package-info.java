/**
 * Files of weights: {@linkplain dev.stoa.format.SafetensorsFile safetensors} and {@linkplain
 * dev.stoa.format.Llama2cFile llama2.c}, both seen as a {@linkplain dev.stoa.format.WeightFile
 * table of named tensors}.
 *
 * <p>Of {@linkplain dev.stoa.format.GgufFile GGUF} files the metadata and the list of tensors are
 * read.
 *
 * <p>A file may come from anywhere: every size in it is checked before anything is allocated, and a
 * damaged file is one {@linkplain dev.stoa.file.FormatException exception} that names the file and
 * the byte.
 */
package dev.stoa.format;
