package dev.stoa.load;

import dev.stoa.model.Transformer;
import dev.stoa.tokenizer.Tokenizer;
import java.util.Optional;

/**
 * A model, and the tokenizer that came with it.
 *
 * @param model the model, its weights float32
 * @param tokenizer its tokenizer, if there was one
 */
public record LoadedModel(Transformer model, Optional<Tokenizer> tokenizer) {
  /**
   * Checks that the model knows every token of the tokenizer. It may know more, since vocabularies
   * are often padded.
   *
   * @throws IllegalArgumentException if it does not
   */
  public LoadedModel {
    tokenizer.ifPresent(
        present -> {
          int tokens = present.vocabularySize();
          int known = model.config().vocabularySize();
          if (tokens > known) {
            throw new IllegalArgumentException(
                "the tokenizer has %d tokens, but the model only %d: they do not belong together"
                    .formatted(tokens, known));
          }
        });
  }
}
