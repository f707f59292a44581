package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.file.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WordPiece with a small vocabulary written by hand. */
class WordPieceTokenizerTest {

  private static final List<String> TOKENS =
      List.of(
          "[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "##a", "want", "##ed", "unaf", ",",
          "中", "cafe", "u", "##́", "İ", "σ", "##σ", "x", "##x", "Want", "é");

  private static WordPieceTokenizer tokenizer(boolean small) {
    return new WordPieceTokenizer(
        TOKENS,
        "[UNK]",
        small,
        small,
        SpecialTokens.of(Map.of("[UNK]", 0, "[CLS]", 1, "[SEP]", 2)));
  }

  private static final WordPieceTokenizer BERT = tokenizer(true);

  /** The example of BERT's own code: "unaffable" is un, ##aff, ##able; here unaf is longer. */
  @Test
  void theLongestBeginningIsTaken() {
    assertArrayEquals(new int[] {3, 5}, BERT.encode("unable"));
    assertArrayEquals(new int[] {7, 8, 10, 7}, BERT.encode("wanted,want"));
    // unaf leaves "fable" over, of which no beginning continues a word: the word is unknown, though
    // un, ##aff, ##able would have done.
    assertArrayEquals(new int[] {0}, BERT.encode("unaffable"));
  }

  @Test
  void aWordWithSomethingLeftOverIsOneUnknownToken() {
    assertArrayEquals(new int[] {7, 0, 7}, BERT.encode("want wantz want"));
    assertArrayEquals(new int[] {0}, BERT.encode("able"));
  }

  @Test
  void aWordOfMoreThan100CharactersIsUnknown() {
    assertEquals(100, BERT.encode("x".repeat(100)).length);
    assertArrayEquals(new int[] {0}, BERT.encode("x".repeat(101)));
  }

  @Test
  void theTextIsCleanedBeforeItsWordsAreCut() {
    // Accents and capitals go; a letter that was composed is the same.
    assertArrayEquals(new int[] {12}, BERT.encode("CAF\u00c9"));
    assertArrayEquals(new int[] {12}, BERT.encode("cafe\u0301"));
    // Chinese characters stand alone, unusual spaces are spaces.
    assertArrayEquals(new int[] {7, 11, 11, 7}, BERT.encode("want\u4e2d\u4e2dwant"));
    assertArrayEquals(new int[] {7, 7, 7}, BERT.encode("want\u3000want\u00a0\t\r\nwant"));
    // Control and format characters go without leaving a space; so do U+FFFD and U+0000.
    assertArrayEquals(new int[] {7}, BERT.encode("wa\u0000n\u0007\u200b\ufffdt"));
    // A private character goes, but one that Unicode does not know yet is a letter nobody knows.
    assertArrayEquals(new int[] {7}, BERT.encode("wa\ue000nt"));
    assertArrayEquals(new int[] {7, 0}, BERT.encode("want wa\u0378nt"));
    // A capital sigma at the end of a word is not the final one.
    assertArrayEquals(new int[] {16, 17}, BERT.encode("\u03a3\u03a3"));
    // Every ASCII sign is punctuation, also those that Unicode calls symbols.
    assertArrayEquals(new int[] {7, 0, 7}, BERT.encode("want$want"));
    assertArrayEquals(new int[] {7, 0, 0, 7}, BERT.encode("want\u2014\u3002want"));
  }

  @Test
  void capitalsAndAccentsMayBeKept() {
    WordPieceTokenizer cased = tokenizer(false);
    assertArrayEquals(new int[] {20, 7, 21, 0}, cased.encode("Want want \u00e9 WANT"));
    assertArrayEquals(new int[] {15}, cased.encode("\u0130"));
  }

  @Test
  void specialTokensAreTextUnlessAllowed() {
    assertArrayEquals(new int[] {0, 0, 0, 7}, BERT.encode("[CLS] want"));
    assertArrayEquals(
        new int[] {1, 7, 2}, BERT.encode("[CLS] want [SEP]", Set.of("[CLS]", "[SEP]")));
  }

  @Test
  void aTokenIsThereOnceAndTheUnknownOneIsSpecial() {
    SpecialTokens special = SpecialTokens.of(Map.of("[UNK]", 0));
    Exception twice =
        assertThrows(
            IllegalArgumentException.class,
            () -> new WordPieceTokenizer(List.of("[UNK]", "a", "a"), "[UNK]", true, true, special));
    assertTrue(twice.getMessage().contains("'a'"), twice::getMessage);
    Exception unknown =
        assertThrows(
            IllegalArgumentException.class,
            () -> new WordPieceTokenizer(List.of("[UNK]", "a"), "a", true, true, special));
    assertTrue(unknown.getMessage().contains("'a'"), unknown::getMessage);
  }

