package dev.stoa.tokenizer.bytes;

import java.util.Arrays;

/**
 * GPT-2's way of writing any bytes as printable text: each byte has a character of its own. Bytes
 * that are printable characters of Latin-1 are themselves (33 to 126, 161 to 172, 174 to 255); the
 * other 68 in increasing order are U+0100, U+0101 and so on. A space becomes U+0120, a line feed
 * U+010A.
 */
public final class ByteAlphabet {

  private static final char[] CHARACTERS = new char[256];
  private static final int[] BYTES = new int[256 + 68];

  static {
    Arrays.fill(BYTES, -1);
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = b >= 33 && b <= 126 || b >= 161 && b != 173;
      CHARACTERS[b] = (char) (printable ? b : next++);
      BYTES[CHARACTERS[b]] = b;
    }
  }

  private ByteAlphabet() {}

  /**
   * The character of a byte.
   *
   * @param value the byte, 0 to 255
   * @return its character
   */
  public static char character(int value) {
    return CHARACTERS[value];
  }

  /**
   * Writes bytes in this alphabet.
   *
   * @param bytes any bytes
   * @return a text with a character for each byte
   */
  public static String write(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      text.append(CHARACTERS[b & 0xFF]);
    }
    return text.toString();
  }

  /**
   * The bytes of a text in this alphabet.
   *
   * @param text the text
   * @return its bytes, or null if a character of it is not in the alphabet
   */
  public static byte[] read(String text) {
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = text.charAt(i);
      if (c >= BYTES.length || BYTES[c] < 0) {
        return null;
      }
      bytes[i] = (byte) BYTES[c];
    }
    return bytes;
  }

  /**
   * The bytes in the order of their characters, which is GPT-2's order of ids.
   *
   * @return the 256 bytes, each 0 to 255
   */
  public static int[] bytesInOrder() {
    return Arrays.stream(BYTES).filter(b -> b >= 0).toArray();
  }
}
