package dev.stoa.kernel;

/**
 * Rotary positions of one head: pairs of channels are turned by an angle each. Stateless, safe for
 * many threads.
 */
public interface Rotary {
  /**
   * Turns the pairs of channels i and i + h, h being half the head: y_i += x_i cos φ_i − x_{i+h}
   * sin φ_i and y_{i+h} += x_i sin φ_i + x_{i+h} cos φ_i.
   *
   * @param y 2 h values, accumulated
   * @param yOffset first element of y
   * @param x 2 h values
   * @param xOffset first element of x
   * @param cosines cos φ_i, h values from index angles
   * @param sines sin φ_i, h values from index angles
   * @param angles first element of cosines and sines
   * @param half h
   * @param direction 1, or −1 to turn back
   */
  void addTurned(
      float[] y,
      int yOffset,
      float[] x,
      int xOffset,
      float[] cosines,
      float[] sines,
      int angles,
      int half,
      int direction);
}
