package dev.stoa.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.tokenizer.GgufVocabulary;
import dev.stoa.tokenizer.Tokenizer;
import dev.stoa.tokenizer.bytes.ByteAlphabet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Vocabularies of GGUF files written by hand, right ones and damaged ones. */
class GgufVocabularyTest {

  private static List<String> bytes() {
    List<String> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(String.valueOf(ByteAlphabet.character(b)));
    }
    return tokens;
  }

  /** Bytes; ab 256, bc 257, é 258; <|x|> 259 is control, "a b" 260 the user's, [PAD] 261 unused. */
  private static GgufVocabulary bytePair(String pre, List<String> merges) {
    List<String> tokens = bytes();
    tokens.addAll(List.of("ab", "bc", "\u00c3\u00a9", "<|x|>", "a b", "[PAD]"));
    // C3 and A9 are written as Latin-1's \u00c3 and \u00a9.
    int[] types = new int[tokens.size()];
    Arrays.fill(types, 1);
    types[259] = 3;
    types[260] = 4;
    types[261] = 5;
    return new GgufVocabulary(
        "gpt2",
        Optional.ofNullable(pre),
        new GgufVocabulary.Entries(tokens, new float[0], types),
        merges,
        Map.of("eos", 259),
        Map.of(),
        new byte[0]);
  }

  private static final List<String> MERGES = List.of("a b", "\u00c3 \u00a9");

  private static final List<String> ALL_MERGES = List.of("a b", "\u00c3 \u00a9", "b c");

  @Test
  void theTypesOfTokensSayHowTheyAreUsed() {
    Tokenizer tokenizer = bytePair("gpt-2", ALL_MERGES).tokenizer();
    assertArrayEquals(new int[] {256, 260, 'c'}, tokenizer.encode("aba bc"));
    assertArrayEquals(new int[] {259, 256}, tokenizer.encode("<|x|>ab", Set.of("<|x|>")));
    assertEquals(5, tokenizer.encode("<|x|>").length);
    assertEquals(OptionalInt.of(259), tokenizer.specialTokens().endOfText());
    assertEquals(Set.of("<|x|>"), tokenizer.specialTokens().ids().keySet());
    assertArrayEquals(new byte[0], tokenizer.bytes(261));
  }

  /** bc is a token that no merge makes: Llama 3 takes it where a piece is bc. */
  @Test
  void theWayOfSplittingBringsItsOtherRules() {
    refuses(bytePair("gpt-2", MERGES), "tokenizer.ggml.merges", "incomplete", "257, 'bc'");
    assertArrayEquals(new int[] {257}, bytePair("llama-bpe", MERGES).tokenizer().encode("bc"));
    assertArrayEquals(new int[] {258}, bytePair("qwen2", ALL_MERGES).tokenizer().encode("e\u0301"));
    assertEquals(3, bytePair("llama-bpe", MERGES).tokenizer().encode("e\u0301").length);
  }

  /** Some files call a token text that was added by hand: one of a thousand may lack its merge. */
  @Test
  void aTokenInAThousandMayBeMadeByNoMerge() {
    assertArrayEquals(new int[] {'a', 'a'}, large("aa").tokenizer().encode("aa"));
    refuses(large("aa", "bb"), "incomplete", "one of 2");
  }

  /** Bytes, 1,000 names in brackets, and some tokens of text, all without merges. */
  private static GgufVocabulary large(String... text) {
    List<String> tokens = bytes();
    IntStream.range(0, 1000).forEach(i -> tokens.add("<" + i + ">"));
    tokens.addAll(List.of(text));
    int[] types = new int[tokens.size()];
    Arrays.fill(types, 1);
    return new GgufVocabulary(
        "gpt2",
        Optional.of("gpt-2"),
        new GgufVocabulary.Entries(tokens, new float[0], types),
        List.of(),
        Map.of(),
        Map.of(),
        new byte[0]);
  }

  private static void refuses(GgufVocabulary vocabulary, String... words) {
    Exception e = assertThrows(IllegalArgumentException.class, vocabulary::tokenizer);
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), () -> word + " in: " + e.getMessage());
    }
  }

  @Test
  void whatIsNotKnownIsRefusedByName() {
    refuses(bytePair("strange", MERGES), "'strange'", "qwen2", "tokenizer.ggml.pre");
    refuses(of("rwkv", List.of("a"), new float[1], new int[1]), "'rwkv'", "llama");
    refuses(of("llama", List.of("<unk>"), new float[1], new int[] {3}), "neither", "unknown");
    refuses(of("llama", List.of("<unk>"), new float[0], new int[0]), "scores");
    refuses(of("llama", List.of("<unk>"), new float[] {Float.NaN}, new int[0]), "score");
    refuses(of("bert", List.of("[UNK]"), new float[0], new int[0]), "unknown_token_id");
  }

  @Test
  void aPieceThatIsTooLongIsRefused() {
    List<String> tokens = List.of("<unk>", "<s>", "</s>", "a".repeat(100_000));
    refuses(of("llama", tokens, new float[4], new int[0]), "piece 3", "100000 bytes", "1024");
  }

  private static GgufVocabulary of(String model, List<String> tokens, float[] scores, int[] types) {
    return new GgufVocabulary(
        model,
        Optional.empty(),
        new GgufVocabulary.Entries(tokens, scores, types),
        List.of(),
        Map.of(),
        Map.of(),
        new byte[0]);
  }

  @Test
  void damagedListsAreRefused() {
    refuses(bytePair("gpt-2", List.of("ab")), "merge 0", "'ab'");
    refuses(bytePair("gpt-2", List.of("a b", "a zz")), "merge 1", "'a zz'");
    refuses(bytePair("gpt-2", List.of("a b", "a b")), "twice");
    refuses(bytePair("gpt-2", List.of("c d")), "not in the vocabulary");
    assertThrows(
        IllegalArgumentException.class,
        () -> of("llama", List.of("a", "b"), new float[1], new int[0]));
    assertThrows(
        IllegalArgumentException.class,
        () -> of("gpt2", List.of("a", "b"), new float[0], new int[3]));
  }
}
