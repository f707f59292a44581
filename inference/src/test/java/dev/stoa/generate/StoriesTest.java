package dev.stoa.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.load.LoadedModel;
import dev.stoa.load.ModelLoader;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.sample.SamplingOptions;
import dev.stoa.testdata.SharedFiles;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("llama2.c's stories260K")
class StoriesTest {
  /**
   * What {@code ./run stories260K.bin -z tok512.bin -t 0.0} prints: github.com/karpathy/llama2.c,
   * doc/stories260K.md.
   */
  private static final String DOCUMENTED =
      """
      Once upon a time, there was a little girl named Lily. She loved to play outside in the park. \
      One day, she saw a big, red ball. She wanted to play with it, but it was too high.
      Lily's mom said, "Lily, let's go to the park." Lily was sad and didn't know what to do. \
      She said, "I want to play with your ball, but I can't find it."
      Lily was sad and didn't know what to do. \
      She said, "I'm sorry, Lily. I didn't know what to do."
      Lily didn't want to help her mom, so she said, "I'm sorry, mom. I didn't know what to do." \
      Her mom said, "Don't worry, Lily. We can help you.\
      """;

  @ParameterizedTest(name = "tells the documented story with {0} threads")
  @ValueSource(ints = {1, 2, 3})
  void tellsTheDocumentedStory(int threads) throws IOException {
    LoadedModel loaded =
        ModelLoader.load(SharedFiles.stories260K(), SharedFiles.stories260KTokenizer());
    try (Workers workers = new Workers(threads)) {
      Generator generator =
          new Generator(loaded.model(), loaded.tokenizer().orElseThrow(), new Execution(workers));
      StringBuilder streamed = new StringBuilder();
      Generation generation =
          generator.generate("", 256, SamplingOptions.greedy(), streamed::append);
      assertEquals(DOCUMENTED, generation.text());
      assertEquals(DOCUMENTED, streamed.toString());
      assertEquals(256, generation.generatedTokens());
      assertEquals(1, generation.promptTokens());
    }
  }

  @ParameterizedTest(name = "goes on the same way from its first {0} characters")
  @ValueSource(ints = {16, 23, 92})
  void goesOnTheSameWay(int characters) throws IOException {
    LoadedModel loaded =
        ModelLoader.load(SharedFiles.stories260K(), SharedFiles.stories260KTokenizer());
    try (Workers workers = new Workers(2)) {
      Generator generator =
          new Generator(loaded.model(), loaded.tokenizer().orElseThrow(), new Execution(workers));
      // Behind 23 and 92 characters the next piece begins with a space, which must not get lost.
      String prompt = DOCUMENTED.substring(0, characters);
      Generation generation = generator.generate(prompt, 60, SamplingOptions.greedy());
      assertEquals(60, generation.generatedTokens());
      int written = generation.text().length();
      assertTrue(written >= 60, "60 tokens of the story are 60 characters at least: " + written);
      assertEquals(DOCUMENTED.substring(characters, characters + written), generation.text());
    }
  }
}
