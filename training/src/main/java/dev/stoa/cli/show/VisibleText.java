package dev.stoa.cli.show;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Text as a terminal shows it: nothing in it acts, and its width is known. */
public final class VisibleText {
  private VisibleText() {}

  /** The number of bytes of the character at a position of UTF-8, 0 if there is no whole one. */
  static int validLength(byte[] bytes, int at) {
    for (int length = 1; length <= Math.min(4, bytes.length - at); length++) {
      CharBuffer out = CharBuffer.allocate(2);
      boolean wrong =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, at, length), out, true)
              .isError();
      if (!wrong && out.position() > 0) {
        return length;
      }
    }
    return 0;
  }

  /**
   * A character, or how it is written if it is none to look at: a control character, one that
   * orders or joins others, a kind of white space other than the space, and the two signs that
   * would be taken for ours.
   */
  static String of(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\\' -> "\\\\";
      case '|' -> "\\|";
      case ' ' -> " ";
      default ->
          switch (Character.getType(codePoint)) {
            case Character.CONTROL ->
                codePoint < 0x80 ? "\\x%02x".formatted(codePoint) : "\\u{%x}".formatted(codePoint);
            case Character.FORMAT,
                Character.SPACE_SEPARATOR,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.UNASSIGNED,
                Character.PRIVATE_USE,
                Character.SURROGATE ->
                "\\u{%x}".formatted(codePoint);
            default -> Character.toString(codePoint);
          };
    };
  }

  /**
   * The number of columns of a text in a terminal.
   *
   * @param text the text
   * @return the number, two for each wide character
   */
  public static int columns(String text) {
    return text.codePoints().map(VisibleText::columns).sum();
  }

  private static int columns(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        c >= 0x1100 && c <= 0x115F
            || c >= 0x2E80 && c <= 0xA4CF
            || c >= 0xAC00 && c <= 0xD7A3
            || c >= 0xF900 && c <= 0xFAFF
            || c >= 0xFE30 && c <= 0xFE6F
            || c >= 0xFF00 && c <= 0xFF60
            || c >= 0xFFE0 && c <= 0xFFE6
            || c >= 0x1F300 && c <= 0x1FAFF
            || c >= 0x20000 && c <= 0x3FFFD;
    return wide ? 2 : 1;
  }

  /** A text in parts of at most so many columns, at least one part. */
  static List<String> wrapped(String text, int columns) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int used = 0;
    for (int c : text.codePoints().toArray()) {
      int width = columns(c);
      if (used + width > columns && !part.isEmpty()) {
        parts.add(part.toString());
        part.setLength(0);
        used = 0;
      }
      part.appendCodePoint(c);
      used += width;
    }
    parts.add(part.toString());
    return parts;
  }
}
