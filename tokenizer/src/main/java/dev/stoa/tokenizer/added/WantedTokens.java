package dev.stoa.tokenizer.added;

import java.util.Set;

/**
 * What a tokenizer looks for in its texts. It is made ready anew only where other special tokens
 * are allowed than in the text before.
 */
public final class WantedTokens {

  /**
   * What is looked for if some special tokens are allowed.
   *
   * @param allowed their names
   * @param all all tokens
   * @param raw those that are looked for in the text as it was given
   * @param normalized those that are looked for in the normalized text
   */
  public record Wanted(
      Set<String> allowed, SoughtTokens all, SoughtTokens raw, SoughtTokens normalized) {}

  private final AddedTokens added;
  private volatile Wanted last;

  /**
   * Looks for no special tokens at first.
   *
   * @param added the tokens that a tokenizer has
   */
  public WantedTokens(AddedTokens added) {
    this.added = added;
    last = wanted(Set.of());
  }

  /**
   * What to look for in a text that allows some special tokens.
   *
   * @param allowed the names of the special tokens that are allowed
   * @return what to look for
   * @throws IllegalArgumentException if an allowed name is not a special token
   */
  public Wanted of(Set<String> allowed) {
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
        SoughtTokens.of(added.all(allowed)),
        SoughtTokens.of(added.wanted(allowed, false)),
        SoughtTokens.of(added.wanted(allowed, true)));
  }
}
