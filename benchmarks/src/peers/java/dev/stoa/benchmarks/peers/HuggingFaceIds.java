package dev.stoa.benchmarks.peers;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.BytePairTrainer;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The check {@code tokenizer-ids-huggingface}: the same ids as Hugging Face's library for {@code
 * tokenizer.json} files, over more than 100 MB of text each.
 *
 * <p>Those of byte-level byte-pair encoding are written by Stoa: GPT-2's vocabulary, two that
 * jtokkit brings, and some that are trained here. Those of the other models are written in the
 * forms that open models have, see {@link MergedPiecesForms}, {@link WordPieceForms} and {@link
 * UnigramForms}. The property {@code stoa.tokenizers} picks those with a text in their names.
 */
public final class HuggingFaceIds implements PeerCheck {
  private static final String CHOSEN = System.getProperty("stoa.tokenizers", "");
  private static final int TRAINED_SIZE = 8_000;
  private static final int TRAINED_ON = 4_000_000;

  @Override
  public String name() {
    return "tokenizer-ids-huggingface";
  }

  @Override
  public boolean run(PrintStream out) throws IOException {
    Map<String, String> texts = MixedTexts.inParts();
    StringBuilder corpus = new StringBuilder();
    for (String text : texts.values()) {
      if (corpus.length() < TRAINED_ON) {
        corpus.append(text);
      }
    }
    boolean equal = true;
    for (Map.Entry<String, BytePairTokenizer> ours : bytePairs(corpus.toString()).entrySet()) {
      try (HuggingFaceTokenizer theirs = HuggingFaceTokenizers.open(ours.getValue())) {
        equal &=
            comparison(ours.getKey(), ours.getValue(), theirs, (text, ids) -> text).run(texts, out);
      }
    }
    List<TokenizerForm> forms = new ArrayList<>(MergedPiecesForms.all());
    forms.addAll(WordPieceForms.all(corpus.toString()));
    forms.addAll(UnigramForms.all(corpus.toString()));
    forms.removeIf(form -> !form.name().contains(CHOSEN));
    for (TokenizerForm form : forms) {
      equal &= run(form, texts, out);
    }
    return equal;
  }

  private static boolean run(TokenizerForm form, Map<String, String> texts, PrintStream out)
      throws IOException {
    Path file = Files.createTempFile(form.name(), ".json");
    form.write(file);
    try (HuggingFaceTokenizer theirs = HuggingFaceTokenizers.open(file)) {
      BiFunction<String, int[], String> decoded =
          form.givesBack()
              ? (text, ids) -> text.replace('\u2581', ' ')
              : (text, ids) -> theirs.decode(Arrays.stream(ids).asLongStream().toArray(), true);
      Map<String, String> all = new LinkedHashMap<>(texts);
      MixedTexts.addNames(all, form.addedTokens());
      return comparison(form.name(), Tokenizer.load(file), theirs, decoded).run(all, out);
    } finally {
      Files.delete(file);
    }
  }

  private static IdComparison comparison(
      String name,
      Tokenizer ours,
      HuggingFaceTokenizer theirs,
      BiFunction<String, int[], String> decoded) {
    return new IdComparison(
        name,
        HuggingFaceTokenizers.PEER,
        ours,
        ours.specialTokens().ids().keySet(),
        text -> HuggingFaceTokenizers.ids(theirs.encode(text)),
        decoded);
  }

  private static Map<String, BytePairTokenizer> bytePairs(String corpus) {
    Map<String, BytePairTokenizer> all = new LinkedHashMap<>();
    HuggingFaceTokenizers.gpt2().ifPresent(gpt2 -> all.put("gpt2", gpt2));
    all.put("cl100k", JtokkitVocabulary.CL100K.ours());
    all.put("o200k", JtokkitVocabulary.O200K.ours());
    for (SplitPattern split :
        List.of(SplitPattern.LLAMA3, SplitPattern.QWEN2, SplitPattern.STARCODER)) {
      all.put(
          "trained-" + split.name().toLowerCase(Locale.ROOT),
          new BytePairTrainer(TRAINED_SIZE).withSplit(split).train(List.of(corpus)));
    }
    all.keySet().removeIf(name -> !name.contains(CHOSEN));
    return all;
  }
}
