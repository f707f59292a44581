package dev.stoa.tokenizer;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.file.TokenizerFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Turns text into ids and ids into text.
 *
 * <p>A tokenizer is immutable and may be used by any number of threads at once.
 *
 * <pre>{@code
 * Tokenizer tokenizer = Tokenizer.load(Path.of("tokenizer.json"));
 * int[] ids = tokenizer.encode("Hello, world");
 * String text = tokenizer.decode(ids);
 * }</pre>
 */
public interface Tokenizer {

  /**
   * Reads a tokenizer from a file, whose kind is recognized by its content and not by its name:
   *
   * <ul>
   *   <li>Hugging Face's {@code tokenizer.json}: byte-level byte-pair encoding ({@link
   *       BytePairTokenizer}), merges of SentencePiece's pieces ({@link SentencePieceTokenizer}),
   *       Unigram ({@link UnigramTokenizer}) and BERT's WordPiece ({@link WordPieceTokenizer}); a
   *       {@code tokenizer_config.json} beside it may say what stands around a text;
   *   <li>SentencePiece's {@code .model}, by merges or Unigram;
   *   <li>{@code .tiktoken} of r50k_base, p50k_base, cl100k_base, o200k_base and Llama 3; for
   *       others see {@link BytePairTokenizer#fromTiktoken};
   *   <li>{@code vocab.json} with {@code merges.txt} beside it, split as GPT-2 does: of GPT-2,
   *       RoBERTa, BART and OPT, and those of at most 30,000 tokens; for others see {@link
   *       BytePairTokenizer#fromVocabularyAndMerges(Path, SplitPattern)};
   *   <li>llama2.c's {@code tokenizer.bin};
   *   <li>the character file that {@link CharacterTokenizer#save} writes;
   *   <li>a directory that holds one of these under its usual name.
   * </ul>
   *
   * <p>GGUF files are opened by {@code dev.stoa.load.TokenizerLoader} of the module {@code
   * dev.stoa.inference}.
   *
   * @param file the file to read
   * @return the tokenizer
   * @throws FormatException if the file is damaged or of none of these kinds
   * @throws IOException if the file cannot be read
   */
  static Tokenizer load(Path file) throws IOException {
    return TokenizerMaker.of(TokenizerFile.read(file));
  }

  /**
   * Finds the files in a directory that have one of the names that files of tokenizers usually
   * have, such as {@code tokenizer.json}.
   *
   * @param directory where to look
   * @return the files, first the one that {@link #load} opens; empty if there is none
   */
  static List<Path> filesIn(Path directory) {
    return TokenizerFile.in(directory);
  }

  /**
   * The ids of a text. Special tokens that stand in the text are ordinary text, and nothing is
   * added to the text: no beginning and no end. It is what tiktoken calls {@code encode_ordinary}.
   *
   * @param text the text; a lone surrogate in it is read as a question mark
   * @return the ids, in the order of the text
   * @throws IllegalArgumentException if the tokenizer has no token for a part of the text
   */
  default int[] encode(String text) {
    return encode(text, Set.of());
  }

  /**
   * The ids of a text in which some special tokens may be written out.
   *
   * <p>Allow special tokens only in text that you wrote yourself: in text from elsewhere they are a
   * way to smuggle in a command. Where two allowed tokens begin at the same place, the longer one
   * is taken.
   *
   * @param text the text; a lone surrogate in it is read as a question mark
   * @param allowedSpecial the special tokens that become their ids where they stand in the text;
   *     all others are ordinary text
   * @return the ids, in the order of the text
   * @throws IllegalArgumentException if a name in {@code allowedSpecial} is not a special token of
   *     this tokenizer, or if the tokenizer has no token for a part of the text
   */
  int[] encode(String text, Set<String> allowedSpecial);

  /**
   * The ids that a text begins with, up to a number of them.
   *
   * @param text the text; a lone surrogate in it is read as a question mark
   * @param allowedSpecial as for {@link #encode(String, Set)}
   * @param maximum how many ids to give at most, at least 0
   * @return the first ids of {@link #encode(String, Set)}
   * @throws IllegalArgumentException as for {@link #encode(String, Set)}, though not for what
   *     stands behind the last id, or if {@code maximum} is negative
   */
  default int[] encode(String text, Set<String> allowedSpecial, int maximum) {
    if (maximum < 0) {
      throw new IllegalArgumentException(
          "the maximum number of ids is at least 0, but it is " + maximum);
    }
    int[] ids = encode(text, allowedSpecial);
    return ids.length <= maximum ? ids : Arrays.copyOf(ids, maximum);
  }

