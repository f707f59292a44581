package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.tokenizer.testdata.CharsMapBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the tokens of tokenizers that normalize stand in the text as it was given. */
class PlacesTest {

  private static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>");

  private static UnigramTokenizer unigram(boolean bytes) {
    // With their ids, without bytes: a space 3, a 4, b 5, c 6, " a" 7, ab 8, bc 9.
    return UnigramTokenizer.of(
        List.of(" ", "a", "b", "c", " a", "ab", "bc"),
        new double[] {-2, -3, -4, -3.5, -4, -5, -5.5},
        SPECIAL,
        bytes);
  }

  /** unk 0, a mark 1, A 2, f 3, i 4, fi 5, a mark and A 6; of each space only the needed stay. */
  private static Tokenizer sentencePiece(boolean isUnigram) {
    List<String> pieces = List.of("<unk>", "\u2581", "A", "f", "i", "fi", "\u2581A");
    float[] scores = {0, -3, -3, -3, -3, -1, -1};
    int[] types = {2, 1, 1, 1, 1, 1, 1};
    byte[] rules = CharsMapBytes.of(Map.of("\uff21", "A", "\ufb01", "fi", "\u200b", "", "\t", " "));
    return new GgufVocabulary(
            isUnigram ? "t5" : "llama",
            Optional.empty(),
            new GgufVocabulary.Entries(pieces, scores, types),
            List.of(),
            Map.of("bos", -1, "eos", -1),
            Map.of("remove_extra_whitespaces", true),
            rules)
        .tokenizer();
  }

  private static WordPieceTokenizer wordPiece(boolean small) {
    return new WordPieceTokenizer(
        List.of("[UNK]", "[CLS]", "want", "##ed", "cafe", ",", "\u4e2d"),
        "[UNK]",
        small,
        small,
        SpecialTokens.of(Map.of("[UNK]", 0, "[CLS]", 1)));
  }

  private static void has(Encoding encoding, int[] ids, int[] starts, int[] ends) {
    assertArrayEquals(ids, encoding.ids());
    assertArrayEquals(starts, encoding.starts());
    assertArrayEquals(ends, encoding.ends());
  }

  /** The space that is put before the text takes no place of it. */
  @Test
  void unigramPiecesStandWhereTheirTextIs() {
    has(
        unigram(false).encodeWithOffsets("axyza bc", Set.of()),
        new int[] {7, 0, 4, 3, 9},
        new int[] {0, 1, 4, 5, 6},
        new int[] {1, 4, 5, 6, 8});
    has(
        unigram(true).encodeWithOffsets("\u00fc\ud800", Set.of()),
        new int[] {259, 3 + 0xC3, 3 + 0xBC, 3 + '?'},
        new int[] {0, 0, 0, 1},
        new int[] {0, 1, 1, 2});
    has(
        unigram(false).encodeWithOffsets("a<s>a", Set.of("<s>")),
        new int[] {7, 1, 7},
        new int[] {0, 1, 4},
        new int[] {1, 4, 5});
  }

  /** What goes, a space, full-width A, a tab, a space, the ligature fi, i and two unknown ones. */
  @Test
  void sentencePiecesStandWhereTheirTextWasBeforeNormalizing() {
    for (boolean isUnigram : new boolean[] {false, true}) {
      has(
          sentencePiece(isUnigram).encodeWithOffsets("\u200b \uff21\t \ufb01i!?", Set.of()),
          new int[] {6, 1, 5, 4, 0},
          new int[] {2, 3, 5, 6, 7},
          new int[] {3, 5, 6, 7, 9});
    }
  }

  @Test
  void wordPiecesStandWhereTheirTextWasBeforeNormalizing() {
    has(
        wordPiece(true).encodeWithOffsets("Wa\u0000NTED, CAF\u00c9\u4e2dzz", Set.of()),
        new int[] {2, 3, 5, 4, 6, 0},
        new int[] {0, 5, 7, 9, 13, 14},
        new int[] {5, 7, 8, 13, 14, 16});
    has(
        wordPiece(true).encodeWithOffsets("[CLS] cafe\u0301 [CLS]", Set.of("[CLS]")),
        new int[] {1, 4, 1},
        new int[] {0, 6, 12},
        new int[] {5, 10, 17});
  }

