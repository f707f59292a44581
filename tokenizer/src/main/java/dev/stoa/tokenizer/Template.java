package dev.stoa.tokenizer;

import java.util.List;
import java.util.OptionalInt;

/**
 * The special tokens that the models of a vocabulary expect around a text: BERT's {@code [CLS] ...
 * [SEP]}, Llama's {@code <s> ...}, T5's {@code ... </s>}.
 *
 * @param before the ids before those of the text; unmodifiable
 * @param after the ids behind those of the text; unmodifiable
 */
public record Template(List<Integer> before, List<Integer> after) {

  private static final Template NONE = new Template(List.of(), List.of());

  /** Copies the lists. */
  public Template {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /**
   * Nothing around a text.
   *
   * @return the empty template
   */
  public static Template none() {
    return NONE;
  }

  /**
   * At most one token on each side.
   *
   * @param before the id before those of the text, if there is one
   * @param after the id behind those of the text, if there is one
   * @return the template
   */
  public static Template of(OptionalInt before, OptionalInt after) {
    return new Template(list(before), list(after));
  }

  private static List<Integer> list(OptionalInt id) {
    return id.stream().boxed().toList();
  }

  /**
   * Puts the special tokens around ids.
   *
   * @param ids the ids of a text
   * @return a new array: those before, the ids, those behind
   */
  public int[] around(int[] ids) {
    int[] all = new int[before.size() + ids.length + after.size()];
    for (int i = 0; i < before.size(); i++) {
      all[i] = before.get(i);
    }
    System.arraycopy(ids, 0, all, before.size(), ids.length);
    for (int i = 0; i < after.size(); i++) {
      all[before.size() + ids.length + i] = after.get(i);
    }
    return all;
  }
}
