package dev.stoa.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.SentencePieceTokenizer;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tokenizer.json of Llama 2, Mistral and Gemma: merges of pieces that have a mark for a space. */
class PieceMergesJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** unk 0, s 1, /s 2, ▁ 3, a 4, b 5, ab 6, ▁a 7, ▁▁ 8, [x] 9; the merge of a and b comes first. */
  private static ObjectNode llama() {
    return (ObjectNode)
        json(
            """
            {'version': '1.0',
             'added_tokens': [
               {'id': 0, 'content': '<unk>', 'special': true},
               {'id': 1, 'content': '<s>', 'special': true},
               {'id': 2, 'content': '</s>', 'special': true},
               {'id': 9, 'content': '[x]', 'special': false, 'normalized': false}],
             'normalizer': {'type': 'Sequence', 'normalizers': [
               {'type': 'Prepend', 'prepend': '▁'},
               {'type': 'Replace', 'pattern': {'String': ' '}, 'content': '▁'}]},
             'pre_tokenizer': null,
             'post_processor': {'type': 'TemplateProcessing',
               'single': [{'SpecialToken': {'id': '<s>', 'type_id': 0}},
                          {'Sequence': {'id': 'A', 'type_id': 0}}],
               'special_tokens': {'<s>': {'id': '<s>', 'ids': [1], 'tokens': ['<s>']}}},
             'decoder': {'type': 'Sequence', 'decoders': [
               {'type': 'Replace', 'pattern': {'String': '▁'}, 'content': ' '},
               {'type': 'ByteFallback'}, {'type': 'Fuse'},
               {'type': 'Strip', 'content': ' ', 'start': 1, 'stop': 0}]},
             'model': {'type': 'BPE', 'dropout': null, 'unk_token': '<unk>', 'fuse_unk': true,
               'byte_fallback': false, 'vocab': {'<unk>': 0, '<s>': 1, '</s>': 2, '▁': 3, 'a': 4,
               'b': 5, 'ab': 6, '▁a': 7, '▁▁': 8},
               'merges': ['a b', '▁ a', ['▁', '▁']]}}
            """);
  }

  private Tokenizer changed(Consumer<ObjectNode> edit) throws IOException {
    ObjectNode root = llama();
    edit.accept(root);
    Path file = folder.resolve("tokenizer.json");
    JSON.writeValue(file.toFile(), root);
    return Tokenizer.load(file);
  }

  private static ObjectNode model(ObjectNode root) {
    return (ObjectNode) root.get("model");
  }

  @Test
  void mergesApplyByTheirRank() throws IOException {
    Tokenizer tokenizer = changed(root -> {});
    assertInstanceOf(SentencePieceTokenizer.class, tokenizer);
    assertArrayEquals(new int[] {3, 6}, tokenizer.encode("ab"));
    assertArrayEquals(new int[] {7, 7}, tokenizer.encode("a a"));
    assertArrayEquals(new int[] {8, 7}, tokenizer.encode("  a"));
    assertEquals("  a ab", tokenizer.decode(8, 7, 3, 6));
    assertArrayEquals(new int[] {}, tokenizer.encode(""));
  }

  @Test
  void unknownCharactersAreFusedOrNot() throws IOException {
    assertArrayEquals(new int[] {3, 0, 4}, changed(root -> {}).encode("xyza"));
    assertArrayEquals(
        new int[] {3, 0, 0, 0, 4},
        changed(root -> model(root).put("fuse_unk", false)).encode("xyza"));
  }

  @Test
  void withByteFallbackUnknownCharactersAreTheirBytes() throws IOException {
    Tokenizer tokenizer =
        changed(
            root -> {
              model(root).put("byte_fallback", true);
              for (int b = 0; b < 256; b++) {
                ((ObjectNode) model(root).get("vocab")).put("<0x%02X>".formatted(b), 10 + b);
              }
            });
    assertArrayEquals(new int[] {7, 10 + 0xC3, 10 + 0xBC}, tokenizer.encode("aü"));
    assertEquals("aü", tokenizer.decode(tokenizer.encode("aü")));
    FormatException e =
        assertThrows(
            FormatException.class,
            () ->
                changed(
                    root -> {
                      model(root).put("byte_fallback", true);
                      ((ObjectNode) model(root).get("vocab")).put("<0x00>", 10);
                    }));
    assertTrue(e.getMessage().contains("<0x01>"), e::getMessage);
  }

  /** The normalizer puts a space before each part between added tokens, Metaspace as it says. */
  @Test
  void wherePrefixesStandDependsOnWhoPutsThem() throws IOException {
    assertArrayEquals(new int[] {7, 9, 7}, changed(root -> {}).encode("a[x]a"));
    Set<String> none = Set.of();
    for (String scheme : List.of("first", "always", "never")) {
      Tokenizer tokenizer =
          changed(
              root -> {
                root.putNull("normalizer");
                root.set(
                    "pre_tokenizer",
                    json(
                        "{'type':'Metaspace','replacement':'▁','prepend_scheme':'%s','split':false}"
                            .formatted(scheme)));
              });
      int first = scheme.equals("never") ? 4 : 7;
      int second = scheme.equals("always") ? 7 : 4;
      assertArrayEquals(new int[] {first, 9, second}, tokenizer.encode("a[x]a", none), scheme);
      // A mark that is there already is not put twice.
      assertArrayEquals(new int[] {7}, tokenizer.encode(" a", none), scheme);
    }
  }

  @Test
  void splittingAtMarksKeepsPiecesWithinWords() throws IOException {
    Tokenizer tokenizer =
        changed(root -> root.set("pre_tokenizer", json("{'type':'Metaspace','split':true}")));
    assertArrayEquals(new int[] {3, 7}, tokenizer.encode(" a"));
  }

  @Test
  void theTemplateIsAddedOnRequest() throws IOException {
    Tokenizer tokenizer = changed(root -> {});
    assertArrayEquals(new int[] {1, 7}, tokenizer.encodeWithSpecialTokens("a"));
    assertEquals(new Template(List.of(1), List.of()), tokenizer.template());
    Tokenizer both =
        changed(
            root ->
                root.set(
                    "post_processor",
                    json("{'type':'RobertaProcessing','sep':['</s>',2],'cls':['<s>',1]}")));
    assertArrayEquals(new int[] {1, 7, 2}, both.encodeWithSpecialTokens("a"));
    refuses(root -> root.set("post_processor", json("{'type':'Strange'}")), "'Strange'");
    refuses(
        root ->
            root.set(
                "post_processor",
                json(
                    "{'type':'TemplateProcessing','single':[{'SpecialToken':{'id':'<q>'}},"
                        + "{'Sequence':{'id':'A'}}]}")),
        "'<q>'");
    refuses(
        root -> root.set("post_processor", json("{'type':'TemplateProcessing','single':[]}")),
        "one Sequence");
  }

  @Test
  void theConfigurationBesideItSaysWhatIsAdded() throws IOException {
    Path config = folder.resolve("tokenizer_config.json");
    Files.writeString(
        config,
        "{\"add_bos_token\":false,\"add_eos_token\":true,\"bos_token\":{\"content\":\"<s>\"},"
            + "\"eos_token\":\"</s>\"}");
    Tokenizer tokenizer = changed(root -> {});
    assertArrayEquals(new int[] {7, 2}, tokenizer.encodeWithSpecialTokens("a"));
    assertEquals(OptionalInt.of(2), tokenizer.specialTokens().endOfText());
    Files.writeString(config, "{\"add_eos_token\":true,\"eos_token\":\"<none>\"}");
    refuses(root -> {}, "add_eos_token", "tokenizer_config.json");
  }

  /** {@code <m>} takes the space before it, {@code word} is found between other characters only. */
  @Test
  void addedTokensAreFoundAsTheirOptionsSay() throws IOException {
    Consumer<ObjectNode> edit =
        root -> {
          ArrayNode added = (ArrayNode) root.get("added_tokens");
          added.add(json("{'id':10,'content':'<m>','special':true,'lstrip':true,'rstrip':true}"));
          added.add(json("{'id':11,'content':'bb','single_word':true,'normalized':false}"));
          added.add(json("{'id':12,'content':'b b','normalized':true}"));
        };
    Tokenizer tokenizer = changed(edit);
    assertArrayEquals(new int[] {7, 10, 7}, tokenizer.encode("a  <m> \na", Set.of("<m>")));
    assertArrayEquals(new int[] {7, 3, 11}, tokenizer.encode("a bb"));
    assertEquals(0, Arrays.stream(tokenizer.encode("abb bbc")).filter(i -> i == 11).count());
    // Normalized, the token is looked for with its marks.
    assertArrayEquals(new int[] {7, 12}, tokenizer.encode("a b b"));
    assertEquals("a", tokenizer.decode(tokenizer.encode("a")));
  }

  @Test
  void savingWritesTheFileAsItWas() throws IOException {
    changed(root -> {}).save(folder.resolve("saved"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("tokenizer.json")),
        Files.readAllBytes(folder.resolve("saved")));
  }

  private void refuses(Consumer<ObjectNode> edit, String... words) {
    FormatException e = assertThrows(FormatException.class, () -> changed(edit));
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), () -> word + " in " + e.getMessage());
    }
  }

  @Test
  void whatIsNotKnownIsRefusedByName() {
    refuses(root -> root.set("normalizer", json("{'type':'Strange'}")), "normalizer 'Strange'");
    refuses(root -> root.set("pre_tokenizer", json("{'type':'Whitespace'}")), "'Whitespace'");
    refuses(
        root ->
            root.set(
                "normalizer", json("{'type':'Replace','pattern':{'Regex':'a+'},'content':''}")),
        "Replace");
    refuses(
        root -> ((ArrayNode) root.at("/decoder/decoders")).add(json("{'type':'CTC'}")), "'CTC'");
    refuses(root -> model(root).put("dropout", 0.1), "dropout");
  }

  @Test
  void damagedVocabulariesAreRefused() {
    Consumer<ObjectNode> merge = root -> ((ArrayNode) model(root).get("merges")).add("a a");
    refuses(merge, "model.merges[3]", "a a");
    refuses(root -> ((ArrayNode) model(root).get("merges")).add("a b"), "merge 3", "twice");
    refuses(root -> ((ObjectNode) model(root).get("vocab")).put("c", 5), "same id 5");
    refuses(root -> ((ObjectNode) model(root).get("vocab")).put("c", "5"), "'c'");
    refuses(
        root ->
            ((ArrayNode) root.get("added_tokens"))
                .add(json("{'id':5,'content':'<y>','special':true}")),
        "<y>",
        "id 5");
    refuses(
        root ->
            ((ArrayNode) root.get("added_tokens"))
                .add(json("{'id':11,'content':'<s>','special':true}")),
        "'<s>'",
        "twice");
    refuses(root -> model(root).put("unk_token", "<none>"), "neither");
  }
}
