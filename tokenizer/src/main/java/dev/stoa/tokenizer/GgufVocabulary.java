package dev.stoa.tokenizer;

import dev.stoa.tokenizer.file.GgufReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The vocabulary of a GGUF file, as the keys {@code tokenizer.ggml.*} of its metadata give it. The
 * reader of the file fills this record; {@link #tokenizer} makes the tokenizer of it.
 *
 * @param model the key {@code model}: {@code gpt2} (byte-level byte-pair encoding), {@code llama}
 *     (SentencePiece's merges by score), {@code gemma4} (the same by a list), {@code t5} (Unigram)
 *     or {@code bert} (WordPiece)
 * @param pre the key {@code pre}, by which gpt2 vocabularies name their way of splitting
 * @param entries the tokens, in the order of their ids
 * @param merges the key {@code merges}, two tokens with a space between them; needed by gpt2 and
 *     gemma4
 * @param ids the keys that end in {@code _token_id}, without that: bos, eos, unknown, cls,
 *     seperator (so spelled)
 * @param flags the keys {@code add_bos_token}, {@code add_eos_token}, {@code add_space_prefix},
 *     {@code remove_extra_whitespaces}, {@code normalizer.lowercase}, {@code
 *     normalizer.strip_accents}, as far as they are there
 * @param charsMap the key {@code precompiled_charsmap}, or empty
 */
public record GgufVocabulary(
    String model,
    Optional<String> pre,
    Entries entries,
    List<String> merges,
    Map<String, Integer> ids,
    Map<String, Boolean> flags,
    byte[] charsMap) {

  /**
   * The tokens, in the order of their ids.
   *
   * @param tokens the key {@code tokens}
   * @param scores the key {@code scores}, one for each token; needed by llama and t5, otherwise
   *     empty
   * @param types the key {@code token_type}, one for each token, or empty: 1 normal, 2 unknown, 3
   *     control, 4 defined by the user, 5 unused, 6 a byte
   */
  public record Entries(List<String> tokens, float[] scores, int[] types) {
    /**
     * Copies the list; the arrays are taken as they are.
     *
     * @throws IllegalArgumentException if the arrays do not have one element for each token
     */
    public Entries {
      tokens = List.copyOf(tokens);
      requireOneEach("scores", scores.length, tokens.size());
      requireOneEach("token_type", types.length, tokens.size());
    }

    private static void requireOneEach(String key, int found, int tokens) {
      if (found != 0 && found != tokens) {
        throw new IllegalArgumentException(
            "tokenizer.ggml.%s has %d elements, but there are %d tokens"
                .formatted(key, found, tokens));
      }
    }
  }

  /** Copies the lists and maps. */
  public GgufVocabulary {
    merges = List.copyOf(merges);
    ids = Map.copyOf(ids);
    flags = Map.copyOf(flags);
  }

  /**
   * Makes the tokenizer. Its special tokens are those of the types control and unknown; tokens
   * defined by the user are cut out of every text. Its {@linkplain Tokenizer#template() template}
   * is what the keys say, or where there are none, what llama.cpp adds for the kind of vocabulary.
   *
   * @return the tokenizer
   * @throws IllegalArgumentException if the model or its way of splitting is not known, or if the
   *     lists are damaged; the message names the key or the token
   */
  public Tokenizer tokenizer() {
    return TokenizerMaker.of(GgufReader.read(this));
  }
}
