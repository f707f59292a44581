package dev.stoa.cli;

import dev.stoa.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A token and where it stands in a text.
 *
 * @param id its id
 * @param text what it spells, or the name of a special token; U+FFFD for a part of a character
 * @param bytes its bytes, none for a special token
 * @param start where it begins in the UTF-8 bytes of the text, or -1 if that cannot be told
 * @param end the position behind it, or -1
 */
record ShownToken(int id, String text, byte[] bytes, int start, int end) {

  /**
   * The tokens of a text. They have places if their bytes in a row are the text, or the text behind
   * one space, as SentencePiece puts it there. A tokenizer that changes the text (capitals,
   * accents, white space) has no places.
   */
  static List<ShownToken> of(Tokenizer tokenizer, int[] ids, byte[] text) {
    Map<Integer, String> special = new HashMap<>();
    tokenizer.specialTokens().ids().forEach((name, id) -> special.put(id, name));
    int shift = shift(tokenizer, ids, text);
    List<ShownToken> tokens = new ArrayList<>();
    int end = -Math.max(0, shift);
    for (int id : ids) {
      byte[] bytes = tokenizer.bytes(id);
      int start = Math.max(0, end);
      end += bytes.length;
      String spelled = new String(bytes, StandardCharsets.UTF_8);
      tokens.add(
          new ShownToken(
              id,
              bytes.length == 0 ? special.getOrDefault(id, "") : spelled,
              bytes,
              shift < 0 ? -1 : start,
              shift < 0 ? -1 : Math.max(0, end)));
    }
    return tokens;
  }

  /** How many bytes the tokens have before the text, or -1 if they do not spell it. */
  private static int shift(Tokenizer tokenizer, int[] ids, byte[] text) {
    byte[] spelled = new byte[text.length + 1];
    int length = 0;
    for (int id : ids) {
      byte[] bytes = tokenizer.bytes(id);
      if (bytes.length == 0 || length + bytes.length > spelled.length) {
        return -1;
      }
      System.arraycopy(bytes, 0, spelled, length, bytes.length);
      length += bytes.length;
    }
    if (Arrays.equals(spelled, 0, length, text, 0, text.length)) {
      return 0;
    }
    boolean behindSpace = length > 0 && spelled[0] == ' ';
    return behindSpace && Arrays.equals(spelled, 1, length, text, 0, text.length) ? 1 : -1;
  }

  /** The bytes in hexadecimal. */
  String hexadecimal() {
    StringBuilder digits = new StringBuilder();
    for (byte b : bytes) {
      digits.append(digits.isEmpty() ? "" : " ").append("%02x".formatted(b & 0xFF));
    }
    return digits.toString();
  }

  /** The token with everything in it visible that is not a character to look at. */
  String visible() {
    if (bytes.length == 0) {
      return text;
    }
    StringBuilder visible = new StringBuilder();
    int at = 0;
    while (at < bytes.length) {
      int length = VisibleText.validLength(bytes, at);
      if (length == 0) {
        visible.append("\\x%02x".formatted(bytes[at++] & 0xFF));
      } else {
        String character = new String(bytes, at, length, StandardCharsets.UTF_8);
        visible.append(VisibleText.of(character.codePointAt(0)));
        at += length;
      }
    }
    return visible.toString();
  }
}
