package dev.stoa.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a text into pieces before byte-pair encoding. No token reaches over the end of a piece, so
 * the pieces decide what a token can be: a word with the space before it, a number, a run of
 * punctuation.
 *
 * <p>The pieces put together are the text: nothing is dropped. A pre-tokenizer works on UTF-8,
 * because the merges behind it work on bytes.
 */
@FunctionalInterface
public interface PreTokenizer {

  /**
   * The end of the piece that begins at {@code start}.
   *
   * @param text UTF-8; bytes that are no valid sequence each count as a character of no category
   * @param start where the piece begins: the beginning of the text or the end of the piece before
   * @param limit the end of the text, greater than {@code start}
   * @return the position behind the piece, greater than {@code start} and at most {@code limit}
   */
  int end(byte[] text, int start, int limit);

  /**
   * The pieces of a text, to look at. Where a piece ends within a character, that character is
   * shown as U+FFFD.
   *
   * @param text the text
   * @return the pieces in their order
   */
  default List<String> split(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> pieces = new ArrayList<>();
    for (int start = 0; start < bytes.length; ) {
      int end = end(bytes, start, bytes.length);
      pieces.add(new String(bytes, start, end - start, StandardCharsets.UTF_8));
      start = end;
    }
    return pieces;
  }
}
