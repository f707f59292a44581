package dev.stoa.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TensorTest {
  private final Tensor tensor = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);

  @Test
  void valuesLieRowByRow() {
    assertEquals(4, tensor.at(1, 1));
    assertEquals(5, tensor.at(2, 0));
  }

  @Test
  void anyShapeIsAMatrixOfItsLastDimension() {
    Shape shape = Shape.of(2, 3, 4);
    assertEquals(6, shape.rows());
    assertEquals(4, shape.columns());
    assertEquals(24, shape.size());
    assertEquals(1, Shape.of().size());
    assertEquals(0, Shape.of(0, 5).size());
    assertEquals("[2, 3, 4]", shape.toString());
    assertEquals(shape, Shape.of(2, 3, 4));
    assertNotEquals(shape, Shape.of(2, 12));
  }

  @Test
  void viewsShareTheirValues() {
    Tensor rows = tensor.rows(1, 3);
    assertSame(tensor.data(), rows.data());
    assertArrayEquals(new float[] {3, 4, 5, 6}, rows.toArray());
    rows.fill(9);
    assertArrayEquals(new float[] {1, 2, 9, 9, 9, 9}, tensor.reshape(6).toArray());
  }

  @Test
  void twoTensorsAreEqualOnlyIfTheyAreTheSame() {
    assertNotEquals(tensor, Tensor.of(tensor.toArray(), 3, 2));
    assertEquals(tensor, tensor);
  }

  @Test
  void errorsNameBothSizes() {
    assertMessage(() -> Tensor.of(new float[5], 2, 3), "[2, 3]", "6", "5");
    assertMessage(() -> tensor.reshape(4, 2), "[3, 2]", "[4, 2]");
    assertMessage(() -> tensor.rows(2, 4), "[3, 2]", "4");
    assertMessage(() -> new Tensor(new float[6], 1, Shape.of(6)), "6", "1");
    assertMessage(() -> Shape.of(2, -1), "-1");
    assertMessage(() -> Shape.of(1 << 16, 1 << 16), "4294967296");
    assertThrows(IndexOutOfBoundsException.class, () -> tensor.at(0, 2));
  }

  private static void assertMessage(Runnable action, String... parts) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
