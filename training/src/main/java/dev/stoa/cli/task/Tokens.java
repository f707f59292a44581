package dev.stoa.cli.task;

import dev.stoa.data.TokenFile;
import dev.stoa.tokenizer.Tokenizer;

/** Turns a text into tokens to train on. */
public final class Tokens {
  private Tokens() {}

  /**
   * Encodes a text.
   *
   * @param name what the text is called in an error
   * @param text the text
   * @param tokenizer its tokenizer
   * @param context length of a window
   * @return both parts
   * @throws Failure if one of the parts is too short; the message names the text and the limit
   */
  public static TokenFile of(String name, String text, Tokenizer tokenizer, int context) {
    TokenFile tokens;
    try {
      tokens = TokenFile.encode(text, tokenizer);
    } catch (IllegalArgumentException exception) {
      throw new Failure(name + ": " + exception.getMessage(), exception);
    }
    require(name, "train on", tokens.training().length, context + 1, context);
    require(name, "validate", tokens.validation().length, 2, context);
    return tokens;
  }

  private static void require(String name, String purpose, int tokens, int least, int context) {
    if (tokens < least) {
      throw new Failure(
          "%s: is too short: %d tokens to %s, but a context of %d needs %d at least"
              .formatted(name, tokens, purpose, context, least));
    }
  }
}
