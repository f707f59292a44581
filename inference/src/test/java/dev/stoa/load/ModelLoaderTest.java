package dev.stoa.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.file.FormatException;
import dev.stoa.format.SafetensorsFile;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.model.Quantization;
import dev.stoa.nn.ParameterSource;
import dev.stoa.tensor.Tensor;
import dev.stoa.testdata.SharedFiles;
import dev.stoa.tokenizer.CharacterTokenizer;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelLoaderTest {
  private static final ModelConfig CONFIG = ModelConfig.llama(9, 8, 8, 2, 4, 2, 6);
  private static final Tokenizer TOKENIZER = CharacterTokenizer.of("hello, you");

  @TempDir Path temporary;

  private Path directory;

  @BeforeEach
  void makeDirectory() {
    directory = temporary.resolve("model");
  }

  private static Model model(ModelConfig config) {
    return new Model(config, ParameterSource.random(1));
  }

  private static void assertSame(Model expected, Model actual) {
    assertEquals(expected.config(), actual.config());
    Map<String, Tensor> tensors = actual.trainable();
    assertEquals(List.copyOf(expected.trainable().keySet()), List.copyOf(tensors.keySet()));
    expected
        .trainable()
        .forEach((name, t) -> assertArrayEquals(t.toArray(), tensors.get(name).toArray(), name));
  }

  static List<ModelConfig> configs() {
    return List.of(
        CONFIG,
        ModelConfig.gpt2(9, 8, 8, 2, 2),
        ModelConfig.gpt2(9, 8, 8, 2, 2, new ModelConfig.Options(false, 0.2f)));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aSavedDirectoryGivesTheSameModel(ModelConfig config) throws IOException {
    ModelDirectory.save(directory, model(config), TOKENIZER);
    LoadedModel loaded = ModelLoader.load(directory);
    assertSame(model(config), loaded.model());
    assertEquals("hello", loaded.tokenizer().orElseThrow().decode(TOKENIZER.encode("hello")));
  }

  @Test
  void aTokenizerIsFoundByAnyNameThatTokenizersHave() throws IOException {
    ModelDirectory.save(directory, model(CONFIG), TOKENIZER);
    Path renamed = directory.resolve("spiece.model");
    Files.move(directory.resolve("tokenizer.json"), renamed);
    assertEquals(8, ModelLoader.load(directory).tokenizer().orElseThrow().vocabularySize());
    assertEquals(8, ModelDirectory.readTokenizer(directory).vocabularySize());
    // llama2.c's file would be found behind this one, and GPT-2's behind llama2.c's.
    Files.copy(renamed, directory.resolve("vocab.json"));
    Tokenizer other = Tokenizer.load(SharedFiles.stories260KTokenizer());
    ModelDirectory.save(directory, model(ModelConfig.gpt2(512, 8, 8, 1, 2)), other);
    assertEquals(512, ModelDirectory.readTokenizer(directory).vocabularySize());
    assertFalse(Files.exists(renamed));
    assertTrue(Files.exists(directory.resolve("vocab.json")));
  }

  @Test
  void aFileOfWeightsFindsItsConfigurationBesideIt() throws IOException {
    ModelDirectory.save(directory, model(CONFIG), TOKENIZER);
    Path renamed = directory.resolve("weights.dat");
    Files.move(directory.resolve(ModelDirectory.WEIGHTS), renamed);
    LoadedModel loaded = ModelLoader.load(renamed);
    assertSame(model(CONFIG), loaded.model());
    assertTrue(loaded.tokenizer().isPresent());
  }

  @Test
  void aLlama2cFileIsRecognizedByItsContentAndLoadsAsItsCopyInSafetensors() throws IOException {
    Path bin = temporary.resolve("model.safetensors");
    Files.copy(SharedFiles.stories260K(), bin);
    LoadedModel loaded = ModelLoader.load(bin, SharedFiles.stories260KTokenizer());
    assertEquals(512, loaded.tokenizer().orElseThrow().vocabularySize());
    assertTrue(ModelLoader.load(bin).tokenizer().isEmpty());
    ModelDirectory.save(directory, loaded.model(), loaded.tokenizer().orElseThrow());
    LoadedModel copy = ModelLoader.load(directory);
    assertSame(loaded.model(), copy.model());
    assertArrayEquals(
        loaded.tokenizer().orElseThrow().encode("One day, Lily"),
        copy.tokenizer().orElseThrow().encode("One day, Lily"));
  }

  @Test
  void savingAgainReplacesEverything() throws IOException {
    Path bin = SharedFiles.stories260KTokenizer();
    ModelConfig other = ModelConfig.gpt2(512, 8, 8, 1, 2);
    ModelDirectory.save(directory, model(CONFIG), TOKENIZER);
    ModelDirectory.save(directory, model(other), Tokenizer.load(bin));
    LoadedModel loaded = ModelLoader.load(directory);
    assertSame(model(other), loaded.model());
    assertEquals(512, loaded.tokenizer().orElseThrow().vocabularySize());
    try (var files = Files.list(directory)) {
      assertEquals(3, files.count(), "nothing but configuration, weights and tokenizer");
    }
  }

  /** Saves itself, and then lets everything else that this thread writes fail. */
  private static Tokenizer interrupting() {
    return (Tokenizer)
        Proxy.newProxyInstance(
            Tokenizer.class.getClassLoader(),
            new Class<?>[] {Tokenizer.class},
            (_, method, arguments) -> {
              Object result = method.invoke(TOKENIZER, arguments);
              if (method.getName().equals("save")) {
                Thread.currentThread().interrupt();
              }
              return result;
            });
  }

  @Test
  void aModelStaysWholeWhenTheOneThatReplacesItCannotBeWritten() throws IOException {
    Tokenizer old = Tokenizer.load(SharedFiles.stories260KTokenizer());
    Model model = model(ModelConfig.gpt2(512, 8, 8, 1, 2));
    ModelDirectory.save(directory, model, old);
    try {
      assertThrows(
          IOException.class, () -> ModelDirectory.save(directory, model(CONFIG), interrupting()));
    } finally {
      Thread.interrupted();
    }
    LoadedModel loaded = ModelLoader.load(directory);
    assertSame(model, loaded.model());
    assertEquals(512, loaded.tokenizer().orElseThrow().vocabularySize());
    try (var files = Files.list(directory)) {
      assertEquals(3, files.count(), "no parts are left");
    }
  }

  @Test
  void aQuantizedModelIsNotSavedAndWhatIsThereStays() throws IOException {
    ModelConfig wide = ModelConfig.llama(32, 8, 32, 1, 4, 2, 32);
    ModelDirectory.save(directory, model(CONFIG), TOKENIZER);
    Model quantized = Quantization.int8(model(wide)).model();
    Exception refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> ModelDirectory.save(directory, quantized, TOKENIZER));
    assertTrue(refused.getMessage().startsWith("model.embed_tokens.weight is quantized"));
    assertSame(model(CONFIG), ModelLoader.load(directory).model());
  }

  @Test
  void aTensorOfAnotherShapeNamesFileTensorAndBothShapes() throws IOException {
    ModelDirectory.save(directory, model(CONFIG), TOKENIZER);
    ConfigFile.write(directory.resolve("config.json"), ModelConfig.llama(9, 8, 8, 2, 4, 2, 7));
    assertEquals(
        directory.resolve("model.safetensors")
            + ": tensor 'model.layers.0.mlp.gate_proj.weight' has the shape [6, 8], but"
            + " config.json needs [7, 8]",
        refused(directory));
  }

  @Test
  void aMissingTensorIsNamed() throws IOException {
    ModelDirectory.save(directory, model(CONFIG), TOKENIZER);
    ConfigFile.write(directory.resolve("config.json"), ModelConfig.llama(9, 8, 8, 3, 4, 2, 6));
    String message = refused(directory);
    assertTrue(
        message.contains("there is no tensor 'model.layers.2.input_layernorm.weight' [8]"),
        message);
    assertTrue(message.contains("21 others: 'model.embed_tokens.weight', "), message);
  }

  /** Saves the model with further tensors in its file. */
  private void saveWith(ModelConfig config, String... further) throws IOException {
    ModelDirectory.save(directory, model(config), TOKENIZER);
    Map<String, Tensor> tensors = new LinkedHashMap<>(model(config).trainable());
    for (String name : further) {
      tensors.put(name, Tensor.zeros(1));
    }
    SafetensorsFile.write(directory.resolve("model.safetensors"), tensors, Map.of());
  }

  @Test
  void tensorsThatAreComputedAnewOrBelongToAnotherHeadAreIgnored() throws IOException {
    ModelConfig tied = ModelConfig.gpt2(9, 8, 8, 2, 2);
    saveWith(
        tied,
        "model.layers.0.self_attn.rotary_emb.inv_freq",
        "model.layers.0.attn.bias",
        "model.layers.1.attn.masked_bias",
        "lm_head.weight",
        "score.weight");
    assertSame(model(tied), ModelLoader.load(directory).model());
  }

  @Test
  void tensorsWithoutWhichTheModelIsAnotherAreRefusedByName() throws IOException {
    // config.json does not say attention_bias.
    saveWith(
        CONFIG,
        "model.layers.0.self_attn.q_proj.bias",
        "model.layers.1.self_attn.q_proj.bias",
        "model.layers.0.self_attn.rotary_emb.inv_freq");
    assertEquals(
        directory.resolve("model.safetensors")
            + ": there are 2 tensors that config.json has no place for, and without which the model"
            + " is another: 'model.layers.0.self_attn.q_proj.bias',"
            + " 'model.layers.1.self_attn.q_proj.bias'",
        refused(directory));
    saveWith(CONFIG, "model.layers.2.mlp.up_proj.weight");
    assertTrue(refused(directory).contains("'model.layers.2.mlp.up_proj.weight'"));
  }

  @Test
  void aDirectoryWithoutItsFilesSaysWhichOneIsMissing() throws IOException {
    Files.createDirectory(directory);
    assertTrue(refused(directory).contains("it has no model.safetensors"));
    ModelDirectory.save(directory, model(CONFIG), TOKENIZER);
    Files.delete(directory.resolve("tokenizer.json"));
    assertTrue(ModelLoader.load(directory).tokenizer().isEmpty());
    assertThrows(FormatException.class, () -> ModelDirectory.readTokenizer(directory));
    Files.delete(directory.resolve("config.json"));
    assertTrue(refused(directory).contains("it has no config.json"));
  }

  @Test
  void splitWeightsAreRefusedByName() throws IOException {
    Files.createDirectory(directory);
    Files.writeString(directory.resolve("model.safetensors.index.json"), "{}");
    assertTrue(refused(directory).contains("split over several files"));
  }

  @Test
  void aTokenizerWithMoreTokensThanTheModelIsRefused() throws IOException {
    ModelDirectory.save(directory, model(ModelConfig.gpt2(6, 8, 8, 2, 2)), TOKENIZER);
    String message = refused(directory);
    assertTrue(message.startsWith(directory.resolve("tokenizer.json").toString()), message);
    assertTrue(message.contains("the tokenizer has 8 tokens, but the model only 6"), message);
  }

  @Test
  void aPathThatIsNotThereIsAnOrdinaryError() {
    assertThrows(NoSuchFileException.class, () -> ModelLoader.load(temporary.resolve("none")));
  }

  static List<Arguments> foreignFiles() {
    return List.of(
        Arguments.of(new byte[0], "the file is empty"),
        Arguments.of(new byte[7], "expected a model, found the end"),
        Arguments.of(bytes("GGUF", 3, 0, 0, 0), "this is a GGUF file"),
        Arguments.of(bytes("PK", 3, 4, 10, 0, 0, 0), "this is a ZIP file"),
        Arguments.of(bytes("24ka", 1, 0, 0, 0), "this is a llama2.c file of version 1"),
        Arguments.of(bytes("{\"model_type\": \"llama\"}"), "no known kind of model"),
        Arguments.of(bytes("a long text that is no model"), "no known kind of model"));
  }

  private static byte[] bytes(String text, int... more) {
    byte[] bytes =
        Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), text.length() + more.length);
    for (int i = 0; i < more.length; i++) {
      bytes[text.length() + i] = (byte) more[i];
    }
    return bytes;
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("foreignFiles")
  void foreignFilesAreRefusedByNameWithTheListOfKnownOnes(byte[] content, String expected)
      throws IOException {
    String message = refused(Files.write(temporary.resolve("file"), content));
    assertTrue(message.contains(expected), message);
    assertTrue(message.contains("supported are a directory with config.json"), message);
  }

  @Test
  void aModelThatCannotFitSaysHowMuchItNeeds() throws IOException {
    ModelConfig endless = ModelConfig.llama(9, Integer.MAX_VALUE, 8, 2, 4, 2, 6);
    ModelDirectory.save(directory, model(CONFIG), TOKENIZER);
    ConfigFile.write(directory.resolve("config.json"), endless);
    IOException refused = assertThrows(IOException.class, () -> ModelLoader.load(directory));
    assertFalse(refused instanceof FormatException);
    assertTrue(refused.getMessage().contains("start it with -Xmx"), refused.getMessage());
  }

  private static String refused(Path path) {
    return assertThrows(FormatException.class, () -> ModelLoader.load(path)).getMessage();
  }
}
