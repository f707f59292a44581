package dev.stoa.benchmarks.peers;

import com.knuddels.jtokkit.api.Encoding;
import dev.stoa.benchmarks.peers.Comparison.Limit;
import dev.stoa.tokenizer.BytePairTokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * jtokkit: text to ids with the vocabularies that it brings.
 *
 * <p>Each call of ours begins with an empty cache, so that every text is new to the encoder;
 * jtokkit keeps none. The names that end in {@code no-cache} are ours without one. With more than
 * one thread the text is cut into parts, which either side encodes on all processors.
 */
public final class JtokkitTokenizers implements PeerSource {
  private static final int SOURCE_CHARACTERS = 8_000_000;
  private static final int WORD_CHARACTERS = 2_000_000;

  /** Our usual memory for caches. */
  private static final int CACHE = 1 << 24;

  @Override
  public List<Comparison> comparisons(String name) {
    List<Comparison> comparisons = new ArrayList<>();
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("java-source", String.join("", Texts.javaSource(SOURCE_CHARACTERS).values()));
    texts.put("shakespeare", Texts.sharedText("tinyshakespeare.txt").orElse(""));
    texts.put("distinct-words", Texts.distinctWords(WORD_CHARACTERS));
    texts.values().removeIf(String::isEmpty);
    for (JtokkitVocabulary vocabulary :
        List.of(JtokkitVocabulary.CL100K, JtokkitVocabulary.R50K, JtokkitVocabulary.O200K)) {
      String start = "tokenizer-" + vocabulary.shortName() + "-";
      texts.forEach((text, value) -> add(comparisons, start + text, vocabulary, value, CACHE));
    }
    if (texts.containsKey("java-source")) {
      add(
          comparisons,
          "tokenizer-cl100k-java-source-no-cache",
          JtokkitVocabulary.CL100K,
          texts.get("java-source"),
          0);
    }
    for (int count : new int[] {20_000, 200_000}) {
      String text = "a".repeat(count);
      add(
          comparisons,
          "tokenizer-cl100k-" + count + "-equal-letters",
          JtokkitVocabulary.CL100K,
          text,
          CACHE);
    }
    return comparisons;
  }

  private static void add(
      List<Comparison> to, String name, JtokkitVocabulary vocabulary, String text, int cache) {
    double megabytes = 1e-6 * text.getBytes(StandardCharsets.UTF_8).length;
    to.add(
        new Comparison(
            name,
            JtokkitVocabulary.PEER,
            megabytes,
            Limit.TEXT,
            workers -> {
              BytePairTokenizer ours = vocabulary.ours();
              Encoding theirs = vocabulary.theirs();
              return new TextSides<>(
                  workers.threads(),
                  text,
                  () -> ours.withCache(cache),
                  theirs::encodeOrdinary,
                  ids -> ids.toArray());
            }));
  }
}
