package dev.stoa.tokenizer;

import dev.stoa.tokenizer.bytes.Utf8StreamingDecoder;
import java.util.function.IntFunction;

/**
 * Decodes ids one at a time, as a model generates them, without ever giving a part of a character.
 *
 * <p>A token may end within a character: an emoji of four bytes often takes two or three tokens.
 * The decoder keeps such bytes until the rest has come. All that it gives, put together, is what
 * {@link Tokenizer#decode} gives for all ids at once.
 *
 * <p>A decoder is for one text and one thread. Feed it every id of the sequence from its beginning,
 * the prompt too, and drop the text that is not wanted: some vocabularies decode the first token
 * differently from the others.
 */
public interface StreamingDecoder {

  /**
   * Takes the next id.
   *
   * @param id the id
   * @return the characters that are complete with this id and were not given before; often empty
   * @throws IllegalArgumentException if the id is outside the vocabulary
   */
  String next(int id);

  /**
   * Ends the text. The decoder then stands at the beginning of a new one.
   *
   * @return what is left: U+FFFD for a character that was never completed, otherwise nothing
   */
  String finish();

  /**
   * A decoder of tokens that stand for the same bytes wherever they are.
   *
   * @param bytes gives the bytes of an id
   * @return a decoder that stands at the beginning of a text
   */
  static StreamingDecoder of(IntFunction<byte[]> bytes) {
    return new Utf8StreamingDecoder(bytes);
  }
}
