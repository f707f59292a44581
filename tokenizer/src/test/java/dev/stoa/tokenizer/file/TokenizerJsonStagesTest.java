package dev.stoa.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.BytePairTrainer;
import dev.stoa.tokenizer.Encoding;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The stages around the merges in the tokenizer.json files of the model families. */
class TokenizerJsonStagesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BYTE_LEVEL =
      "{'type':'ByteLevel','add_prefix_space':false,'trim_offsets':true,'use_regex':%s}";

  @TempDir private Path folder;

  /** bytes in GPT-2's order, ab = 256, abc = 257, é = 258, and the special token 259. */
  private BytePairTokenizer changed(Consumer<ObjectNode> edit) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    new BytePairTrainer(260)
        .withSpecialTokens("<|x|>")
        .train(List.of("abc", "abc", "abc", "abc", "ab", "é", "é", "é"))
        .save(file);
    ObjectNode root = (ObjectNode) JSON.readTree(file.toFile());
    edit.accept(root);
    JSON.writeValue(file.toFile(), root);
    return (BytePairTokenizer) Tokenizer.load(file);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void addToken(ObjectNode root, String token) {
    ((ArrayNode) root.get("added_tokens")).add(json(token));
  }

  private static ObjectNode split(String regex) {
    ObjectNode split = (ObjectNode) json("{'type':'Split','behavior':'Isolated','invert':false}");
    split.putObject("pattern").put("Regex", regex);
    return split;
  }

  private static ObjectNode sequence(JsonNode... steps) {
    ObjectNode sequence = (ObjectNode) json("{'type':'Sequence'}");
    sequence.putArray("pretokenizers").addAll(List.of(steps));
    return sequence;
  }

  /** The space is byte 32, which has the id 220; no second one is put before a space. */
  @Test
  void aSpaceIsPutBeforeEachPartOfAText() throws IOException {
    String prefixing = BYTE_LEVEL.formatted(true).replace("false", "true");
    BytePairTokenizer tokenizer = changed(root -> root.set("pre_tokenizer", json(prefixing)));
    for (int round = 0; round < 2; round++) {
      assertArrayEquals(new int[] {220, 257}, tokenizer.encode("abc"));
      assertArrayEquals(new int[] {220, 257}, tokenizer.encode(" abc"));
      assertArrayEquals(new int[] {}, tokenizer.encode(""));
      assertEquals(2, tokenizer.count("abc"));
      Encoding encoding = tokenizer.encodeWithOffsets("<|x|>ab abc", Set.of("<|x|>"));
      assertArrayEquals(new int[] {259, 220, 256, 220, 257}, encoding.ids());
      assertArrayEquals(encoding.ids(), tokenizer.encode("<|x|>ab abc", Set.of("<|x|>")));
      assertArrayEquals(new int[] {0, 5, 5, 7, 8}, encoding.starts());
      assertArrayEquals(new int[] {5, 5, 7, 8, 11}, encoding.ends());
      assertEquals(" abc", tokenizer.decode(tokenizer.encode("abc")));
      tokenizer.save(folder.resolve("saved.json"));
      tokenizer = (BytePairTokenizer) Tokenizer.load(folder.resolve("saved.json"));
    }
  }

  @Test
  void aSpaceBeforeEachPieceOfAnotherStepIsRefused() {
    JsonNode digits = json("{'type':'Digits','individual_digits':true}");
    JsonNode prefixing = json(BYTE_LEVEL.formatted(true).replace("false", "true"));
    FormatException e =
        assertThrows(FormatException.class, () -> splitOf(sequence(digits, prefixing)));
    assertTrue(e.getMessage().contains("add_prefix_space = true behind another"), e::getMessage);
  }

  private SplitPattern splitOf(JsonNode preTokenizer) throws IOException {
    return changed(root -> root.set("pre_tokenizer", preTokenizer)).split();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '"',
      value = {
        "LLAMA3 @ (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
            + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "QWEN2 @ (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|"
            + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "TEKKEN @ [^\\r"
            + "\\n"
            + "\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+|[^\\r"
            + "\\n"
            + "\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|\\p{N}|"
            + " ?[^\\s\\p{L}\\p{N}]+[\\r"
            + "\\n"
            + "/]*|\\s*[\\r"
            + "\\n"
            + "]+|\\s+(?!\\S)|\\s+"
      })
  void anExpressionIsItsPattern(SplitPattern expected, String regex) throws IOException {
    assertEquals(expected, splitOf(sequence(split(regex), json(BYTE_LEVEL.formatted("false")))));
  }

  @Test
  void stepsAreTheirPattern() throws IOException {
    JsonNode gpt2 = json(BYTE_LEVEL.formatted("true"));
    JsonNode digits = json("{'type':'Digits','individual_digits':true}");
    JsonNode punctuation = json("{'type':'Punctuation','behavior':'Contiguous'}");
    assertEquals(SplitPattern.STARCODER, splitOf(sequence(digits, gpt2)));
    assertEquals(
        SplitPattern.FALCON, splitOf(sequence(punctuation, gpt2, split("[0-9][0-9][0-9]"))));
    assertEquals(
        SplitPattern.DEEPSEEK3,
        splitOf(
            sequence(
                split("\\p{N}{1,3}"),
                split("[一-龥\u3040-ゟ゠-ヿ]+"),
                split(
                    "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n"
                        + "\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n"
                        + "]*|\\s*[\r\n"
                        + "]+|\\s+(?!\\S)|\\s+"),
                json(BYTE_LEVEL.formatted("false")))));
  }

  @Test
  void anUnknownSplitIsRefusedByName() {
    JsonNode plain = json(BYTE_LEVEL.formatted("false"));
    refusesSplit(sequence(split("\\w+"), plain), "\\w+");
    refusesSplit(sequence(split("[0-9]")), "ByteLevel");
    refusesSplit(sequence(json("{'type':'Digits','individual_digits':false}"), plain), "Digits");
    refusesSplit(sequence(json("{'type':'UnicodeScripts'}"), plain), "UnicodeScripts");
    refusesSplit(sequence(split("x").put("behavior", "Removed"), plain), "Removed");
    refusesSplit(sequence(split("x").put("invert", true), plain), "invert");
    refusesSplit(json("{'type':'Sequence'}"), "ByteLevel");
  }

  private void refusesSplit(JsonNode preTokenizer, String word) {
    FormatException e = assertThrows(FormatException.class, () -> splitOf(preTokenizer));
    assertTrue(e.getMessage().contains(word), e::getMessage);
  }

  @ParameterizedTest
  @EnumSource
  void everyPatternIsSavedAndReadAgain(SplitPattern pattern) throws IOException {
    Path file = folder.resolve("saved");
    BytePairTokenizer tokenizer =
        new BytePairTrainer(400).withSplit(pattern).train(SampleTexts.anyScript());
    tokenizer.save(file);
    BytePairTokenizer loaded = (BytePairTokenizer) Tokenizer.load(file);
    assertEquals(pattern, loaded.split());
    for (String text : SampleTexts.anyScript()) {
      assertArrayEquals(tokenizer.encode(text), loaded.encode(text));
    }
  }

  /** With the normalizer NFC, e and the combining acute accent are the é of the vocabulary. */
  @Test
  void aTextIsNormalized() throws IOException {
    assertEquals(3, changed(root -> {}).encode("e\u0301").length);
    BytePairTokenizer nfc = changed(root -> root.putObject("normalizer").put("type", "NFC"));
    assertArrayEquals(new int[] {258}, nfc.encode("e\u0301"));
    assertArrayEquals(nfc.encode("é"), savedAndLoaded(nfc).encode("e\u0301"));
  }

  @Test
  void normalizersMayBeASequence() throws IOException {
    JsonNode none = json("{'type':'Sequence','normalizers':[]}");
    assertEquals(3, changed(root -> root.set("normalizer", none)).encode("e\u0301").length);
    JsonNode nfc = json("{'type':'Sequence','normalizers':[{'type':'NFC'}]}");
    assertEquals(1, changed(root -> root.set("normalizer", nfc)).encode("e\u0301").length);
    JsonNode other = json("{'type':'Sequence','normalizers':[{'type':'NFKC'}]}");
    FormatException e =
        assertThrows(FormatException.class, () -> changed(root -> root.set("normalizer", other)));
    assertTrue(e.getMessage().contains("NFKC"), e::getMessage);
  }

  private BytePairTokenizer savedAndLoaded(BytePairTokenizer tokenizer) throws IOException {
    Path file = folder.resolve("again");
    tokenizer.save(file);
    return (BytePairTokenizer) Tokenizer.load(file);
  }

  /**
   * "bc" is a token that no merge makes, but 260 with ignore_merges. In "abcbc", which is no token,
   * the merges decide: abc, b, c.
   */
  @Test
  void aPieceThatIsATokenNeedsNoMerges() throws IOException {
    int b = 'b' - '!';
    Consumer<ObjectNode> withToken = root -> ((ObjectNode) root.at("/model/vocab")).put("bc", 260);
    BytePairTokenizer whole =
        changed(
            withToken.andThen(root -> ((ObjectNode) root.get("model")).put("ignore_merges", true)));
    for (int round = 0; round < 2; round++) {
      assertArrayEquals(new int[] {260}, whole.encode("bc"));
      assertArrayEquals(new int[] {257, b, b + 1}, whole.encode("abcbc"));
    }
    assertArrayEquals(new int[] {260}, savedAndLoaded(whole).encode("bc"));
  }

  /** An added token that is not special stands for its text and is found in every text. */
  @Test
  void aPlainAddedTokenIsCutOutOfEveryText() throws IOException {
    BytePairTokenizer plain =
        changed(
            root ->
                addToken(root, "{'id':260,'content':'a tool','special':false,'normalized':false}"));
    assertArrayEquals(new int[] {256, 260, 256}, plain.encode("aba toolab"));
    assertArrayEquals(new int[] {259, 260}, plain.encode("<|x|>a tool", Set.of("<|x|>")));
    assertEquals("aba toolab", plain.decode(256, 260, 256));
    assertEquals(Set.of("<|x|>"), plain.specialTokens().ids().keySet());
    assertArrayEquals(new int[] {256, 260}, savedAndLoaded(plain).encode("aba tool"));
  }

  private BytePairTokenizer withNormalizedToken(String content) throws IOException {
    return changed(
        root -> {
          root.putObject("normalizer").put("type", "NFC");
          addToken(root, "{'id':260,'content':'%s','normalized':true}".formatted(content));
        });
  }

  /** In "abe" and a combining accent, the e is no part of a token: the two become é. */
  @Test
  void aPlainTokenMayBeLookedForInTheNormalizedText() throws IOException {
    BytePairTokenizer tokenizer = withNormalizedToken("be");
    assertArrayEquals(new int[] {'a' - '!', 260, 258}, tokenizer.encode("abee\u0301"));
    assertArrayEquals(new int[] {256, 258}, tokenizer.encode("abe\u0301"));
    FormatException e = assertThrows(FormatException.class, () -> withNormalizedToken("b\u00e9"));
    assertTrue(e.getMessage().contains("b\u00e9"), e::getMessage);
  }

  @Test
  void whatAddsSpecialTokensAroundATextIsLeftToTheCaller() throws IOException {
    BytePairTokenizer tokenizer =
        changed(
            root ->
                root.set(
                    "post_processor",
                    json(
                        "{'type':'Sequence','processors':[{'type':'ByteLevel'},{'type':"
                            + "'TemplateProcessing','single':[{'SpecialToken':{'id':'<|x|>'}},"
                            + "{'Sequence':{'id':'A'}}]}]}")));
    assertArrayEquals(new int[] {256}, tokenizer.encode("ab"));
    assertArrayEquals(new int[] {259, 256}, tokenizer.encodeWithSpecialTokens("ab"));
    assertEquals(tokenizer.template(), savedAndLoaded(tokenizer).template());
  }

  /** Two ids are left out: they stand for nothing. */
  @Test
  void aFewIdsMayBeLeftOut() throws IOException {
    BytePairTokenizer tokenizer =
        changed(root -> addToken(root, "{'id':262,'content':'<|y|>','special':true}"));
    assertEquals(263, tokenizer.vocabularySize());
    assertArrayEquals(new byte[0], tokenizer.bytes(261));
    assertEquals(263, savedAndLoaded(tokenizer).vocabularySize());
    assertTrue(Files.size(folder.resolve("again")) > 0);
  }
}
