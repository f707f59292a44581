/**
 * Models from files and into files: {@linkplain dev.stoa.load.ModelLoader loading} recognizes what
 * a path holds by its content, and a {@linkplain dev.stoa.load.ModelDirectory directory} keeps a
 * model with its {@linkplain dev.stoa.load.ConfigFile configuration} and its tokenizer. {@link
 * dev.stoa.load.TokenizerLoader} opens any tokenizer, that of a GGUF file too.
 */
package dev.stoa.load;