  @Test
  void decodingPutsOneSpaceBetweenWords() {
    int[] ids = {1, 3, 5, 7, 8, 10, 2};
    assertEquals("unable wanted ,", BERT.decode(ids));
    StreamingDecoder decoder = BERT.streamingDecoder();
    for (int round = 0; round < 2; round++) {
      StringBuilder text = new StringBuilder();
      for (int id : ids) {
        text.append(decoder.next(id));
      }
      assertEquals("unable wanted ,", text + decoder.finish());
    }
    assertThrows(IllegalArgumentException.class, () -> BERT.decode(TOKENS.size()));
  }

  @Test
  void aSavedTokenizerIsTheSame(@TempDir Path folder) throws IOException {
    for (boolean small : new boolean[] {true, false}) {
      WordPieceTokenizer tokenizer = tokenizer(small);
      Path file = folder.resolve("tokenizer.json");
      tokenizer.save(file);
      Tokenizer loaded = Tokenizer.load(file);
      assertEquals(tokenizer.specialTokens(), loaded.specialTokens());
      assertEquals(TOKENS.size(), loaded.vocabularySize());
      String text = "Want caf\u00e9 wanted,\u4e2d [CLS]";
      assertArrayEquals(tokenizer.encode(text), loaded.encode(text));
    }
  }

  /**
   * Of the tokens 22 to 25 the first takes white space; the second is found in any case and only as
   * a word, and never a part of one; the third has two words, as it is written; the last is cut out
   * as a word, though x may continue one.
   */
  @Test
  void addedTokensAreFoundAsTheirOptionsSay(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    BERT.save(file);
    String options =
        "{'id':22,'content':'<m>','special':true,'lstrip':true,'normalized':false},"
            + "{'id':23,'content':'Foo','special':false,'single_word':true,'normalized':true},"
            + "{'id':24,'content':'A b','special':false,'normalized':false},"
            + "{'id':25,'content':'q','special':false,'single_word':true,'normalized':false},";
    String saved = Files.readString(file);
    String list = "\"added_tokens\" : [";
    assertTrue(saved.contains(list), saved);
    Files.writeString(file, saved.replace(list, list + options.replace('\'', '"')));
    for (int round = 0; round < 2; round++) {
      Tokenizer tokenizer = Tokenizer.load(file);
      Encoding masked = tokenizer.encodeWithOffsets("want  <m>ed", Set.of("<m>"));
      assertArrayEquals(new int[] {7, 22, 0}, masked.ids());
      assertArrayEquals(new int[] {0, 4, 9}, masked.starts());
      assertArrayEquals(new int[] {7, 23, 7, 0}, tokenizer.encode("want FOO want foofoo"));
      assertArrayEquals(new int[] {7, 24, 7, 0, 0}, tokenizer.encode("wantA bwant a b"));
      assertArrayEquals(new int[] {25, 0, 18}, tokenizer.encode("q qx x"));
      assertEquals("want Foo A b", tokenizer.decode(7, 23, 24));
      tokenizer.save(file);
    }
  }

  @Test
  void aNormalizedTokenOfSeveralWordsIsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    BERT.save(file);
    String list = "\"added_tokens\" : [";
    String token = "{'id':22,'content':'[x]','special':false,'normalized':true},";
    Files.writeString(file, Files.readString(file).replace(list, list + token.replace('\'', '"')));
    FormatException e = assertThrows(FormatException.class, () -> Tokenizer.load(file));
    assertTrue(e.getMessage().contains("normalized = false"), e::getMessage);
  }

  @Test
  void whatIsNotBertsIsRefusedByName(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    BERT.save(file);
    String saved = Files.readString(file);
    for (String[] change :
        new String[][] {
          {"\"BertNormalizer\"", "\"Strange\""},
          {"\"BertPreTokenizer\"", "\"Strange\""},
          {"\"clean_text\" : true", "\"clean_text\" : false"},
          {"\"##\",\n    \"max", "\"@@\",\n    \"max"},
          {"\"un\" : 3", "\"un\" : 4"},
          {"\"un\" : 3", "\"un\" : 999999"},
          {"\"un\" : 3", "\"un\" : \"3\""},
          {"\"unk_token\" : \"[UNK]\"", "\"unk_token\" : \"[X]\""}
        }) {
      assertTrue(saved.contains(change[0]), change[0]);
      Files.writeString(file, saved.replace(change[0], change[1]));
      FormatException e = assertThrows(FormatException.class, () -> Tokenizer.load(file));
      assertTrue(e.getMessage().startsWith(file.toString()), e::getMessage);
    }
  }
}
