package dev.stoa.cli.show;

import java.util.List;

/**
 * The tokens of a text, to look at: first the text with its pieces set apart, then a table.
 *
 * <p>In a terminal nothing is wider than it is; a cell that does not fit goes on below. In a file
 * or a pipe each token has one line.
 *
 * @param terminal where it is shown
 */
public record TokenTable(Terminal terminal) {
  /** Backgrounds of pieces in turn, of the 256 colours: blue, green, orange, pink. */
  private static final int[] BACKGROUNDS = {153, 157, 223, 218};

  private static final String BLACK_ON = "\u001b[38;5;16;48;5;%dm";
  private static final String PLAIN = "\u001b[0m";

  /** The least width of the two columns that wrap. */
  private static final int LEAST = 5;

  private static final String GAP = "  ";

  /**
   * The text and the table, each line ended; nothing for no tokens.
   *
   * @param tokens the tokens in their order
   * @return the lines
   */
  public String of(List<ShownToken> tokens) {
    if (tokens.isEmpty()) {
      return "";
    }
    StringBuilder shown = new StringBuilder();
    addText(shown, tokens);
    shown.append('\n');
    addTable(shown, tokens);
    return shown.toString();
  }

  private int width() {
    return terminal.redraws()
        ? Math.max(1, terminal.columns().getAsInt() - 1)
        : Integer.MAX_VALUE / 2;
  }

  private void addText(StringBuilder shown, List<ShownToken> tokens) {
    int used = 0;
    for (int i = 0; i < tokens.size(); i++) {
      String divider = terminal.colours() || i + 1 == tokens.size() ? "" : "|";
      String piece = tokens.get(i).visible();
      int columns = VisibleText.columns(piece) + divider.length();
      if (used > 0 && used + columns > width()) {
        shown.append('\n');
        used = 0;
      }
      List<String> parts = VisibleText.wrapped(piece + divider, width());
      for (int part = 0; part < parts.size(); part++) {
        shown.append(part == 0 ? "" : "\n").append(coloured(parts.get(part), i));
      }
      used = parts.size() == 1 ? used + columns : VisibleText.columns(parts.getLast());
      if (endsLine(tokens.get(i)) && i + 1 < tokens.size()) {
        shown.append('\n');
        used = 0;
      }
    }
    shown.append('\n');
  }

  private static boolean endsLine(ShownToken token) {
    return token.bytes().length > 0 && token.bytes()[token.bytes().length - 1] == '\n';
  }

  private String coloured(String text, int number) {
    return terminal.colours()
        ? BLACK_ON.formatted(BACKGROUNDS[number % BACKGROUNDS.length]) + text + PLAIN
        : text;
  }

  private void addTable(StringBuilder shown, List<ShownToken> tokens) {
    int ids = "id".length();
    int offsets = "offset".length();
    int pieces = "piece".length();
    for (ShownToken token : tokens) {
      ids = Math.max(ids, Integer.toString(token.id()).length());
      offsets = Math.max(offsets, offsets(token).length());
      pieces = Math.max(pieces, VisibleText.columns(token.visible()));
    }
    int rest = Math.max(2 * LEAST, width() - ids - offsets - 3 * GAP.length());
    pieces = Math.min(pieces, Math.max(LEAST, rest / 2));
    int bytes = Math.max(LEAST, rest - pieces);
    addRow(
        shown,
        left("id", ids) + GAP + left("offset", offsets),
        "piece",
        pieces,
        "bytes",
        bytes,
        -1);
    for (int i = 0; i < tokens.size(); i++) {
      ShownToken token = tokens.get(i);
      String numbers =
          left(Integer.toString(token.id()), ids) + GAP + left(offsets(token), offsets);
      addRow(shown, numbers, token.visible(), pieces, token.hexadecimal(), bytes, i);
    }
  }

  private static String left(String text, int width) {
    return " ".repeat(width - text.length()) + text;
  }

  private static String offsets(ShownToken token) {
    return token.start() + "-" + token.end();
  }

  /** A row of as many lines as its longer cell has. */
  private void addRow(
      StringBuilder shown,
      String numbers,
      String piece,
      int pieceWidth,
      String bytes,
      int bytesWidth,
      int number) {
    List<String> pieces = VisibleText.wrapped(piece, pieceWidth);
    // A byte is two digits and a space.
    List<String> digits =
        VisibleText.wrapped(bytes.isEmpty() ? "" : bytes + " ", (bytesWidth + 1) / 3 * 3);
    for (int line = 0; line < Math.max(pieces.size(), digits.size()); line++) {
      String text = line < pieces.size() ? pieces.get(line) : "";
      String code = line < digits.size() ? digits.get(line).stripTrailing() : "";
      shown.append(line == 0 ? numbers : " ".repeat(numbers.length())).append(GAP);
      shown.append(number < 0 || text.isEmpty() ? text : coloured(text, number));
      if (!code.isEmpty()) {
        shown.append(" ".repeat(pieceWidth - VisibleText.columns(text))).append(GAP).append(code);
      }
      shown.append('\n');
    }
  }
}
