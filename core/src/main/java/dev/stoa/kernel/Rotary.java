package dev.stoa.kernel;

/**
 * Rotary positions of one head: pairs of channels are turned by an angle each. Stateless, safe for
 * many threads.
 */
public interface Rotary {
  /**
   * Turns n pairs. The channels of pair i are u = i · step and v = u + distance: y_u += x_u cos φ_i
   * − x_v sin φ_i and y_v += x_u sin φ_i + x_v cos φ_i.
   *
   * @param y accumulated
   * @param yOffset first element of y
   * @param x as long as y
   * @param xOffset first element of x
   * @param cosines cos φ_i, n values from index angles
   * @param sines sin φ_i, n values from index angles
   * @param angles first element of cosines and sines
   * @param n how many pairs
   * @param step from the first channel of a pair to that of the next
   * @param distance from the first channel of a pair to its second
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
      int n,
      int step,
      int distance,
      int direction);
}
