package dev.stoa.tokenizer;

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
record AddedTokens(SpecialTokens special, List<AddedToken> plain, Map<String, AddedToken> options) {

  AddedTokens {
    plain = List.copyOf(plain);
    options = Map.copyOf(options);
  }

  static AddedTokens of(SpecialTokens special) {
    return new AddedTokens(special, List.of(), Map.of());
  }

  /**
   * The tokens to look for in a text that allows some special ones.
   *
   * @param normalized whether the text is a normalized one
   * @throws IllegalArgumentException if an allowed name is not a special token
   */
  List<AddedToken> wanted(Set<String> allowed, boolean normalized) {
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
    wanted.removeIf(token -> token.normalized() != normalized);
    return wanted;
  }
}
