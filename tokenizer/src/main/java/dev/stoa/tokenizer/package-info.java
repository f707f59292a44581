/**
 * From text to ids and back: the tokenizers of language models, how they are trained, saved and
 * loaded.
 *
 * <p>A {@link dev.stoa.tokenizer.Tokenizer} turns text into ids and ids into text. Five kinds are
 * here:
 *
 * <ul>
 *   <li>{@link dev.stoa.tokenizer.CharacterTokenizer}: one id for each character of a text;
 *   <li>{@link dev.stoa.tokenizer.BytePairTokenizer}: byte-level byte-pair encoding, as GPT-2 has
 *       it, trained by {@link dev.stoa.tokenizer.BytePairTrainer};
 *   <li>{@link dev.stoa.tokenizer.SentencePieceTokenizer}: SentencePiece's merges with byte
 *       fallback, as Llama 2, Mistral 7B and Gemma have it;
 *   <li>{@link dev.stoa.tokenizer.UnigramTokenizer}: the pieces whose probabilities have the
 *       highest product, as T5 has it, trained by {@link dev.stoa.tokenizer.UnigramTrainer};
 *   <li>{@link dev.stoa.tokenizer.WordPieceTokenizer}: the longest pieces of words, as BERT has it,
 *       trained by {@link dev.stoa.tokenizer.WordPieceTrainer}.
 * </ul>
 *
 * <p>The way of a text through byte-level byte-pair encoding, one class for each step:
 *
 * <pre>{@code
 * text --UTF-8--> bytes --PreTokenizer--> pieces --Merge, Merge, ...--> ids
 * }</pre>
 *
 * <p>What models expect around a text is a {@link dev.stoa.tokenizer.Template}, which {@link
 * dev.stoa.tokenizer.Tokenizer#encodeWithSpecialTokens} adds.
 *
 * <p>The vocabulary of a GGUF file comes in through {@link dev.stoa.tokenizer.GgufVocabulary}.
 *
 * <p>Everything works on UTF-8 bytes, not on {@code char}s. A lone surrogate in a text is therefore
 * encoded as {@link String#getBytes(java.nio.charset.Charset)} does it, as a question mark.
 *
 * <p>Tokenizers are immutable and may be shared by any number of threads. Building one costs time,
 * so build it once.
 *
 * <p>What does the work lies in packages that the module does not export: {@code bytes}, {@code
 * split}, {@code normal}, {@code added}, {@code corpus}, {@code pair}, {@code piece}, {@code word}
 * and {@code file}, each of which uses those before it alone. Of this package they know the values,
 * as {@link dev.stoa.tokenizer.Merge} and {@link dev.stoa.tokenizer.Template}, and no tokenizer.
 *
 * <p>Every reader of a file assumes that the file may be damaged or hostile, and says so with a
 * {@link dev.stoa.file.FormatException} that names the file, the place, and what was expected
 * there.
 */
package dev.stoa.tokenizer;