  /**
   * The ids of a text with the special tokens around it that models of this vocabulary expect, such
   * as BERT's {@code [CLS]} and {@code [SEP]}. Special tokens within the text are ordinary text.
   *
   * @param text the text; a lone surrogate in it is read as a question mark
   * @return the ids of {@link #encode(String)} in the {@link #template()}
   * @throws IllegalArgumentException if the tokenizer has no token for a part of the text
   */
  default int[] encodeWithSpecialTokens(String text) {
    return template().around(encode(text));
  }

  /**
   * The special tokens that models of this vocabulary expect around a text, as far as its file says
   * so.
   *
   * @return what {@link #encodeWithSpecialTokens} puts around a text
   */
  default Template template() {
    return Template.none();
  }

  /**
   * The ids of many texts, encoded on all cores.
   *
   * @param texts the texts
   * @return for each text what {@link #encode(String)} gives, in the order of the texts
   * @throws IllegalArgumentException if the tokenizer has no token for a part of a text
   */
  default List<int[]> encodeAll(List<String> texts) {
    return texts.parallelStream().map(this::encode).toList();
  }

  /**
   * The ids of a text and where in it each token stands.
   *
   * @param text the text; a lone surrogate in it is read as a question mark
   * @param allowedSpecial as for {@link #encode(String, Set)}
   * @return the ids of {@link #encode(String, Set)}, with their places
   * @throws IllegalArgumentException as for {@link #encode(String, Set)}
   */
  Encoding encodeWithOffsets(String text, Set<String> allowedSpecial);

  /**
   * The number of ids of a text. The tokenizers of this library count without collecting the ids.
   *
   * @param text the text
   * @return how many ids {@link #encode(String)} gives
   * @throws IllegalArgumentException if the tokenizer has no token for a part of the text
   */
  default int count(String text) {
    return encode(text).length;
  }

  /**
   * The text of a sequence of ids: the bytes of all tokens in a row, read as UTF-8. Special tokens
   * give nothing. Bytes that are no UTF-8 give the replacement character U+FFFD, as {@link
   * String#String(byte[], java.nio.charset.Charset)} does it.
   *
   * @param ids the ids, from the beginning of a text
   * @return the text
   * @throws IllegalArgumentException if an id is outside the vocabulary
   */
  default String decode(int... ids) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(ids.length * 4);
    for (int id : ids) {
      all.writeBytes(bytes(id));
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /**
   * The bytes that a token stands for. They need not be a whole number of characters.
   *
   * @param id an id, at least 0 and below {@link #vocabularySize()}
   * @return the bytes, in an array of the caller's own; empty for a special token
   * @throws IllegalArgumentException if the id is outside the vocabulary; the message names the id
   *     and the limit
   */
  byte[] bytes(int id);

  /**
   * The number of ids, special tokens included. Ids are the numbers from 0 to one below it.
   *
   * @return the size of the vocabulary
   */
  int vocabularySize();

  /**
   * The special tokens: those that stand for no text.
   *
   * @return the special tokens, none if the tokenizer has none
   */
  SpecialTokens specialTokens();

  /**
   * A decoder for ids that arrive one at a time, standing at the beginning of a text.
   *
   * <p>It gives in parts what {@link #decode} gives at once, and never a part of a character.
   *
   * @return a new decoder, for one thread
   */
  default StreamingDecoder streamingDecoder() {
    return StreamingDecoder.of(this::bytes);
  }

  /**
   * The name that files of the form that {@link #save} writes usually have.
   *
   * @return {@code tokenizer.json} for most
   */
  default String fileName() {
    return "tokenizer.json";
  }

  /**
   * Writes this tokenizer to a file that {@link #load} reads. The file is written beside its place
   * and then moved there, so that an older file is never lost by half.
   *
   * @param file the file to write or to replace
   * @throws IOException if the file cannot be written
   */
  void save(Path file) throws IOException;
}
