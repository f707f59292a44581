package dev.stoa.runtime;

import dev.stoa.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where operations draw their outputs and their scratch.
 *
 * <p>Matrices are taken in order, as from a stack, and given back in the opposite order down to a
 * mark: a decoding loop gives back each layer's, the tape gives back each operation's after its
 * backward pass. A loop that takes the same sizes again and again allocates nothing after its first
 * round. Used by one thread at a time.
 */
public final class Workspace {
  private final TensorPool pool = new TensorPool();
  private final List<Tensor> taken = new ArrayList<>();
  private final Map<Class<?>, Object> reused = new IdentityHashMap<>();

  /** Who needs what was taken until later, or null. */
  private Object holder;

  /** A workspace that holds nothing yet. */
  public Workspace() {}

  /**
   * A matrix to use until it is released.
   *
   * @param rows its rows
   * @param columns its columns
   * @return a tensor [rows, columns] whose values are arbitrary
   */
  public Tensor take(int rows, int columns) {
    Tensor matrix = pool.take(rows, columns);
    taken.add(matrix);
    return matrix;
  }

  /**
   * The present height of the stack.
   *
   * @return a mark for {@link #release}
   */
  public int mark() {
    return taken.size();
  }

  /**
   * Gives back everything that was taken since a mark.
   *
   * @param mark the mark
   */
  public void release(int mark) {
    while (taken.size() > mark) {
      pool.give(taken.removeLast());
    }
  }

  /**
   * Gives back everything that was taken since a mark, but the matrix that has the values of one
   * tensor, which then counts as taken right at the mark.
   *
   * @param mark the mark
   * @param kept a matrix taken since then, or a view of one
   */
  public void releaseAllBut(int mark, Tensor kept) {
    Tensor found = null;
    while (taken.size() > mark) {
      Tensor matrix = taken.removeLast();
      if (matrix.data() == kept.data()) {
        found = matrix;
      } else {
        pool.give(matrix);
      }
    }
    if (found != null) {
      taken.add(found);
    }
  }

  /**
   * Says who needs everything that is taken from now on until he says otherwise: a tape that
   * records needs it for its way back.
   *
   * @param user who asks
   * @param holding whether he needs it
   * @throws IllegalStateException if another one needs what is taken
   */
  public void hold(Object user, boolean holding) {
    if (holder != null && holder != user) {
      throw new IllegalStateException(
          "another tape records on this execution: go back through it first, or begin it anew, or"
              + " give this one an execution of its own");
    }
    holder = holding ? user : null;
  }

  /** Drops the memory of everything that was released. */
  public void trim() {
    pool.trim();
  }

  /**
   * The one object of a class that this workspace keeps for reuse, such as a task with its
   * arguments: parallel work then allocates nothing.
   *
   * @param <T> the class
   * @param type the class
   * @param maker makes the object at the first call
   * @return the same object at each call; whoever fills it must be done with it before the next one
   *     asks
   */
  public <T> T reuse(Class<T> type, Supplier<T> maker) {
    Object found = reused.get(type);
    if (found == null) {
      found = maker.get();
      reused.put(type, found);
    }
    return type.cast(found);
  }
}
