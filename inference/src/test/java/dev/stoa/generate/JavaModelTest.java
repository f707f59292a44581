package dev.stoa.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.autograd.Tape;
import dev.stoa.cache.Segments;
import dev.stoa.evaluate.Evaluation;
import dev.stoa.load.LoadedModel;
import dev.stoa.load.ModelLoader;
import dev.stoa.nn.Pass;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.sample.SamplingOptions;
import dev.stoa.tensor.Tensor;
import dev.stoa.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trained model that lies in this repository: its README says how it was made. */
@DisplayName("The model of Java sources")
class JavaModelTest {
  private static final Path DIRECTORY = Path.of("src", "test", "resources", "java-model");

  /**
   * Relative to the greatest logit: float32 has a relative rounding of 2⁻²⁴, a sum of n ≤ 192 terms
   * is off by about √n times that of its size, and four such sums in each of three layers lie
   * between an embedding and a logit.
   */
  private static final double BOUND = (3 * 4 + 1) * Math.sqrt(192) * 0x1p-24;

  private LoadedModel loaded;
  private Tokenizer tokenizer;
  private PlainLlama plain;

  @BeforeEach
  void load() throws IOException {
    loaded = ModelLoader.load(DIRECTORY);
    tokenizer = loaded.tokenizer().orElseThrow();
    plain = PlainLlama.ofDirectory(DIRECTORY);
  }

  @Test
  void takesAMegabyteAtMost() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    assertTrue(bytes < 1 << 20, "it takes " + bytes + " bytes");
    assertEquals(209_344, loaded.model().parameterCount());
  }

  @ParameterizedTest(name = "has the logits of the formulas in double for: {0}")
  @ValueSource(
      strings = {
        "  /**\n   * Returns the number of rows.\n   *\n   * @return rows\n   */\n",
        "for (int i = 0; i < größe; i++) { sum += x[i] * y[i]; } // Σ x · y"
      })
  void logitsAreThoseOfTheFormulas(String text) {
    int[] tokens = tokenizer.encode(text);
    assertTrue(tokens.length > 20, "the text is too short to tell much");
    double[][] expected = plain.logits(tokens);
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
    double bound = BOUND * greatest(expected);
    for (int token = 0; token < expected.length; token++) {
      assertEquals(expected[token], logits.at(row, token), bound, what + ", token " + token);
    }
  }

  private static double greatest(double[] logits) {
    return Arrays.stream(logits).map(Math::abs).max().getAsDouble();
  }

  @ParameterizedTest(name = "goes on as the formulas do, with {0} threads")
  @ValueSource(ints = {1, 2, 3})
  void greedyTextIsThatOfTheFormulas(int threads) {
    String prompt = "public final class ";
    try (Workers workers = new Workers(threads)) {
      Generator generator = new Generator(loaded.model(), tokenizer, new Execution(workers));
      StringBuilder streamed = new StringBuilder();
      Generation generation =
          generator.generate(prompt, 50, SamplingOptions.greedy(), streamed::append);
      assertEquals(greedy(tokenizer.encode(prompt), 50), generation.text());
      assertEquals(generation.text(), streamed.toString());
      assertEquals(50, generation.generatedTokens());
    }
  }

  /** The likeliest token after the other, each chosen by more than the bound. */
  private String greedy(int[] prompt, int count) {
    int[] tokens = prompt;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (tokens.length < prompt.length + count) {
      double[] logits = plain.logits(tokens)[tokens.length - 1];
      double[] sorted = Arrays.stream(logits).sorted().toArray();
      double ahead = sorted[sorted.length - 1] - sorted[sorted.length - 2];
      assertTrue(ahead > 2 * BOUND * greatest(logits), "rounding may choose another token");
      int best = 0;
      for (int token = 1; token < logits.length; token++) {
        best = logits[token] > logits[best] ? token : best;
      }
      tokens = Arrays.copyOf(tokens, tokens.length + 1);
      tokens[tokens.length - 1] = best;
      text.writeBytes(tokenizer.bytes(best));
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /** Half of the nats that one of 384 equally likely tokens has; the text backwards has more. */
  @Test
  void hasLearnedHowJavaLooks() {
    String text =
        """
          /**
           * The number of values.
           *
           * @return the number, at least 1
           */
          public int size() {
            return values.length;
          }
        """;
    try (Workers workers = new Workers(2)) {
      Execution execution = new Execution(workers);
      double java = Evaluation.of(loaded.model(), execution, tokenizer.encode(text)).loss();
      String backwards = new StringBuilder(text).reverse().toString();
      double turned = Evaluation.of(loaded.model(), execution, tokenizer.encode(backwards)).loss();
      assertTrue(java < Math.log(384) / 2, "the loss is " + java);
      assertTrue(turned > 2 * java, "backwards it is " + turned);
    }
  }
}
