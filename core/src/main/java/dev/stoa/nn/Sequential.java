package dev.stoa.nn;

import dev.stoa.autograd.Tape;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Parts one after the other. A slice of it is a stage of a pipeline.
 *
 * @param parts the parts, in order
 */
public record Sequential(List<Part> parts) implements Part {
  /** Takes a copy of the list. */
  public Sequential {
    parts = List.copyOf(parts);
  }

  /**
   * Some parts; null where an optional one is missing.
   *
   * @param parts the parts, in order
   * @return the only one, or a stack
   */
  public static Part of(Part... parts) {
    List<Part> present = Arrays.stream(parts).filter(Objects::nonNull).toList();
    return present.size() == 1 ? present.getFirst() : new Sequential(present);
  }

  /**
   * Some neighbouring parts.
   *
   * @param from first part
   * @param to part behind the last
   * @return a stack of them
   */
  public Sequential slice(int from, int to) {
    return new Sequential(parts.subList(from, to));
  }

  @Override
  public Tensor forward(Pass pass, Tensor x) {
    Tape tape = pass.tape();
    int mark = tape.mark();
    Tensor y = x;
    for (int i = 0; i < parts.size(); i++) {
      y = tape.keepOnly(mark, parts.get(i).forward(pass, y));
    }
    return y;
  }
}
