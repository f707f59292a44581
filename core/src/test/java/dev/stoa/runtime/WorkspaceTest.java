package dev.stoa.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import org.junit.jupiter.api.Test;

class WorkspaceTest {
  private final Workspace workspace = new Workspace();

  @Test
  void whatWasReleasedIsUsedAgainForTheSameSizes() {
    Tensor first = workspace.take(2, 3);
    assertEquals(Shape.of(2, 3), first.shape());
    assertNotSame(first, workspace.take(2, 3), "a taken matrix belongs to its taker");
    workspace.release(0);
    workspace.take(3, 2);
    Tensor again = workspace.take(2, 3);
    Tensor third = workspace.take(2, 3);
    assertSame(first, again == first ? again : third);
  }

  @Test
  void releasingToAMarkKeepsWhatWasTakenBefore() {
    Tensor before = workspace.take(1, 4);
    int mark = workspace.mark();
    Tensor after = workspace.take(1, 4);
    workspace.release(mark);
    assertSame(after, workspace.take(1, 4));
    assertNotSame(before, workspace.take(1, 4));
  }

  @Test
  void oneMatrixCanBeKeptWhileTheOthersAreReleased() {
    int mark = workspace.mark();
    Tensor scratch = workspace.take(1, 4);
    Tensor kept = workspace.take(1, 4);
    Tensor more = workspace.take(1, 4);
    workspace.releaseAllBut(mark, kept);
    assertEquals(mark + 1, workspace.mark());
    assertSame(scratch, workspace.take(1, 4));
    assertSame(more, workspace.take(1, 4));
    assertNotSame(kept, workspace.take(1, 4));
  }

  /** A result of three dimensions, or some rows of one, has the values of a matrix. */
  @Test
  void aMatrixIsKeptForAViewOfIt() {
    Tensor kept = workspace.take(6, 4);
    workspace.take(6, 4);
    workspace.releaseAllBut(0, kept.reshape(2, 3, 4).rows(1, 2));
    assertEquals(1, workspace.mark());
    workspace.take(6, 4);
    assertNotSame(kept, workspace.take(6, 4));
    workspace.release(0);
    assertSame(kept, workspace.take(6, 4), "given back with the rest later");
  }

  @Test
  void objectsAreMadeOnceForEachClass() {
    StringBuilder made = workspace.reuse(StringBuilder.class, StringBuilder::new);
    assertSame(made, workspace.reuse(StringBuilder.class, StringBuilder::new));
  }
}
