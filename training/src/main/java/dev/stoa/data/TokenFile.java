package dev.stoa.data;

import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A text as token ids: a part to train on and a part to validate with.
 *
 * <p>The file's layout, all numbers little-endian:
 *
 * <pre>
 *    0  8 bytes  "STOATOKS"
 *    8  u32      version, 1
 *   12  u32      bytes of a token: 2 for a vocabulary of up to 65,536, otherwise 4
 *   16  u32      vocabulary size
 *   20  u64      tokens to train on
 *   28  u64      tokens to validate with
 *   36  tokens   first the ones to train on
 *  end  u32      CRC-32 of everything before
 * </pre>
 *
 * @param vocabularySize number of token ids; every token is below
 * @param training tokens to train on; not copied
 * @param validation tokens to validate with; not copied
 */
public record TokenFile(int vocabularySize, int[] training, int[] validation) {
  private static final double TRAINING_SHARE = 0.9;

  /**
   * Checks the tokens.
   *
   * @throws IllegalArgumentException if one is outside the vocabulary
   */
  public TokenFile {
    requireInside(training, vocabularySize);
    requireInside(validation, vocabularySize);
  }

  private static void requireInside(int[] tokens, int vocabularySize) {
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= vocabularySize) {
        throw new IllegalArgumentException(
            "token %d is %d, but the vocabulary has %d tokens"
                .formatted(i, tokens[i], vocabularySize));
      }
    }
  }

  /**
   * Encodes a text: its first 90 % are to train on, the rest is to validate with. The text is cut
   * behind ⌊0.9 · n⌋ of its n code points, as nanoGPT cuts tiny Shakespeare, and each part is
   * encoded by itself, so that no token reaches over the cut.
   *
   * @param text the text
   * @param tokenizer encodes it
   * @return the tokens
   * @throws IllegalArgumentException if a part has no tokens: the text is empty or very short
   */
  public static TokenFile encode(String text, Tokenizer tokenizer) {
    String first = trainingPart(text);
    int[] training = tokenizer.encode(first);
    int[] validation = tokenizer.encode(text.substring(first.length()));
    if (training.length == 0 || validation.length == 0) {
      throw new IllegalArgumentException(
          "the text is too short: 90 %% of its %d characters give %d tokens to train on, the rest %d"
                  .formatted(
                      text.codePointCount(0, text.length()), training.length, validation.length)
              + " to validate with, and both need some");
    }
    return new TokenFile(tokenizer.vocabularySize(), training, validation);
  }

  /**
   * The part of a text that {@link #encode} gives for training: what a tokenizer may be trained on.
   *
   * @param text the text
   * @return its first 90 %
   */
  public static String trainingPart(String text) {
    int points = text.codePointCount(0, text.length());
    return text.substring(0, text.offsetByCodePoints(0, (int) (TRAINING_SHARE * points)));
  }

  /**
   * Writes the file beside its place and moves it there.
   *
   * @param file where to
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    TokenFileFormat.write(file, this);
  }

  /**
   * Reads a file. Its sizes are checked against its length before memory is taken for them.
   *
   * @param file a file that {@link #save} has written
   * @return the tokens
   * @throws dev.stoa.file.FormatException if it is another kind of file, cut short or damaged
   * @throws IOException if it cannot be read
   */
  public static TokenFile load(Path file) throws IOException {
    return TokenFileFormat.read(file);
  }
}
