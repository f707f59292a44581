package dev.stoa.nn;

import dev.stoa.autograd.Tape;
import dev.stoa.cache.Segments;
import dev.stoa.tensor.Tensor;

/**
 * One forward pass: what every part is given besides its input.
 *
 * @param tape runs and records it
 * @param segments how the rows are divided
 * @param memory what the encoder made of its text, for the decoder of an encoder-decoder, else null
 * @param memorySegments how the memory's rows are divided, one segment for each of the decoder's
 * @param observer is shown what happens, or null
 */
public record Pass(
    Tape tape, Segments segments, Tensor memory, Segments memorySegments, PassObserver observer) {
  /**
   * A pass without a memory that nobody watches.
   *
   * @param tape runs and records it
   * @param segments how the rows are divided
   */
  public Pass(Tape tape, Segments segments) {
    this(tape, segments, null, null, null);
  }

  /**
   * This pass with an encoder's memory.
   *
   * @param memory hidden rows of the encoder
   * @param memorySegments how they are divided
   * @return a changed copy
   */
  public Pass reading(Tensor memory, Segments memorySegments) {
    return new Pass(tape, segments, memory, memorySegments, observer);
  }

  /**
   * This pass with an observer.
   *
   * @param observer is shown what happens
   * @return a changed copy
   */
  public Pass watchedBy(PassObserver observer) {
    return new Pass(tape, segments, memory, memorySegments, observer);
  }
}
