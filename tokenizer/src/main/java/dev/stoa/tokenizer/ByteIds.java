package dev.stoa.tokenizer;

import dev.stoa.tokenizer.bytes.ByteAlphabet;
import java.util.stream.IntStream;

/**
 * Which of the ids 0 to 255 a byte has in a trained vocabulary. It matters where the trainer breaks
 * ties by the smaller ids.
 */
public enum ByteIds {

  /** The id of a byte is its value, 0 to 255: the order of textbooks and of minbpe. */
  BYTE_VALUE {
    @Override
    int[] bytesInOrder() {
      return IntStream.range(0, 256).toArray();
    }
  },

  /**
   * The order of GPT-2's vocabulary, which Hugging Face's trainer uses too: bytes that are
   * printable characters of Latin-1 first (33 to 126, 161 to 172, 174 to 255), then the other 68,
   * each part in increasing order.
   */
  GPT2 {
    @Override
    int[] bytesInOrder() {
      return ByteAlphabet.bytesInOrder();
    }
  };

  /** The byte of each id. */
  abstract int[] bytesInOrder();
}
