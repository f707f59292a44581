package dev.stoa.tokenizer.added;

import dev.stoa.tokenizer.SpecialTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tokens that are cut out of a text: special ones where they are allowed, plain ones, which
 * stand for their own text, everywhere.
 *
 * @param special the special tokens
 * @param plain the plain ones
 * @param options the special tokens that are looked for otherwise than {@link AddedToken#of} says,
 *     by name
 */
public record AddedTokens(
    SpecialTokens special, List<AddedToken> plain, Map<String, AddedToken> options) {

  /** Copies the lists. */
  public AddedTokens {
    plain = List.copyOf(plain);
    options = Map.copyOf(options);
  }

  /**
   * Special tokens that are found wherever they stand.
   *
   * @param special the special tokens
   * @return the tokens, no plain ones among them
   */
  public static AddedTokens of(SpecialTokens special) {
    return of(special, Map.of());
  }

  /**
   * Special and plain tokens that are found wherever they stand.
   *
   * @param special the special tokens
   * @param plain the names of the plain ones and their ids
   * @return the tokens
   */
  public static AddedTokens of(SpecialTokens special, Map<String, Integer> plain) {
    List<AddedToken> found = new ArrayList<>();
    plain.forEach((name, id) -> found.add(AddedToken.of(name, id)));
    return new AddedTokens(special, found, Map.of());
  }

  /**
   * The tokens to look for in a text that allows some special ones.
   *
   * @param normalized whether the text is a normalized one
   * @throws IllegalArgumentException if an allowed name is not a special token
   */
  List<AddedToken> wanted(Set<String> allowed, boolean normalized) {
    List<AddedToken> wanted = all(allowed);
    wanted.removeIf(token -> token.normalized() != normalized);
    return wanted;
  }

  /**
   * The tokens to look for in a text that allows some special ones, before and behind normalizing.
   *
   * @param allowed the names of the special tokens that are allowed
   * @return the tokens, in a list of the caller's own
   * @throws IllegalArgumentException if an allowed name is not a special token
   */
  public List<AddedToken> all(Set<String> allowed) {
    List<AddedToken> wanted = new ArrayList<>();
    for (String name : allowed) {
      Integer id = special.ids().get(name);
      if (id == null) {
        throw new IllegalArgumentException(
            "'%s' is not a special token of this tokenizer; it has %s"
                .formatted(name, special.ids().keySet()));
      }
      wanted.add(options.getOrDefault(name, AddedToken.of(name, id)));
    }
    wanted.addAll(plain);
    return wanted;
  }
}
