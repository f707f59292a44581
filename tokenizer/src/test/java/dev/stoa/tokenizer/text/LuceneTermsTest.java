package dev.stoa.tokenizer.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.junit.jupiter.api.Test;

/** How Lucene's analyzers give the terms: stop words left out, words cut to their stems. */
class LuceneTermsTest {

  /** The function to plug in: the terms that an analyzer makes of a text. */
  static List<String> terms(Analyzer analyzer, String text) {
    List<String> terms = new ArrayList<>();
    try (TokenStream stream = analyzer.tokenStream("text", text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        terms.add(term.toString());
      }
      stream.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return terms;
  }

  private static final List<String> TEXTS =
      List.of(
          "The runner was running and jumps", "Cats are sleeping in the house", "The market fell");

  @Test
  void stopWordsAreLeftOutAndWordsAreCutToTheirStems() {
    try (Analyzer english = new EnglishAnalyzer()) {
      assertEquals(
          List.of("runner", "run", "jump"), terms(english, "The runner was running, and jumps!"));
    }
  }

  @Test
  void stemsFindWhatWholeWordsMiss() {
    try (Analyzer english = new EnglishAnalyzer();
        Analyzer plain = new StandardAnalyzer()) {
      String query = "a sleeping cat";
      assertTrue(likeness(english, query, TEXTS.get(1)) > likeness(plain, query, TEXTS.get(1)));
      assertEquals(0, likeness(english, "the", TEXTS.get(2)), "a stop word is like nothing");
      assertTrue(likeness(plain, "the", TEXTS.get(2)) > 0);
    }
  }

  private static double likeness(Analyzer analyzer, String one, String other) {
    BagOfWords bag = BagOfWords.of(text -> terms(analyzer, text), TEXTS);
    TfIdf weights = TfIdf.of(bag, TEXTS);
    return weights.vector(one).cosine(weights.vector(other));
  }
}
