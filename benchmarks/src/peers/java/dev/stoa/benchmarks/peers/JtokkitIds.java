package dev.stoa.benchmarks.peers;

import com.knuddels.jtokkit.api.Encoding;
import dev.stoa.tokenizer.BytePairTokenizer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The check {@code tokenizer-ids}: the same ids as jtokkit for the vocabularies that it brings,
 * over more than 100 MB of text.
 */
public final class JtokkitIds implements PeerCheck {
  @Override
  public String name() {
    return "tokenizer-ids";
  }

  @Override
  public boolean run(PrintStream out) {
    Map<String, String> texts = MixedTexts.all();
    boolean equal = true;
    for (JtokkitVocabulary vocabulary : JtokkitVocabulary.values()) {
      Encoding theirs = vocabulary.theirs();
      IdComparison comparison =
          new IdComparison(
              vocabulary.shortName(),
              JtokkitVocabulary.PEER,
              vocabulary.ours(),
              Set.of(),
              text -> theirs.encodeOrdinary(text).toArray(),
              (text, ids) -> text);
      equal &= comparison.run(texts, out);
      equal &= loneSurrogates(vocabulary.ours(), comparison, out);
    }
    return equal;
  }

  /**
   * A lone surrogate is what {@link String#getBytes} makes of it. Where the peer makes something
   * else of it, that is said, and no difference of ours.
   */
  private static boolean loneSurrogates(
      BytePairTokenizer ours, IdComparison comparison, PrintStream out) {
    boolean equal = true;
    boolean peerAgrees = true;
    for (String text : List.of("\ud800", "a\udc00b", "x \ud83d y\ud83d", "\udc00\ud800")) {
      int[] expected = ours.encode(text.getBytes(StandardCharsets.UTF_8));
      equal &= Arrays.equals(expected, ours.encode(text));
      peerAgrees &= Arrays.equals(expected, comparison.theirs().apply(text));
    }
    out.printf(
        "  a lone surrogate is what String.getBytes gives: %s; for %s: %s%n",
        equal, comparison.peer(), peerAgrees);
    return equal;
  }
}
