package dev.stoa.tokenizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The tokens of a vocabulary that stand for no text: where a text begins, where it ends, who speaks
 * next.
 *
 * @param ids the name of each special token and its id; unmodifiable, in the order it was given
 * @param beginOfText the id that stands before a text, if the models of this vocabulary expect one
 * @param endOfText the id that ends a text, if there is one
 */
public record SpecialTokens(
    Map<String, Integer> ids, OptionalInt beginOfText, OptionalInt endOfText) {

  private static final List<String> BEGIN_NAMES =
      List.of("<s>", "<|begin_of_text|>", "<bos>", "<|startoftext|>", "[CLS]");

  private static final List<String> END_NAMES =
      List.of("</s>", "<|endoftext|>", "<|end_of_text|>", "<eos>", "[SEP]");

  private static final SpecialTokens NONE = of(Map.of());

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if a name is empty, if two names have one id, or if the begin
   *     or the end is not one of the ids
   */
  public SpecialTokens {
    Map<String, Integer> copy = new LinkedHashMap<>(ids);
    Map<Integer, String> names = new LinkedHashMap<>();
    copy.forEach(
        (name, id) -> {
          if (name.isEmpty()) {
            throw new IllegalArgumentException("special token " + id + " has an empty name");
          }
          String other = names.put(id, name);
          if (other != null) {
            throw new IllegalArgumentException(
                "special tokens '" + other + "' and '" + name + "' have the same id " + id);
          }
        });
    requireKnown(names, beginOfText, "begin");
    requireKnown(names, endOfText, "end");
    ids = Collections.unmodifiableMap(copy);
  }

  private static void requireKnown(Map<Integer, String> names, OptionalInt id, String what) {
    if (id.isPresent() && !names.containsKey(id.getAsInt())) {
      throw new IllegalArgumentException(
          "the " + what + " of text, id " + id.getAsInt() + ", is not one of the special tokens");
    }
  }

  /**
   * No special tokens.
   *
   * @return an empty set of special tokens
   */
  public static SpecialTokens none() {
    return NONE;
  }

  /**
   * Special tokens whose begin and end of text are recognized by the names that public vocabularies
   * use: {@code <s>}, {@code <|begin_of_text|>}, {@code <bos>}, {@code <|startoftext|>} or {@code
   * [CLS]} begins a text, {@code </s>}, {@code <|endoftext|>}, {@code <|end_of_text|>}, {@code
   * <eos>} or {@code [SEP]} ends it, the first of these that there is.
   *
   * @param ids the name of each special token and its id
   * @return the special tokens
   * @throws IllegalArgumentException if a name is empty or if two names have one id
   */
  public static SpecialTokens of(Map<String, Integer> ids) {
    return new SpecialTokens(ids, first(ids, BEGIN_NAMES), first(ids, END_NAMES));
  }

  private static OptionalInt first(Map<String, Integer> ids, List<String> names) {
    return names.stream().filter(ids::containsKey).mapToInt(ids::get).findFirst();
  }
}
