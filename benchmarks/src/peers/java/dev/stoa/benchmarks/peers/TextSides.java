package dev.stoa.benchmarks.peers;

import dev.stoa.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Text to ids by two tokenizers: by one thread the text as a whole, by all processors in parts.
 *
 * @param <I> how the peer gives ids
 */
final class TextSides<I> implements Comparison.Sides {

  /** So many characters make a part of a batch. */
  private static final int PART = 1 << 16;

  private final int threads;
  private final List<String> texts;
  private final Supplier<? extends Tokenizer> ours;
  private final Function<String, I> theirs;
  private final Function<I, int[]> ids;
  private List<int[]> ourIds;
  private List<I> theirIds;

  /**
   * Both sides.
   *
   * @param threads 1, or the number of processors
   * @param text the text
   * @param ours makes our tokenizer anew for each call
   * @param theirs encodes by the peer
   * @param ids makes an array of what that gives; it is not timed
   */
  TextSides(
      int threads,
      String text,
      Supplier<? extends Tokenizer> ours,
      Function<String, I> theirs,
      Function<I, int[]> ids) {
    this.threads = threads;
    this.ours = ours;
    this.theirs = theirs;
    this.ids = ids;
    texts = threads == 1 ? List.of(text) : Texts.parts(text, PART);
  }

  @Override
  public void ours() {
    ourIds =
        threads == 1 ? List.of(ours.get().encode(texts.getFirst())) : ours.get().encodeAll(texts);
  }

  @Override
  public void theirs() {
    theirIds =
        threads == 1
            ? List.of(theirs.apply(texts.getFirst()))
            : texts.parallelStream().map(theirs).toList();
  }

  /** 0: other ids than the peer's are no matter of rounding. */
  @Override
  public double error() {
    for (int i = 0; i < texts.size(); i++) {
      int[] expected = ids.apply(theirIds.get(i));
      int place = Arrays.mismatch(ourIds.get(i), expected);
      if (place >= 0) {
        throw new IllegalStateException(
            "part %d of the text: the ids differ from the peer's from number %d on"
                .formatted(i, place));
      }
    }
    return 0;
  }

  @Override
  public int peerThreads() {
    return threads;
  }
}