  @Test
  void theIdsAreThoseOfEncodeAndThePlacesGoForwardWithinTheText() {
    List<Tokenizer> tokenizers =
        List.of(
            unigram(true),
            unigram(false),
            sentencePiece(true),
            sentencePiece(false),
            wordPiece(true),
            wordPiece(false));
    List<String> texts = new ArrayList<>(SampleTexts.anyScript());
    texts.add("");
    texts.add("\u200b");
    texts.add("a\ud800 \udc00b");
    for (Tokenizer tokenizer : tokenizers) {
      for (String text : texts) {
        Encoding encoding = tokenizer.encodeWithOffsets(text, Set.of());
        assertArrayEquals(tokenizer.encode(text), encoding.ids());
        int start = 0;
        int end = 0;
        for (int i = 0; i < encoding.ids().length; i++) {
          assertTrue(encoding.starts()[i] >= start && encoding.ends()[i] >= end, text);
          start = encoding.starts()[i];
          end = encoding.ends()[i];
          assertTrue(start <= end && end <= text.length(), text);
        }
      }
    }
  }

  /** Where nothing is normalized away, and no token is a part of a character only. */
  @Test
  void theTextOfThePlacesPutTogetherIsTheText() {
    for (String text : SampleTexts.anyScript()) {
      Encoding encoding = unigram(false).encodeWithOffsets(text, Set.of());
      StringBuilder together = new StringBuilder();
      for (int i = 0; i < encoding.ids().length; i++) {
        together.append(text, encoding.starts()[i], encoding.ends()[i]);
      }
      assertEquals(text, together.toString());
    }
  }

  /**
   * Merges with the normalizer of Llama 2, Metaspace and byte pieces are in other tests; here a
   * token that takes white space on both sides, and one that is looked for in the normalized text,
   * "b b", which is then ▁b▁b.
   */
  @Test
  void addedTokensStandWithWhatTheyTake(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(
        file,
        """
        {'added_tokens': [
           {'id': 0, 'content': '<unk>', 'special': true},
           {'id': 4, 'content': '<m>', 'special': true, 'lstrip': true, 'rstrip': true},
           {'id': 5, 'content': 'b b', 'special': false, 'normalized': true}],
         'normalizer': {'type': 'Sequence', 'normalizers': [
           {'type': 'Prepend', 'prepend': '▁'},
           {'type': 'Replace', 'pattern': {'String': ' '}, 'content': '▁'}]},
         'decoder': {'type': 'Replace', 'pattern': {'String': '▁'}, 'content': ' '},
         'model': {'type': 'BPE', 'unk_token': '<unk>', 'fuse_unk': true,
           'vocab': {'<unk>': 0, '▁': 1, 'a': 2, '▁a': 3}, 'merges': ['▁ a']}}
        """
            .replace('\'', '"'));
    Tokenizer tokenizer = Tokenizer.load(file);
    has(
        tokenizer.encodeWithOffsets("a  <m> \na", Set.of("<m>")),
        new int[] {3, 4, 3},
        new int[] {0, 1, 8},
        new int[] {1, 8, 9});
    has(
        tokenizer.encodeWithOffsets("a b ba?", Set.of()),
        new int[] {3, 5, 2, 0},
        new int[] {0, 1, 5, 6},
        new int[] {1, 5, 6, 7});
  }

  /** Its text is longer than what it stands for; the places are of no use, but within the text. */
  @Test
  void aMergeOfTheUnknownTokenDoesNoHarm(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(
        file,
        """
        {'added_tokens': [], 'normalizer': null, 'decoder': {'type': 'Fuse'},
         'model': {'type': 'BPE', 'unk_token': '<unk>', 'fuse_unk': false,
           'vocab': {'<unk>': 0, 'a': 1, '<unk>a': 2}, 'merges': ['<unk> a']}}
        """
            .replace('\'', '"'));
    Encoding encoding = Tokenizer.load(file).encodeWithOffsets("?a?a?", Set.of());
    assertArrayEquals(new int[] {2, 2, 0}, encoding.ids());
    assertTrue(encoding.ends()[2] <= 5);
  }
}
