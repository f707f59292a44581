package dev.stoa.generate;

/**
 * A generated text, and what it took.
 *
 * @param text what was generated, without the prompt
 * @param promptTokens tokens of the prompt, the begin-of-text token among them
 * @param generatedTokens tokens of the text; the token that ended it does not count
 * @param stopReason why it ends
 * @param promptSeconds time of reading the prompt, in seconds
 * @param decodeSeconds time of all tokens behind the first, in seconds
 */
public record Generation(
    String text,
    int promptTokens,
    int generatedTokens,
    StopReason stopReason,
    double promptSeconds,
    double decodeSeconds) {
  /**
   * The speed of reading the prompt.
   *
   * @return tokens a second, 0 if it was not read
   */
  public double promptTokensPerSecond() {
    return promptSeconds > 0 ? promptTokens / promptSeconds : 0;
  }

  /**
   * The speed of generating. The first token comes with the prompt and does not count.
   *
   * @return tokens a second, 0 if there were fewer than two
   */
  public double decodeTokensPerSecond() {
    return decodeSeconds > 0 && generatedTokens > 1 ? (generatedTokens - 1) / decodeSeconds : 0;
  }
}
