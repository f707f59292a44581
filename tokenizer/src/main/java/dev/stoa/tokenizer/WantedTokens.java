package dev.stoa.tokenizer;

import java.util.Set;

/**
 * What a tokenizer looks for in its texts. It is made ready anew only where other special tokens
 * are allowed than in the text before.
 */
final class WantedTokens {

  /**
   * What is looked for if some special tokens are allowed.
   *
   * @param allowed their names
   * @param all all tokens
   * @param raw those that are looked for in the text as it was given
   * @param normalized those that are looked for in the normalized text
   */
  record Wanted(Set<String> allowed, Candidates all, Candidates raw, Candidates normalized) {}

  private final AddedTokens added;
  private volatile Wanted last;

  WantedTokens(AddedTokens added) {
    this.added = added;
    last = wanted(Set.of());
  }

  /**
   * What to look for in a text that allows some special tokens.
   *
   * @throws IllegalArgumentException if an allowed name is not a special token
   */
  Wanted of(Set<String> allowed) {
    Wanted wanted = last;
    if (!wanted.allowed().equals(allowed)) {
      wanted = wanted(allowed);
      last = wanted;
    }
    return wanted;
  }

  private Wanted wanted(Set<String> allowed) {
    return new Wanted(
        Set.copyOf(allowed),
        Candidates.of(added.all(allowed)),
        Candidates.of(added.wanted(allowed, false)),
        Candidates.of(added.wanted(allowed, true)));
  }
}
