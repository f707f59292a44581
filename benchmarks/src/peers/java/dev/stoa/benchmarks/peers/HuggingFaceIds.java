package dev.stoa.benchmarks.peers;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.BytePairTrainer;
import dev.stoa.tokenizer.SplitPattern;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The check {@code tokenizer-ids-huggingface}: the same ids as Hugging Face's library for {@code
 * tokenizer.json} files that Stoa writes, over more than 100 MB of text each. They are of GPT-2's
 * vocabulary, of two that jtokkit brings, and of some that are trained here.
 */
public final class HuggingFaceIds implements PeerCheck {
  private static final int TRAINED_SIZE = 8_000;
  private static final int TRAINED_ON = 4_000_000;

  @Override
  public String name() {
    return "tokenizer-ids-huggingface";
  }

  @Override
  public boolean run(PrintStream out) {
    Map<String, String> texts = MixedTexts.all();
    boolean equal = true;
    for (Map.Entry<String, BytePairTokenizer> ours : tokenizers(texts).entrySet()) {
      try (HuggingFaceTokenizer theirs = HuggingFaceTokenizers.open(ours.getValue())) {
        IdComparison comparison =
            new IdComparison(
                ours.getKey(),
                HuggingFaceTokenizers.PEER,
                ours.getValue(),
                ours.getValue().specialTokens().ids().keySet(),
                text -> HuggingFaceTokenizers.ids(theirs.encode(text)));
        equal &= comparison.run(texts, out);
      }
    }
    return equal;
  }

  private static Map<String, BytePairTokenizer> tokenizers(Map<String, String> texts) {
    Map<String, BytePairTokenizer> all = new LinkedHashMap<>();
    HuggingFaceTokenizers.gpt2().ifPresent(gpt2 -> all.put("gpt2", gpt2));
    all.put("cl100k", JtokkitVocabulary.CL100K.ours());
    all.put("o200k", JtokkitVocabulary.O200K.ours());
    StringBuilder corpus = new StringBuilder();
    for (String text : texts.values()) {
      if (corpus.length() < TRAINED_ON) {
        corpus.append(text);
      }
    }
    for (SplitPattern split :
        List.of(SplitPattern.LLAMA3, SplitPattern.QWEN2, SplitPattern.STARCODER)) {
      all.put(
          "trained-" + split.name().toLowerCase(Locale.ROOT),
          new BytePairTrainer(TRAINED_SIZE).withSplit(split).train(List.of(corpus.toString())));
    }
    return all;
  }
}
