package dev.stoa.cli.show;

import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.Encoding;
import dev.stoa.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A token and where it stands in a text.
 *
 * @param id its id
 * @param text what it spells, or the name of a special token; U+FFFD for a part of a character
 * @param bytes its bytes, none for a special token
 * @param start where it begins in the UTF-8 bytes of the text; for a part of a character, where the
 *     character does
 * @param end the offset behind it
 */
public record ShownToken(int id, String text, byte[] bytes, int start, int end) {

  /**
   * The tokens of a text.
   *
   * @param tokenizer makes the tokens
   * @param text the text
   * @return the tokens in their order
   */
  public static List<ShownToken> of(Tokenizer tokenizer, String text) {
    Encoding encoding = tokenizer.encodeWithOffsets(text, Set.of());
    int[] offsets = offsets(text);
    Map<Integer, String> special = new HashMap<>();
    tokenizer.specialTokens().ids().forEach((name, id) -> special.put(id, name));
    List<ShownToken> tokens = new ArrayList<>();
    for (int i = 0; i < encoding.ids().length; i++) {
      int id = encoding.ids()[i];
      byte[] bytes = tokenizer.bytes(id);
      String spelled =
          bytes.length == 0
              ? special.getOrDefault(id, "")
              : new String(bytes, StandardCharsets.UTF_8);
      int start = offsets[encoding.starts()[i]];
      tokens.add(new ShownToken(id, spelled, bytes, start, offsets[encoding.ends()[i]]));
    }
    return tokens;
  }

  /** For each index of a text how many bytes of UTF-8 are before it. */
  private static int[] offsets(String text) {
    int[] offsets = new int[text.length() + 1];
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      int end = at + Character.charCount(codePoint);
      int bytes = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      offsets[at + 1] = offsets[at];
      offsets[end] = offsets[at] + bytes;
      at = end;
    }
    return offsets;
  }

  /**
   * The tokens of bytes that are no text: in a row they are the bytes.
   *
   * @param tokenizer makes the tokens
   * @param given the bytes
   * @return the tokens in their order
   */
  public static List<ShownToken> ofBytes(BytePairTokenizer tokenizer, byte[] given) {
    List<ShownToken> tokens = new ArrayList<>();
    int start = 0;
    for (int id : tokenizer.encode(given)) {
      byte[] bytes = tokenizer.bytes(id);
      String spelled = new String(bytes, StandardCharsets.UTF_8);
      tokens.add(new ShownToken(id, spelled, bytes, start, start + bytes.length));
      start += bytes.length;
    }
    return tokens;
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
