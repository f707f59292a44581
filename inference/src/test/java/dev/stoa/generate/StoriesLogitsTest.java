package dev.stoa.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.autograd.Tape;
import dev.stoa.cache.Segments;
import dev.stoa.load.LoadedModel;
import dev.stoa.load.ModelLoader;
import dev.stoa.nn.Pass;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import dev.stoa.testdata.SharedFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The logits of llama2.c's stories260K")
class StoriesLogitsTest {
  /**
   * Relative to the greatest logit: float32 has a relative rounding of 2⁻²⁴, a sum of n ≤ 172 terms
   * is off by about √n times that of its size, and four such sums in each of five layers lie
   * between an embedding and a logit. The smallest mistakes in a formula, such as another ε, are
   * larger.
   */
  private static final double BOUND = (5 * 4 + 1) * Math.sqrt(172) * 0x1p-24;

  @ParameterizedTest(name = "are those of the formulas in double for: {0}")
  @ValueSource(
      strings = {
        "The big dog and the small cat ran to the house, because it",
        "\"Can I have a cookie?\" asked Tom. His mom said no: 3 + 4 = ü"
      })
  void logitsAreThoseOfTheFormulas(String prompt) throws IOException {
    LoadedModel loaded =
        ModelLoader.load(SharedFiles.stories260K(), SharedFiles.stories260KTokenizer());
    int[] text = loaded.tokenizer().orElseThrow().encode(prompt);
    int[] tokens = IntStream.concat(IntStream.of(1), IntStream.of(text)).toArray();
    assertTrue(tokens.length > 20, "the prompt is too short to tell much");
    double[][] expected = PlainLlama.ofLlama2c(SharedFiles.stories260K()).logits(tokens);
    try (Workers workers = new Workers(2)) {
      Tape tape = new Tape(new Execution(workers));
      tape.begin();
      Tensor logits = loaded.model().logits(new Pass(tape, Segments.of(tokens.length)), tokens);
      for (int t = 0; t < tokens.length; t++) {
        assertRow(expected[t], logits, t, "position " + t);
      }
      DecodingSession session = new DecodingSession(loaded.model(), tape.execution());
      for (int t = 0; t < tokens.length; t++) {
        assertRow(expected[t], session.append(tokens[t]), 0, "step " + t);
      }
    }
  }

  private static void assertRow(double[] expected, Tensor logits, int row, String what) {
    double greatest = Arrays.stream(expected).map(Math::abs).max().getAsDouble();
    for (int token = 0; token < expected.length; token++) {
      assertEquals(
          expected[token], logits.at(row, token), BOUND * greatest, what + ", token " + token);
    }
  }
}
