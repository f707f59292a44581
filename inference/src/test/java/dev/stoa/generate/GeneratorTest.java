package dev.stoa.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.nn.ParameterSource;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.sample.Sampler;
import dev.stoa.sample.SamplingOptions;
import dev.stoa.tensor.Tensor;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {
  private static final SamplingOptions GREEDY = SamplingOptions.greedy();

  private final Workers workers = new Workers(1);
  private final Execution execution = new Execution(workers);

  @AfterEach
  void close() {
    workers.close();
  }

  /** Says a text from the first position on. */
  private Generator saying(Tokenizer tokenizer, byte... text) {
    int[] script = new int[text.length];
    for (int i = 0; i < script.length; i++) {
      script[i] = text[i] & 0xFF;
    }
    return saying(tokenizer, script);
  }

  private Generator saying(Tokenizer tokenizer, int... script) {
    return new Generator(ScriptedModel.of(300, script), tokenizer, execution);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theTextGoesOnWhereThePromptEnds() {
    Generation generation =
        saying(ByteTokenizer.plain(), utf8("one two three")).generate("???", 5, GREEDY);
    // The token behind "???" is the one that is due at the position of the last "?".
    assertEquals("e two", generation.text());
    assertEquals(3, generation.promptTokens());
    assertEquals(5, generation.generatedTokens());
    assertEquals(StopReason.MAX_TOKENS, generation.stopReason());
    assertTrue(generation.promptTokensPerSecond() > 0);
    assertTrue(generation.decodeTokensPerSecond() > 0);
  }

  @Test
  void theTokenThatBeginsATextStandsBeforeThePromptAndIsNotPrinted() {
    Generator generator = saying(ByteTokenizer.withSpecialTokens(), utf8("abcdef"));
    Generation empty = generator.generate("", 2, GREEDY);
    assertEquals("ab", empty.text());
    assertEquals(1, empty.promptTokens());
    Generation prompted = generator.generate("x", 2, GREEDY);
    assertEquals("bc", prompted.text());
    assertEquals(2, prompted.promptTokens());
  }

  @Test
  void theTemplateDecidesWhatStandsBeforeThePromptAndNothingIsPutBehindIt() {
    // As GPT-2 in Hugging Face's form: the token is there, and no text begins with it.
    Generator none = saying(ByteTokenizer.withTemplate(Template.none()), utf8("abcdef"));
    Generation bare = none.generate("x", 2, GREEDY);
    assertEquals(1, bare.promptTokens());
    assertEquals("ab", bare.text());
    assertRefused("the prompt is empty, and the tokenizer puts no token", none, "", 1);
    Template both =
        new Template(List.of(ByteTokenizer.BEGIN, ByteTokenizer.BEGIN), List.of(ByteTokenizer.END));
    Generation opened =
        saying(ByteTokenizer.withTemplate(both), utf8("abcdef")).generate("x", 2, GREEDY);
    assertEquals(3, opened.promptTokens());
    assertEquals("cd", opened.text());
  }

  @ParameterizedTest
  @ValueSource(ints = {ByteTokenizer.BEGIN, ByteTokenizer.END})
  void theTokenThatEndsATextOrBeginsAnotherEndsIt(int last) {
    Generation generation =
        saying(ByteTokenizer.withSpecialTokens(), 'a', 'b', last, 'c').generate("", 4, GREEDY);
    assertEquals("ab", generation.text());
    assertEquals(2, generation.generatedTokens());
    assertEquals(StopReason.END_OF_TEXT, generation.stopReason());
  }

  @Test
  void aFullContextEndsTheText() {
    Generator generator = saying(ByteTokenizer.plain(), utf8("abcdefgh"));
    Generation generation = generator.generate("12345", 100, GREEDY);
    // 8 positions: 5 are the prompt's, 3 are read, and the token behind the last needs none.
    assertEquals("efgh", generation.text());
    assertEquals(StopReason.CONTEXT_FULL, generation.stopReason());
    assertEquals("h", generator.generate("12345678", 100, GREEDY).text());
  }

  @Test
  void charactersAreNeverSplit() {
    String text = "aé→🙂z";
    List<String> fragments = new ArrayList<>();
    saying(ByteTokenizer.plain(), utf8("?" + text + "."))
        .generate("??", utf8(text).length, GREEDY, fragments::add);
    assertEquals(List.of("a", "é", "→", "🙂", "z"), fragments);
  }

  @Test
  void aCharacterThatStaysIncompleteIsReplaced() {
    List<String> fragments = new ArrayList<>();
    Generation generation =
        saying(ByteTokenizer.plain(), utf8("ab🙂")).generate("?", 4, GREEDY, fragments::add);
    assertEquals("ab\uFFFD", generation.text());
    assertEquals(List.of("a", "b", "\uFFFD"), fragments);
  }

  @Test
  void tokensThatTheTokenizerDoesNotHaveAreNeverChosen() {
    // The model would say 280, which is only there to make its size round.
    Generation generation = saying(ByteTokenizer.plain(), 280, 281, 'x').generate("?", 1, GREEDY);
    assertEquals(1, generation.generatedTokens());
  }

  @Test
  void aGeneratorBeginsEachTextAnew() {
    Generator used = saying(ByteTokenizer.plain(), utf8("abcdefghij"));
    used.generate("12", 2, GREEDY);
    used.generate("1234567", 4, GREEDY);
    assertEquals("bcdef", used.generate("12", 5, GREEDY).text());
  }

  @Test
  void theSeedDecidesWhatIsDrawn() {
    Generator generator = new Generator(random(), ByteTokenizer.plain(), execution);
    SamplingOptions sampling = SamplingOptions.defaults().withSeed(5);
    String text = generator.generate("?", 60, sampling).text();
    assertEquals(text, generator.generate("?", 60, sampling).text());
    assertFalse(text.equals(generator.generate("?", 60, sampling.withSeed(6)).text()));
  }

  @Test
  void tokensOfThePromptCountForTheRepetitionPenalty() {
    SamplingOptions penalized = GREEDY.withRepetitionPenalty(5);
    Model model = random();
    String prompt = "abcdefghijklmnopqrstuvwxyz";
    assertEquals(
        byHand(model, prompt, penalized, true),
        new Generator(model, ByteTokenizer.plain(), execution)
            .generate(prompt, 30, penalized)
            .text());
    assertFalse(
        byHand(model, prompt, penalized, true).equals(byHand(model, prompt, penalized, false)));
  }

  /** What a generator does, from its parts. */
  private String byHand(Model model, String prompt, SamplingOptions options, boolean see) {
    DecodingSession session = new DecodingSession(model, execution);
    Sampler sampler = new Sampler(options, 256);
    int[] tokens = ByteTokenizer.plain().encode(prompt);
    Tensor logits = session.append(tokens);
    int[] text = new int[30];
    for (int token : tokens) {
      if (see) {
        sampler.see(token);
      }
    }
    for (int i = 0; i < text.length; i++) {
      text[i] = sampler.sample(logits.data(), logits.offset());
      logits = session.append(text[i]);
    }
    return ByteTokenizer.plain().decode(text);
  }

  private static Model random() {
    return new Model(ModelConfig.gpt2(256, 64, 8, 1, 2), ParameterSource.random(1));
  }

  @Test
  void anInterruptEndsTheTextAndIsKept() {
    Generator generator = saying(ByteTokenizer.plain(), utf8("abcdef"));
    try {
      Generation generation =
          generator.generate(
              "?",
              6,
              GREEDY,
              fragment -> {
                if (fragment.equals("b")) {
                  Thread.currentThread().interrupt();
                }
              });
      assertEquals("ab", generation.text());
      assertEquals(StopReason.INTERRUPTED, generation.stopReason());
      assertTrue(Thread.currentThread().isInterrupted());
      Generation none = generator.generate("?", 6, GREEDY);
      assertEquals(StopReason.INTERRUPTED, none.stopReason());
      assertEquals(0, none.generatedTokens());
      assertEquals(0, none.promptTokensPerSecond());
    } finally {
      Thread.interrupted();
    }
    assertEquals("abc", generator.generate("?", 3, GREEDY).text());
  }

  @Test
  void whatTheListenerThrowsEndsTheTextAndTheGeneratorGoesOn() {
    Generator generator = saying(ByteTokenizer.plain(), utf8("abc"));
    assertThrows(
        IllegalStateException.class,
        () ->
            generator.generate(
                "?",
                3,
                GREEDY,
                fragment -> {
                  throw new IllegalStateException("closed");
                }));
    assertEquals("abc", generator.generate("?", 3, GREEDY).text());
  }

  @Test
  void impossibleRequestsAreRefusedWithTheirNumbers() {
    Generator generator = saying(ByteTokenizer.plain(), utf8("abc"));
    assertRefused(
        "the prompt has 4 tokens, but the model's context is 3 tokens long", generator, "four", 1);
    assertRefused("the prompt is empty, and the tokenizer puts no token", generator, "", 1);
    assertRefused("maxTokens must be at least 1, not 0", generator, "a", 0);
    Generator withBegin = saying(ByteTokenizer.withSpecialTokens(), utf8("abc"));
    assertRefused("the prompt has 4 tokens", withBegin, "abc", 1);
  }

  private static void assertRefused(String message, Generator generator, String prompt, int max) {
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> generator.generate(prompt, max, GREEDY));
    assertTrue(refused.getMessage().startsWith(message), refused.getMessage());
  }

  @Test
  void aTokenizerWithMoreTokensThanTheModelIsRefused() {
    int[] script = new int[3];
    Arrays.fill(script, 7);
    Exception refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Generator(ScriptedModel.of(200, script), ByteTokenizer.plain(), execution));
    assertTrue(refused.getMessage().startsWith("the tokenizer has 256 tokens, but the model only"));
  }

  @Test
  void aHugeNumberOfTokensIsNoProblem() {
    Generator generator = saying(ByteTokenizer.plain(), utf8("abc"));
    Generation generation = generator.generate("??", Integer.MAX_VALUE, GREEDY);
    assertEquals("bc", generation.text());
    assertEquals(StopReason.CONTEXT_FULL, generation.stopReason());
  }
}
