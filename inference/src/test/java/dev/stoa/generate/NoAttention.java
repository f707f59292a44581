package dev.stoa.generate;

import dev.stoa.kernel.Attention;
import dev.stoa.kernel.AttentionHead;
import java.util.Arrays;

/** Attends to nothing, without any scratch. */
final class NoAttention implements Attention {
  @Override
  public void attendInto(AttentionHead head) {
    for (int i = 0; i < head.queries; i++) {
      Arrays.fill(head.o.data, head.o.at(i), head.o.at(i) + head.size, 0);
    }
  }

  @Override
  public void addGradients(AttentionHead head) {
    throw new UnsupportedOperationException();
  }
}
