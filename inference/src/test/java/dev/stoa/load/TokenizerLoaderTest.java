package dev.stoa.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.file.FormatException;
import dev.stoa.testdata.GgufBytes;
import dev.stoa.tokenizer.CharacterTokenizer;
import dev.stoa.tokenizer.SentencePieceTokenizer;
import dev.stoa.tokenizer.Tokenizer;
import dev.stoa.tokenizer.UnigramTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One function opens the tokenizer of any file. */
class TokenizerLoaderTest {

  /** In an order that is not Llama 2's: the end comes first, and pieces before the bytes. */
  private static final List<String> PIECES =
      List.of("</s>", "▁", "a", "b", "ab", "▁a", "<s>", "<unk>", "[x]");

  private static final int[] TYPES = {3, 1, 1, 1, 1, 1, 3, 2, 4};
  private static final float[] SCORES = {0, -3, -2, -4, -5, -6, 0, 0, 0};

  @TempDir private Path folder;

  private Tokenizer load(GgufBytes file) throws IOException {
    return TokenizerLoader.load(Files.write(folder.resolve("some.file"), file.toBytes(32, 0)));
  }

  private static GgufBytes pieces(String model) {
    int[] bits = new int[SCORES.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(SCORES[i]);
    }
    return new GgufBytes()
        .text("tokenizer.ggml.model", model)
        .texts("tokenizer.ggml.tokens", PIECES)
        .numbers("tokenizer.ggml.scores", 6, bits)
        .numbers("tokenizer.ggml.token_type", 5, TYPES)
        .id("tokenizer.ggml.bos_token_id", 6)
        .id("tokenizer.ggml.eos_token_id", 0)
        .id("tokenizer.ggml.unknown_token_id", 7);
  }

  /** "▁ab": ab has the higher score. llama.cpp adds the beginning to texts of this kind. */
  @Test
  void aLlamaVocabularyMayHaveAnyOrder() throws IOException {
    Tokenizer tokenizer = load(pieces("llama"));
    assertInstanceOf(SentencePieceTokenizer.class, tokenizer);
    assertArrayEquals(new int[] {1, 4}, tokenizer.encode("ab"));
    assertArrayEquals(new int[] {5, 7, 8, 2}, tokenizer.encode("aü[x]a"));
    assertArrayEquals(new int[] {6, 5}, tokenizer.encodeWithSpecialTokens("a"));
    assertEquals("ab", tokenizer.decode(6, 1, 4, 0));
    tokenizer.save(folder.resolve("saved"));
    Tokenizer saved = Tokenizer.load(folder.resolve("saved"));
    assertArrayEquals(new int[] {5, 7, 8, 2}, saved.encode("aü[x]a"));
    assertEquals("tokenizer.model", saved.fileName());
  }

  @Test
  void withoutTypesPiecesAreKnownByTheirIds() throws IOException {
    Tokenizer tokenizer =
        load(
            new GgufBytes()
                .text("tokenizer.ggml.model", "llama")
                .texts("tokenizer.ggml.tokens", List.of("<unk>", "<s>", "</s>", "▁", "a"))
                .numbers("tokenizer.ggml.scores", 6, 0, 0, 0, 0, 0));
    assertArrayEquals(new int[] {1, 3, 4, 0}, tokenizer.encodeWithSpecialTokens("a<"));
    assertEquals(3, tokenizer.specialTokens().ids().size());
  }

  @Test
  void theKeysSayWhatIsAdded() throws IOException {
    Tokenizer tokenizer =
        load(
            pieces("llama")
                .flag("tokenizer.ggml.add_space_prefix", false)
                .flag("tokenizer.ggml.add_bos_token", false)
                .flag("tokenizer.ggml.add_eos_token", true));
    assertArrayEquals(new int[] {4, 0}, tokenizer.encodeWithSpecialTokens("ab"));
  }

