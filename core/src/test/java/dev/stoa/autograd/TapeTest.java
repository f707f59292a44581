package dev.stoa.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.core.Draws;
import dev.stoa.runtime.CounterRandom;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Shape;
import dev.stoa.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TapeTest {
  private final Workers workers = new Workers(1);
  private final Tape tape = new Tape(new Execution(workers));
  private final Tensor x = Tensor.of(new float[] {2}, 1, 1);
  private final Tensor w = Tensor.of(new float[] {3}, 1, 1);

  @AfterEach
  void close() {
    workers.close();
  }

  /** loss = (x · w) · w = 2 · 3 · 3; d/dw = 2 x w = 12, d/dx = w² = 9. */
  @Test
  void theChainRuleIsFollowedBackThroughAWeightUsedTwice() {
    Gradients gradients = new Gradients(List.of(x, w));
    tape.begin(gradients, null);
    Tensor loss = squareOfWeight();
    assertEquals(18, loss.at(0, 0));
    tape.backward(loss, 1);
    assertEquals(12, gradients.of(w).at(0, 0));
    assertEquals(9, gradients.of(x).at(0, 0));
  }

  /**
   * loss = (h + h) + x with h = x · w: d/dx = 2 w + 1 = 7, d/dw = 2 x = 4. The gradient of h
   * arrives twice, that of x from two operations.
   */
  @Test
  void gradientsThatArriveFromSeveralPlacesAddUp() {
    Gradients gradients = new Gradients(List.of(x, w));
    tape.begin(gradients, null);
    Tensor h = Operations.linear(tape, x, w, null);
    tape.backward(Operations.add(tape, Operations.add(tape, h, h), x), 1);
    assertEquals(7, gradients.of(x).at(0, 0));
    assertEquals(4, gradients.of(w).at(0, 0));
  }

  @Test
  void passesAddUpUntilTheGradientsAreCleared() {
    Gradients gradients = new Gradients(List.of(w));
    for (int pass = 0; pass < 2; pass++) {
      tape.begin(gradients, null);
      tape.backward(squareOfWeight(), 0.5f);
    }
    assertEquals(12, gradients.of(w).at(0, 0));
    gradients.clear();
    assertEquals(0, gradients.of(w).at(0, 0));
  }

  @Test
  void whatIsNotAParameterIsAConstant() {
    Gradients gradients = new Gradients(List.of(w));
    tape.begin(gradients, null);
    tape.backward(squareOfWeight(), 1);
    assertEquals(12, gradients.of(w).at(0, 0));
    assertThrows(IllegalArgumentException.class, () -> gradients.of(x));
  }

  @Test
  void aResultThatDoesNotReachTheLossGetsNoGradient() {
    Gradients gradients = new Gradients(List.of(x, w));
    tape.begin(gradients, null);
    Operations.linear(tape, x, w, null);
    tape.backward(squareOfWeight(), 1);
    assertEquals(12, gradients.of(w).at(0, 0));
  }

  @Test
  void thousandsOfOperationsDoNotOverflowTheStack() {
    Tensor zero = Tensor.zeros(1, 1);
    Gradients gradients = new Gradients(List.of(x));
    tape.begin(gradients, null);
    Tensor y = x;
    for (int i = 0; i < 100_000; i++) {
      y = Operations.add(tape, y, zero);
    }
    tape.backward(y, 1);
    assertEquals(1, gradients.of(x).at(0, 0));
  }

  @Test
  void withoutRecordingResultsAreFreedExceptTheOneKept() {
    tape.begin();
    int mark = tape.mark();
    Tensor dropped = Operations.add(tape, x, w);
    Tensor kept = Operations.add(tape, x, dropped);
    tape.keepOnly(mark, kept);
    Operations.add(tape, x, x);
    Operations.add(tape, x, x);
    assertArrayEquals(new float[] {7}, kept.toArray());
    assertFalse(tape.recording());
  }

  @Test
  void dropoutIsOffWithoutARandomKey() {
    Tensor many = random(1, 4, 4);
    tape.begin(new Gradients(List.of(many)), null);
    assertEquals(many, Operations.dropout(tape, many, 0.5f));
    tape.begin(new Gradients(List.of(many)), new CounterRandom(1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> Operations.dropout(tape, many, 1));
  }

  @Test
  void twoDropoutsOfAPassHaveDifferentMasks() {
    Tensor ones = Tensor.zeros(1, 64);
    ones.fill(1);
    tape.begin(new Gradients(List.of(ones)), new CounterRandom(1, 0, 0));
    Tensor first = Operations.dropout(tape, ones, 0.5f);
    Tensor second = Operations.dropout(tape, ones, 0.5f);
    assertFalse(Arrays.equals(first.toArray(), second.toArray()));
  }

  @Test
  void backwardNeedsARecordedSingleValue() {
    assertThrows(IllegalStateException.class, () -> tape.backward(x, 1));
    tape.begin(new Gradients(List.of(w)), null);
    assertThrows(IllegalArgumentException.class, () -> tape.backward(x, 1));
  }

  /** y = (x w, x w) by two rows x = 2 and 5; dL/dy = (10, 1): dL/dw = 10 · 2 + 1 · 5. */
  @Test
  void anyResultGoesBackWithItsGradient() {
    Tensor rows = Tensor.zeros(2, 1);
    rows.data()[0] = 2;
    rows.data()[1] = 5;
    Tensor gradient = Tensor.zeros(2, 1);
    gradient.data()[0] = 10;
    gradient.data()[1] = 1;
    Gradients gradients = new Gradients(List.of(w));
    tape.begin(gradients, null);
    Tensor y = Operations.linear(tape, rows, w, null);
    assertThrows(IllegalArgumentException.class, () -> tape.backward(y, 1));
    assertThrows(IllegalArgumentException.class, () -> tape.backward(y, Tensor.zeros(1, 2)));
    tape.backward(y, gradient);
    assertEquals(25, gradients.of(w).at(0, 0));
    assertFalse(tape.recording());
  }

  /** Two layers, the hidden one reshaped in between: both weights are trained. */
  @Test
  void aReshapedResultPassesItsGradientOn() {
    Tensor first = random(1, 4, 3);
    Tensor second = random(2, 2, 2);
    Gradients gradients = new Gradients(List.of(first, second));
    tape.begin(gradients, null);
    Tensor hidden = Operations.linear(tape, random(3, 1, 3), first, null);
    Tensor folded = Operations.reshape(tape, hidden, 2, 2);
    tape.backward(Operations.sum(tape, Operations.linear(tape, folded, second, null)), 1);
    for (Tensor weight : List.of(first, second)) {
      assertFalse(Arrays.equals(new float[weight.size()], gradients.of(weight).toArray()));
    }
  }

  @Test
  void aViewThatTheTapeDoesNotKnowIsRefusedWithTheWayOut() {
    Tensor weight = random(1, 4, 2);
    tape.begin(new Gradients(List.of(weight)), null);
    Tensor hidden = Operations.linear(tape, random(2, 3, 2), weight, null);
    List<Tensor> cut =
        List.of(hidden.reshape(4, 3), hidden.rows(1, 2), hidden.columns(2, 4), weight.rows(0, 1));
    for (Tensor view : cut) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Operations.geluTanh(tape, view))
              .getMessage();
      assertTrue(message.contains("shares values with"), message);
      assertTrue(message.contains("reshape, rows or columns"), message);
    }
  }

  /** A matrix of which one half is trained and the other is a constant, both used. */
  @Test
  void columnsBesideAParameterAreNoPartOfIt() {
    Tensor whole = random(1, 2, 6);
    Tensor trained = whole.columns(0, 3);
    Tensor constant = whole.columns(3, 6);
    Gradients gradients = new Gradients(List.of(trained));
    tape.begin(gradients, null);
    tape.backward(Operations.sum(tape, Operations.multiply(tape, trained, constant)), 1);
    assertArrayEquals(constant.toArray(), gradients.of(trained).toArray());
  }

  /** loss = w · detach(w): d/dw = w alone, where w² would have 2 w. */
  @Test
  void nothingGoesBackThroughADetachedView() {
    Gradients gradients = new Gradients(List.of(w));
    tape.begin(gradients, null);
    tape.backward(Operations.multiply(tape, w, Operations.detach(tape, w)), 1);
    assertEquals(3, gradients.of(w).at(0, 0));
  }

  /** Two layers with dropout, of which both, the last or none depends on what is trained. */
  @Test
  void masksDoNotDependOnWhatIsTrained() {
    Tensor x = Tensor.zeros(1, 64);
    x.fill(1);
    Tensor other = Tensor.zeros(1, 64);
    float[][][] masked = new float[2][2][];
    for (int i = 0; i < 2; i++) {
      tape.begin(new Gradients(List.of(i == 0 ? x : other)), new CounterRandom(1, 0, 0));
      Tensor first = Operations.dropout(tape, x, 0.5f);
      masked[i][0] = first.toArray();
      masked[i][1] = Operations.dropout(tape, Operations.add(tape, x, 1), 0.5f).toArray();
    }
    assertArrayEquals(masked[0][0], masked[1][0]);
    assertArrayEquals(masked[0][1], masked[1][1]);
    assertFalse(Arrays.equals(masked[1][0], Operations.multiply(tape, x, 0).toArray()));
    float[] second = masked[1][1].clone();
    for (int i = 0; i < second.length; i++) {
      second[i] /= 2;
    }
    assertFalse(Arrays.equals(masked[1][0], second), "two dropouts of frozen layers, one mask");
  }

  @Test
  void anOperationReturnsATensorOfItsOwn() {
    tape.begin(new Gradients(List.of(w)), null);
    Tensor y = Operations.multiply(tape, w, w);
    Backward nothing = (dY, saved) -> {};
    assertThrows(IllegalArgumentException.class, () -> tape.record(y, Saved.nothing(), nothing, w));
    assertThrows(IllegalArgumentException.class, () -> tape.record(w, Saved.nothing(), nothing, y));
  }

  /** y = 3 w, a gradient of dL/dy that stands among others: dL/dw = 3 · 5. */
  @Test
  void aGradientMayHaveGaps() {
    Tensor column = Tensor.of(new float[] {1, 1}, 2, 1);
    Gradients gradients = new Gradients(List.of(column));
    tape.begin(gradients, null);
    Tensor y = Operations.multiply(tape, column, 3);
    tape.backward(y, Tensor.of(new float[] {5, 0, 7, 0}, 2, 2).columns(0, 1));
    assertArrayEquals(new float[] {15, 21}, gradients.of(column).toArray());
  }

  /** What a backward pass that failed left behind must not come to the next one. */
  @Test
  void aBackwardPassThatThrowsLeavesNothingBehind() {
    Gradients gradients = new Gradients(List.of(w));
    tape.begin(gradients, null);
    Tensor y = Operations.multiply(tape, w, 2);
    Tensor broken =
        tape.record(
            Tensor.zeros(1, 1),
            Saved.nothing(),
            (dY, saved) -> {
              tape.addGradient(y, dY);
              throw new IllegalStateException("broken");
            },
            y);
    assertThrows(IllegalStateException.class, () -> tape.backward(broken, 100));
    gradients.clear();
    tape.begin(gradients, null);
    tape.backward(Operations.multiply(tape, w, 2), 1);
    assertEquals(2, gradients.of(w).at(0, 0));
  }

  private static Tensor random(int seed, int... dimensions) {
    return Tensor.of(Draws.normal(seed, Shape.of(dimensions).size()), dimensions);
  }

  private Tensor squareOfWeight() {
    Tensor once = Operations.linear(tape, x, w, null);
    return Operations.linear(tape, once, w, null);
  }
}
