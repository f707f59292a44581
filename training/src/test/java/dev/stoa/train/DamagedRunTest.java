package dev.stoa.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.data.TokenFile;
import dev.stoa.file.FormatException;
import dev.stoa.format.SafetensorsFile;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.nn.ParameterSource;
import dev.stoa.tensor.Tensor;
import dev.stoa.tokenizer.CharacterTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A run is not resumed")
class DamagedRunTest {
  @TempDir Path temporary;
  private Path directory;
  private Path state;

  @BeforeEach
  void start() throws IOException {
    directory = temporary.resolve("run");
    TinyRun.start(directory);
    state = directory.resolve("training-state.safetensors");
  }

  private String refusal() {
    return assertThrows(FormatException.class, () -> TrainingRun.resume(directory)).getMessage();
  }

  private void assertRefused(String... named) {
    String message = refusal();
    for (String part : named) {
      assertTrue(message.contains(part), message);
    }
  }

  /** Writes the state again, changed. */
  private void change(BiConsumer<Map<String, Tensor>, Map<String, String>> edit)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata;
    try (SafetensorsFile file = SafetensorsFile.open(state)) {
      for (String name : file.shapes().keySet()) {
        tensors.put(name, file.read(name));
      }
      metadata = new LinkedHashMap<>(file.metadata());
    }
    edit.accept(tensors, metadata);
    SafetensorsFile.write(state, tensors, metadata);
  }

  @Test
  void fromAStateThatIsCut() throws IOException {
    byte[] whole = Files.readAllBytes(state);
    for (int length : new int[] {0, 1, 7, 8, 100, whole.length / 2, whole.length - 1}) {
      Files.write(state, Arrays.copyOf(whole, length));
      assertRefused(state.toString());
    }
  }

  @Test
  void fromAModelInPlaceOfTheState() throws IOException {
    Files.copy(directory.resolve("model.safetensors"), state, StandardCopyOption.REPLACE_EXISTING);
    assertRefused(state.toString(), "stoa-training-state-1");
  }

  @Test
  void fromTheStateOfAModelOfAnotherShape() throws IOException {
    Path other = temporary.resolve("other");
    Model wide =
        new Model(
            ModelConfig.gpt2(TinyRun.TOKENIZER.vocabularySize(), TinyRun.CONTEXT, 64, 2, 2),
            ParameterSource.random(1));
    TrainingRun.start(other, wide, TinyRun.TOKENIZER, TinyRun.TOKENS, TinyRun.CONFIG);
    Files.copy(other.resolve(state.getFileName()), state, StandardCopyOption.REPLACE_EXISTING);
    int vocabulary = TinyRun.TOKENIZER.vocabularySize();
    assertRefused("parameter.model.embed_tokens.weight", "[%d, 32]".formatted(vocabulary));
  }

  @Test
  void withoutAMoment() throws IOException {
    change((tensors, metadata) -> tensors.remove("second_moment.model.norm.weight"));
    assertRefused("second_moment.model.norm.weight", "does not have it");
  }

  @Test
  void withATensorThatHasNoPlace() throws IOException {
    change((tensors, metadata) -> tensors.put("third_moment", Tensor.zeros(1)));
    assertRefused("third_moment");
  }

  @Test
  void withAStepThatTheRunDoesNotHave() throws IOException {
    for (String steps : new String[] {"13", "-1", "", "one", "99999999999999", "1.5"}) {
      change((tensors, metadata) -> metadata.put("steps", steps));
      assertRefused("steps must be from 0 to the run's 12, but is " + steps);
    }
    change((tensors, metadata) -> metadata.remove("steps"));
    assertRefused("missing");
  }

  @Test
  void withLossesOfAnotherNumberOfSteps() throws IOException {
    change((tensors, metadata) -> metadata.put("steps", "3"));
    assertRefused("losses", "[3]");
  }

  @Test
  void withTheTokensOfAnotherTokenizer() throws IOException {
    String text = "abcabcabcabcabcabcabcabc";
    TokenFile.encode(text, CharacterTokenizer.of(text)).save(directory.resolve("tokens.bin"));
    assertRefused("vocabularies do not fit", "3 in the text");
  }

  @Test
  void withATextThatIsTooShort() throws IOException {
    int[] few = {1, 2};
    new TokenFile(TinyRun.TOKENIZER.vocabularySize(), few, few)
        .save(directory.resolve("tokens.bin"));
    assertRefused("at least 9 tokens");
  }

  @Test
  void withoutAModelConfiguration() throws IOException {
    Path config = directory.resolve("config.json");
    Files.delete(config);
    NoSuchFileException refused =
        assertThrows(NoSuchFileException.class, () -> TrainingRun.resume(directory));
    assertEquals(config.toString(), refused.getFile());
  }
}
