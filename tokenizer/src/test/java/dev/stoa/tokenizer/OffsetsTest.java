package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.bytes.Vocabulary;
import dev.stoa.tokenizer.pair.BytePairParts;
import dev.stoa.tokenizer.pair.BytePairRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where in a text its tokens stand. */
class OffsetsTest {

  private static final BytePairTokenizer TOKENIZER =
      new BytePairTrainer(500).withSpecialTokens("<|x|>").train(SampleTexts.anyScript());

  /** Bytes, ab = 256 and ć = 257 (C4 87), with the normalizer NFC, <|x|> = 258 and "a b" = 259. */
  private static BytePairTokenizer normalizing() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    tokens.add("ab".getBytes(StandardCharsets.UTF_8));
    tokens.add("\u0107".getBytes(StandardCharsets.UTF_8));
    tokens.add(new byte[0]);
    tokens.add("a b".getBytes(StandardCharsets.UTF_8));
    BytePairRules rules =
        new BytePairRules(SplitPattern.QWEN2, true, false, false, false, Map.of("a b", 259));
    return new BytePairTokenizer(
        BytePairParts.of(
            new Vocabulary(tokens),
            List.of(new Merge('a', 'b'), new Merge(0xC4, 0x87)),
            rules,
            AddedTokens.of(SpecialTokens.of(Map.of("<|x|>", 258)), rules.plainTokens()),
            Template.none()));
  }

  private static void has(Encoding encoding, int[] ids, int[] starts, int[] ends) {
    assertArrayEquals(ids, encoding.ids());
    assertArrayEquals(starts, encoding.starts());
    assertArrayEquals(ends, encoding.ends());
  }

  /** "ab" 0 to 2, "c" and its accent 2 to 4 as one token, "!" 4 to 5. */
  @Test
  void aWorkedExample() {
    has(
        normalizing().encodeWithOffsets("abc\u0301!", Set.of()),
        new int[] {256, 257, '!'},
        new int[] {0, 2, 4},
        new int[] {2, 4, 5});
  }

  @Test
  void cutOutTokensHaveTheirPlace() {
    has(
        normalizing().encodeWithOffsets("<|x|>ab" + "a b" + "ab", Set.of("<|x|>")),
        new int[] {258, 256, 259, 256},
        new int[] {0, 5, 7, 10},
        new int[] {5, 7, 10, 12});
  }

  /** The four bytes of the llama are tokens, each of which stands where the two chars stand. */
  @Test
  void aTokenOfAPartOfACharacterHasThePlaceOfTheCharacter() {
    has(
        normalizing().encodeWithOffsets("ab\ud83e\udd99\ud800", Set.of()),
        new int[] {256, 0xF0, 0x9F, 0xA6, 0x99, '?'},
        new int[] {0, 2, 2, 2, 2, 4},
        new int[] {2, 4, 4, 4, 4, 5});
  }

  @Test
  void theIdsAreThoseOfEncodeAndThePlacesHoldTheirText() {
    for (String text : SampleTexts.anyScript()) {
      Encoding encoding = TOKENIZER.encodeWithOffsets(text, Set.of());
      assertArrayEquals(TOKENIZER.encode(text), encoding.ids());
      int at = 0;
      for (int i = 0; i < encoding.ids().length; i++) {
        String place = text.substring(encoding.starts()[i], encoding.ends()[i]);
        String token = TOKENIZER.decode(encoding.ids()[i]);
        assertTrue(token.contains("\ufffd") || token.equals(place), () -> token + " at " + place);
        assertTrue(encoding.starts()[i] <= at && encoding.ends()[i] >= at, "a gap in " + text);
        at = encoding.ends()[i];
      }
      assertEquals(text.length(), at);
    }
  }

  @Test
  void aTextWithoutTokensHasNoPlaces() {
    has(TOKENIZER.encodeWithOffsets("", Set.of()), new int[0], new int[0], new int[0]);
    assertThrows(
        IllegalArgumentException.class, () -> new Encoding(new int[2], new int[2], new int[1]));
  }

  @Test
  void cutOutTokensAreCountedAndLimited() {
    assertEquals(3, normalizing().count("aba bab"));
    assertArrayEquals(new int[] {256, 259}, normalizing().encode("aba bab", Set.of(), 2));
    assertArrayEquals(new int[] {258}, normalizing().encode("<|x|>ab", Set.of("<|x|>"), 1));
    assertArrayEquals(new int[] {}, normalizing().encode("<|x|>ab", Set.of("<|x|>"), 0));
  }
}