  /** ▁a+b is -10, ▁+ab -8, ▁+a+b -9. llama.cpp adds the end to texts of this kind. */
  @Test
  void aT5VocabularyIsUnigram() throws IOException {
    Tokenizer tokenizer = load(pieces("t5"));
    assertInstanceOf(UnigramTokenizer.class, tokenizer);
    assertArrayEquals(new int[] {1, 4}, tokenizer.encode("ab"));
    assertArrayEquals(new int[] {1, 4, 0}, tokenizer.encodeWithSpecialTokens("ab"));
    assertArrayEquals(new int[] {1, 2, 1, 1, 2}, tokenizer.encode("a  a"));
    Tokenizer single = load(pieces("t5").flag("tokenizer.ggml.remove_extra_whitespaces", true));
    assertArrayEquals(new int[] {1, 2, 1, 2}, single.encode(" a  a "));
  }

  /** Spaces are marks, none is put before the text, and line ends are one token by themselves. */
  @Test
  void aGemma4VocabularyMergesPiecesByItsList() throws IOException {
    List<String> tokens =
        new ArrayList<>(List.of("<bos>", "▁", "a", "b", "ab", "▁a", "\n", "\n\n", "[x]"));
    int[] types = new int[tokens.size() + 256];
    for (int b = 0; b < 256; b++) {
      types[tokens.size()] = 6;
      tokens.add("<0x%02X>".formatted(b));
    }
    for (int id = 0; id < 9; id++) {
      types[id] = id == 0 ? 3 : id == 8 ? 4 : 1;
    }
    GgufBytes file =
        new GgufBytes()
            .text("tokenizer.ggml.model", "gemma4")
            .texts("tokenizer.ggml.tokens", tokens)
            .numbers("tokenizer.ggml.token_type", 5, types)
            .texts("tokenizer.ggml.merges", List.of("▁ a", "a b"))
            .id("tokenizer.ggml.bos_token_id", 0);
    Tokenizer tokenizer = load(file);
    assertArrayEquals(new int[] {4, 5, 3}, tokenizer.encode("ab ab"));
    assertArrayEquals(new int[] {2, 7, 8, 5}, tokenizer.encode("a\n\n[x] a"));
    assertArrayEquals(new int[] {9 + 0xC3, 9 + 0xBC}, tokenizer.encode("ü"));
    assertArrayEquals(new int[] {0, 4}, tokenizer.encodeWithSpecialTokens("ab"));
    assertEquals(" ab ü", tokenizer.decode(tokenizer.encode(" ab ü")));
    tokenizer.save(folder.resolve("saved"));
    Tokenizer saved = Tokenizer.load(folder.resolve("saved"));
    assertArrayEquals(tokenizer.encode("ab[x] ü"), saved.encode("ab[x] ü"));
    assertEquals(tokenizer.template(), saved.template());
  }

  @Test
  void otherFilesAreOpenedToo() throws IOException {
    Path file = folder.resolve("characters");
    CharacterTokenizer.of("abc").save(file);
    assertArrayEquals(new int[] {0, 1}, TokenizerLoader.load(file).encode("ab"));
    FormatException e =
        assertThrows(
            FormatException.class,
            () -> TokenizerLoader.load(Files.createDirectory(folder.resolve("d"))));
    assertTrue(e.getMessage().contains("tokenizer.json"), e::getMessage);
  }

  private void refused(GgufBytes file, String... words) {
    FormatException e = assertThrows(FormatException.class, () -> load(file));
    assertTrue(e.getMessage().contains("some.file"), e::getMessage);
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), () -> word + " in " + e.getMessage());
    }
  }

  @Test
  void aFileWithoutATokenizerOrWithADamagedOneIsRefused() {
    refused(new GgufBytes().text("general.architecture", "llama"), "tokenizer.ggml.model");
    refused(new GgufBytes().text("tokenizer.ggml.model", "rwkv"), "'rwkv'", "llama");
    refused(new GgufBytes().text("tokenizer.ggml.model", "t5"), "scores");
    refused(
        pieces("llama").numbers("tokenizer.ggml.merges", 5, 1), "tokenizer.ggml.merges", "array");
    refused(pieces("gpt2").text("tokenizer.ggml.pre", "strange"), "'strange'", "deepseek-llm");
    refused(
        new GgufBytes()
            .text("tokenizer.ggml.model", "llama")
            .texts("tokenizer.ggml.tokens", List.of("a", "b"))
            .numbers("tokenizer.ggml.scores", 6, 0, 0)
            .numbers("tokenizer.ggml.token_type", 5, 1, 77),
        "type 77");
  }
}
