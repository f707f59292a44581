package dev.stoa.cli.show;

/**
 * How far a piece of work is, as one line.
 *
 * @param done steps done
 * @param total steps in all, at least 1
 * @param loss the latest loss in nats, NaN for work that has none
 * @param tokensPerSecond speed, NaN for work that has none
 * @param secondsLeft time left in seconds, NaN while it is unknown
 */
record ProgressLine(
    long done, long total, double loss, double tokensPerSecond, double secondsLeft) {
  private static final int SHORTEST_BAR = 5;
  private static final int LONGEST_BAR = 42;

  /** Everything in words, as it stands in a file: no bar. */
  String plain() {
    return Math.floorDiv(100 * done, total) + " %  " + words();
  }

  /**
   * The line as it is drawn in a terminal.
   *
   * @param columns the terminal's width
   * @return at most columns - 1 characters, so that the cursor stays on the line: with a bar as
   *     long as there is room for, in a narrow terminal with numbers only, at last cut off
   */
  String fitted(int columns) {
    int room = Math.max(0, columns - 1);
    for (String numbers : new String[] {words(), figures()}) {
      int bar = Math.min(LONGEST_BAR, room - numbers.length() - 1);
      if (bar >= SHORTEST_BAR) {
        return bar(bar) + " " + numbers;
      }
    }
    String figures = figures();
    return figures.substring(0, Math.min(room, figures.length()));
  }

  private String words() {
    StringBuilder line = new StringBuilder(steps());
    if (!Double.isNaN(loss)) {
      line.append("  loss ").append(Numbers.loss(loss));
    }
    if (!Double.isNaN(tokensPerSecond)) {
      line.append("  ").append(Numbers.brief(tokensPerSecond)).append(" tokens/s");
    }
    return line.append("  ").append(Numbers.clock(secondsLeft)).append(" left").toString();
  }

  private String figures() {
    StringBuilder line = new StringBuilder(steps());
    if (!Double.isNaN(loss)) {
      String digits = Numbers.loss(loss);
      line.append(' ').append(digits, 0, Math.min(5, digits.length()));
    }
    if (!Double.isNaN(tokensPerSecond)) {
      line.append(' ').append(Numbers.brief(tokensPerSecond)).append("/s");
    }
    return line.append(' ').append(Numbers.clock(secondsLeft)).toString();
  }

  /** The steps, padded so that the line does not move while they count. */
  private String steps() {
    String all = Long.toString(total);
    String now = Long.toString(done);
    return " ".repeat(Math.max(0, all.length() - now.length())) + now + "/" + all;
  }

  private String bar(int width) {
    int inside = width - 2;
    int filled = (int) (inside * Math.min(done, total) / total);
    String head = filled < inside ? ">" : "";
    return "[" + "=".repeat(filled) + head + " ".repeat(inside - filled - head.length()) + "]";
  }
}
