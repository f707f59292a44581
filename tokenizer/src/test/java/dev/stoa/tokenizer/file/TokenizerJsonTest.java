package dev.stoa.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.BytePairTrainer;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hugging Face's tokenizer.json: what is read, and what is refused by name. */
class TokenizerJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Path file;

  /** bytes in GPT-2's order, ab = 256, abc = 257, and the special token 258. */
  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("tokenizer.json");
    new BytePairTrainer(259)
        .withSpecialTokens("<|x|>")
        .train(List.of("abc", "abc", "ab"))
        .save(file);
  }

  private void change(Consumer<ObjectNode> edit) throws IOException {
    save();
    ObjectNode root = (ObjectNode) JSON.readTree(file.toFile());
    edit.accept(root);
    JSON.writeValue(file.toFile(), root);
  }

  private void refuses(Consumer<ObjectNode> edit, String... words) throws IOException {
    change(edit);
    FormatException e = assertThrows(FormatException.class, () -> Tokenizer.load(file));
    assertTrue(e.getMessage().startsWith(file.toString()), e::getMessage);
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), () -> word + " in: " + e.getMessage());
    }
  }

  private static ObjectNode model(ObjectNode root) {
    return (ObjectNode) root.get("model");
  }

  private static ObjectNode vocabulary(ObjectNode root) {
    return (ObjectNode) model(root).get("vocab");
  }

  private static ArrayNode merges(ObjectNode root) {
    return (ArrayNode) model(root).get("merges");
  }

  private static ObjectNode addedToken(ObjectNode root) {
    return (ObjectNode) root.get("added_tokens").get(0);
  }

  /**
   * Oniguruma, with which Hugging Face's library splits, reads {@code {1,3}+} as any number of
   * {@code {1,3}}, and not as OpenAI's possessive quantifier: 2024 would not be cut behind 202.
   */
  @ParameterizedTest
  @EnumSource(SplitPattern.class)
  void noExpressionMeansSomethingElseToOniguruma(SplitPattern split) throws IOException {
    new BytePairTrainer(260).withSplit(split).train(List.of("a b a b")).save(file);
    assertEquals(split, ((BytePairTokenizer) Tokenizer.load(file)).split());
    for (JsonNode regex : JSON.readTree(file.toFile()).findValues("Regex")) {
      assertFalse(regex.textValue().matches(".*\\d\\}\\+.*"), regex.textValue());
    }
  }

  @Test
  void whatWasSavedHasTheFormOfHuggingFace() throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(file.toFile());
    assertEquals("BPE", model(root).get("type").asText());
    assertEquals(
        List.of("\"a b\"", "\"ab c\""),
        List.of(merges(root).get(0).toString(), merges(root).get(1).toString()));
    assertEquals(259, vocabulary(root).size());
    assertEquals(0, vocabulary(root).get("!").asInt());
    assertEquals(220, vocabulary(root).get("\u0120").asInt());
    assertEquals("ByteLevel", root.get("pre_tokenizer").get("type").asText());
    assertEquals("ByteLevel", root.get("decoder").get("type").asText());
    assertEquals("<|x|>", addedToken(root).get("content").asText());
  }

  @Test
  void mergesMayBePairs() throws IOException {
    int[] ids = Tokenizer.load(file).encode("abcab");
    change(
        root -> {
          ArrayNode merges = merges(root).removeAll();
          merges.addArray().add("a").add("b");
          merges.addArray().add("ab").add("c");
        });
    assertArrayEquals(ids, Tokenizer.load(file).encode("abcab"));
  }

  @Test
  void optionsMayBeMissing() throws IOException {
    change(
        root -> {
          root.retain("added_tokens", "pre_tokenizer", "decoder", "model");
          model(root).retain("vocab", "merges");
          ((ObjectNode) root.get("pre_tokenizer")).remove("use_regex");
        });
    BytePairTokenizer loaded = (BytePairTokenizer) Tokenizer.load(file);
    assertEquals(SplitPattern.GPT2, loaded.split());
    assertEquals(259, loaded.vocabularySize());
  }

  @Test
  void splittingIsSavedToo() throws IOException {
    new BytePairTrainer(260).withSplit(SplitPattern.NONE).train(List.of("a b a b")).save(file);
    assertEquals(SplitPattern.NONE, ((BytePairTokenizer) Tokenizer.load(file)).split());
  }

  @Test
  void anUnknownStageIsRefusedByName() throws IOException {
    for (String stage : List.of("normalizer", "pre_tokenizer", "post_processor", "decoder")) {
      refuses(
          root -> root.putObject(stage).put("type", "Strange"), stage, "'Strange'", "supported");
    }
    refuses(root -> root.putNull("decoder"), "decoder 'null'", "ByteLevel");
    refuses(root -> model(root).put("type", "WordLevel"), "model 'WordLevel'", "BPE");
  }

  @Test
  void anUnknownOptionIsRefusedByName() throws IOException {
    refuses(root -> model(root).put("byte_fallback", true), "byte_fallback");
    refuses(root -> model(root).put("dropout", 0.1), "dropout");
    refuses(root -> model(root).put("end_of_word_suffix", "</w>"), "end_of_word_suffix");
  }

  /** It takes the white space before it, and is still found after saving. */
  @Test
  void anAddedTokenIsFoundAsItsOptionsSay() throws IOException {
    change(root -> addedToken(root).put("lstrip", true));
    for (int round = 0; round < 2; round++) {
      Tokenizer tokenizer = Tokenizer.load(file);
      assertArrayEquals(new int[] {256, 258}, tokenizer.encode("ab <|x|>", Set.of("<|x|>")));
      tokenizer.save(file);
    }
  }

  @Test
  void aDamagedVocabularyIsRefused() throws IOException {
    refuses(root -> model(root).remove("vocab"), "vocab");
    refuses(root -> vocabulary(root).put("ab", "256"), "'ab'", "number");
    refuses(root -> vocabulary(root).put("ab", 257), "'ab'", "'abc'", "257");
    refuses(root -> vocabulary(root).put("ab", 2_000_000_000), "'ab'", "2000000000", "1282");
    refuses(root -> vocabulary(root).put("ab", -1), "'ab'", "-1");
    refuses(root -> vocabulary(root).put("x y", 259), "'x y'");
    refuses(root -> vocabulary(root).put("", 259), "259");
  }

  @Test
  void aVocabularyWithoutAllBytesIsRefused() throws IOException {
    refuses(
        root -> {
          vocabulary(root).remove("!");
          vocabulary(root).put("abcabc", 0);
        },
        "256 bytes",
        "byte 33");
  }

  @Test
  void aDamagedMergeIsRefused() throws IOException {
    refuses(root -> model(root).remove("merges"), "merges");
    refuses(root -> merges(root).add("a"), "merges[2]", "left right");
    refuses(root -> merges(root).add("a b c"), "merges[2]");
    refuses(root -> merges(root).add(7), "merges[2]");
    refuses(root -> merges(root).addArray().add("a"), "merges[2]");
    refuses(root -> merges(root).add("a zz"), "merges[2]", "'zz'");
    refuses(root -> merges(root).add("b c"), "merges[2]", "'bc'");
    refuses(root -> merges(root).add("a b"), "merges[2]", "twice");
  }

  /** With ignore_merges, as Llama 3 has it, a piece that is a token needs no merges. */
  @Test
  void anIncompleteListOfMergesIsRefusedUnlessPiecesNeedNone() throws IOException {
    refuses(root -> merges(root).remove(1), "incomplete", "257, 'abc'");
    change(
        root -> {
          merges(root).remove(1);
          model(root).put("ignore_merges", true);
        });
    assertArrayEquals(new int[] {257}, Tokenizer.load(file).encode("abc"));
    // An added token needs none either.
    change(
        root -> {
          merges(root).remove(1);
          addedToken(root).put("content", "abc").put("id", 257).put("special", false);
          vocabulary(root).remove("<|x|>");
        });
    assertArrayEquals(new int[] {257}, Tokenizer.load(file).encode("abc"));
  }

  @Test
  void aDamagedSpecialTokenIsRefused() throws IOException {
    refuses(root -> addedToken(root).put("id", 3), "<|x|>", "258");
    refuses(root -> addedToken(root).put("id", "258"), "added_tokens");
    refuses(root -> addedToken(root).remove("content"), "added_tokens");
    refuses(root -> addedToken(root).put("content", ""), "added_tokens");
    // A special token stands for no text, and so it cannot be a byte or what a merge makes.
    refuses(root -> addedToken(root).put("content", "!").put("id", 0), "byte 33");
    refuses(root -> addedToken(root).put("content", "ab").put("id", 256));
  }

  @Test
  void everyTruncationIsRefusedWithItsPlace() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length = 1; length < whole.length; length += 61) {
      Files.write(file, Arrays.copyOf(whole, length));
      FormatException e = assertThrows(FormatException.class, () -> Tokenizer.load(file));
      assertTrue(e.getMessage().startsWith(file + ", byte "), e::getMessage);
    }
  }

  @Test
  void invalidJsonIsRefusedWithItsPlace() throws IOException {
    Files.writeString(file, "{\"model\": {\"vocab\": {\"a\": 1, \"a\": 2}}}");
    FormatException twice = assertThrows(FormatException.class, () -> Tokenizer.load(file));
    assertTrue(twice.getMessage().contains("Duplicate"), twice::getMessage);
    Files.write(file, "{\"mod\u00e9l\": 1}".getBytes(StandardCharsets.ISO_8859_1));
    assertThrows(FormatException.class, () -> Tokenizer.load(file));
    Files.writeString(file, "{\"a\":".repeat(100_000));
    assertThrows(FormatException.class, () -> Tokenizer.load(file));
    Files.writeString(file, "{\"a\":" + "[".repeat(100_000));
    assertThrows(FormatException.class, () -> Tokenizer.load(file));
  }
}
