package dev.stoa.load;

import dev.stoa.model.Model;
import dev.stoa.tokenizer.Tokenizer;
import java.util.Optional;

/**
 * A model, and the tokenizer that came with it.
 *
 * @param model the model, its weights float32
 * @param tokenizer its tokenizer, if there was one
 */
public record LoadedModel(Model model, Optional<Tokenizer> tokenizer) {
  /**
   * Checks that the two belong together.
   *
   * @throws IllegalArgumentException if they {@linkplain #requireFit do not}
   */
  public LoadedModel {
    tokenizer.ifPresent(present -> requireFit(model, present));
  }

  /**
   * Checks that a model knows every token of a tokenizer. It may know more, since vocabularies are
   * often padded.
   *
   * @param model the model
   * @param tokenizer the tokenizer
   * @throws IllegalArgumentException if it does not
   */
  public static void requireFit(Model model, Tokenizer tokenizer) {
    int tokens = tokenizer.vocabularySize();
    int known = model.config().vocabularySize();
    if (tokens > known) {
      throw new IllegalArgumentException(
          "the tokenizer has %d tokens, but the model only %d: they do not belong together"
              .formatted(tokens, known));
    }
  }
}
