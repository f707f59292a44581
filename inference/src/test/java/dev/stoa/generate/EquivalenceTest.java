package dev.stoa.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.autograd.Tape;
import dev.stoa.cache.KeyValues;
import dev.stoa.cache.PagedKeyValues;
import dev.stoa.cache.Segments;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.model.Quantization;
import dev.stoa.nn.Initial;
import dev.stoa.nn.Pass;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import dev.stoa.weight.DenseWeight;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same text gives the same logits, however it is cut into passes. */
class EquivalenceTest {
  private static final int CONTEXT = 600;
  private static final int VOCABULARY = 50;

  /**
   * The ways differ in the order of float32 sums alone. Sums of n ≤ 64 terms are off by about √n ·
   * 2⁻²⁴ = 5e-7 of their size, and a dozen of them follow each other. A logit sums 32 products of a
   * normalized value and a weight of deviation 0.15, so its deviation is 0.85, and of some thousand
   * none is above five of them, 4: 12 · 5e-7 · 4 = 2.4e-5.
   */
  private static final float BOUND = 2.4e-5f;

  /**
   * A single token's activations are rounded to 8 bits for each product, those of many tokens are
   * not: by up to 1/254 of a block's greatest value, which is about 2.1 deviations of 32 values, so
   * by 2.1 / (254 √3) = 0.5 % of a product in the root mean square. Nine products follow each
   * other, four in each of two layers and the last, and at worst their errors add up.
   */
  private static final double INT8_BOUND = 9 * 2.1 / (254 * Math.sqrt(3));

  private final Workers workers = new Workers(2);
  private final Execution execution = new Execution(workers);
  private final Tape tape = new Tape(execution);

  @AfterEach
  void close() {
    workers.close();
  }

  static List<Model> models() {
    return List.of(
        model(ModelConfig.gpt2(VOCABULARY, CONTEXT, 32, 2, 4)),
        model(ModelConfig.llama(VOCABULARY, CONTEXT, 32, 2, 4, 2, 64)));
  }

  /** Weights large enough for attention to choose and for logits to differ. */
  private static Model model(ModelConfig config) {
    Random random = new Random(4);
    return new Model(
        config,
        (name, shape, initial) -> {
          float center = initial instanceof Initial.Constant(float value) ? value : 0;
          Tensor tensor = Tensor.zeros(shape.toArray());
          for (int i = 0; i < tensor.size(); i++) {
            tensor.data()[i] = center + (float) (0.15 * random.nextGaussian());
          }
          return new DenseWeight(tensor);
        });
  }

  private static KeyValues cache(Model model, int capacity) {
    return PagedKeyValues.contiguous(model.config().stack().keeps(), capacity);
  }

  private static int[] text(int length, int seed) {
    return new Random(seed).ints(length, 0, VOCABULARY).toArray();
  }

  private float[][] atOnce(Model model, int[] text) {
    tape.begin();
    return rows(model.logits(new Pass(tape, Segments.of(text.length)), text));
  }

  private static float[][] rows(Tensor logits) {
    float[][] rows = new float[logits.rows()][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = logits.rows(row, row + 1).toArray();
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("models")
  void tokenByTokenIsAllAtOnce(Model model) {
    int[] text = text(70, 1);
    float[][] expected = atOnce(model, text);
    DecodingSession session = new DecodingSession(model, execution, text.length);
    for (int t = 0; t < text.length; t++) {
      assertArrayEquals(expected[t], session.append(text[t]).toArray(), BOUND, "token " + t);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void aPromptInChunksIsAllAtOnce(Model model) {
    // More than two chunks of 256, the last one short; then one more token.
    int[] text = text(2 * DecodingSession.CHUNK + 31, 2);
    float[][] expected = atOnce(model, text);
    DecodingSession session = new DecodingSession(model, execution);
    int[] prompt = Arrays.copyOf(text, text.length - 1);
    assertArrayEquals(
        expected[prompt.length - 1], session.append(prompt).toArray(), BOUND, "prompt");
    assertArrayEquals(
        expected[prompt.length], session.append(text[prompt.length]).toArray(), BOUND, "next");
    assertEquals(text.length, session.length());
  }

  @ParameterizedTest
  @MethodSource("models")
  void piecesOfAnyLengthsAreAllAtOnce(Model model) {
    int[] text = text(60, 3);
    float[][] expected = atOnce(model, text);
    KeyValues cache = cache(model, 64);
    int from = 0;
    for (int length : new int[] {1, 7, 1, 16, 2, 33}) {
      tape.begin();
      int[] piece = Arrays.copyOfRange(text, from, from + length);
      float[][] logits = rows(model.logits(new Pass(tape, Segments.cached(length, cache)), piece));
      for (int t = 0; t < length; t++) {
        assertArrayEquals(expected[from + t], logits[t], BOUND, "token " + (from + t));
      }
      from += length;
    }
    assertEquals(text.length, from);
  }

  @ParameterizedTest
  @MethodSource("models")
  void textsBesideEachOtherAreSingleTexts(Model model) {
    int[] lengths = {5, 1, 40, 17};
    Segments segments = Segments.of(lengths);
    int[] texts = text(segments.rows(), 4);
    tape.begin();
    float[][] logits = rows(model.logits(new Pass(tape, segments), texts));
    for (int i = 0; i < lengths.length; i++) {
      int start = segments.start(i);
      float[][] expected = atOnce(model, Arrays.copyOfRange(texts, start, start + lengths[i]));
      for (int t = 0; t < lengths[i]; t++) {
        assertArrayEquals(expected[t], logits[start + t], BOUND, "text " + i + ", token " + t);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void textsDecodedTogetherAreTextsDecodedAlone(Model model) {
    // Three texts: one begins, one goes on, one has no cache at all.
    int[] begins = text(9, 5);
    int[] goesOn = text(21, 6);
    int[] bare = text(4, 7);
    KeyValues first = cache(model, 30);
    KeyValues second = cache(model, 25);
    tape.begin();
    model.lastLogits(new Pass(tape, Segments.cached(18, second)), Arrays.copyOf(goesOn, 18));
    Segments segments = Segments.cached(new int[] {9, 3, 4}, new KeyValues[] {first, second, null});
    int[] tokens = new int[16];
    System.arraycopy(begins, 0, tokens, 0, 9);
    System.arraycopy(goesOn, 18, tokens, 9, 3);
    System.arraycopy(bare, 0, tokens, 12, 4);
    tape.begin();
    float[][] logits = rows(model.lastLogits(new Pass(tape, segments), tokens));
    assertArrayEquals(atOnce(model, begins)[8], logits[0], BOUND);
    assertArrayEquals(atOnce(model, goesOn)[20], logits[1], BOUND);
    assertArrayEquals(atOnce(model, bare)[3], logits[2], BOUND);
    assertEquals(9, first.length());
    assertEquals(21, second.length());
  }

  @ParameterizedTest
  @MethodSource("models")
  void aQuantizedModelDecodesWhatItReadsAtOnce(Model model) {
    Model quantized = Quantization.int8(model).model();
    int[] text = text(40, 8);
    float[][] expected = atOnce(quantized, text);
    DecodingSession session = new DecodingSession(quantized, execution);
    double error = 0;
    double size = 0;
    for (int t = 0; t < text.length; t++) {
      float[] logits = session.append(text[t]).toArray();
      for (int i = 0; i < VOCABULARY; i++) {
        error += Math.pow(logits[i] - expected[t][i], 2);
        size += Math.pow(expected[t][i], 2);
      }
    }
    double relative = Math.sqrt(error / size);
    assertTrue(relative < INT8_BOUND, "relative error " + relative);
  }
}
