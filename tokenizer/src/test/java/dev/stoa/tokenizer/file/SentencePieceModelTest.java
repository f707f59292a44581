package dev.stoa.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.SentencePieceTokenizer;
import dev.stoa.tokenizer.Tokenizer;
import dev.stoa.tokenizer.UnigramTokenizer;
import dev.stoa.tokenizer.testdata.CharsMapBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SentencePiece's {@code .model} files, put together here field by field. */
class SentencePieceModelTest {

  private static final int BPE = 2;
  private static final int UNIGRAM = 1;

  @TempDir private Path folder;

  /** unk 0, begin 1, end 2, [tool] 3 by the user, ▁ 4, a 5, b 6, ab 7, ▁a 8, ▁▁ 9, x 10 unused. */
  private static ProtobufBytes pieces() {
    return new ProtobufBytes()
        .piece("<unk>", 0, 2)
        .piece("<s>", 0, 3)
        .piece("</s>", 0, 3)
        .piece("[tool]", 0, 4)
        .piece("▁", -3, 1)
        .piece("a", -2, 1)
        .piece("b", -4, 1)
        .piece("ab", -5, 1)
        .piece("▁a", -6, 1)
        .piece("▁▁", -7, 1)
        .piece("x", -1, 5);
  }

  private static ProtobufBytes model(int type, ProtobufBytes normalizer) {
    return pieces()
        .bytes(2, new ProtobufBytes().number(3, type).text(1, "corpus.txt").toBytes())
        .bytes(3, normalizer.toBytes());
  }

  private Tokenizer load(ProtobufBytes model) throws IOException {
    return Tokenizer.load(Files.write(folder.resolve("some.file"), model.toBytes()));
  }

  private static ProtobufBytes spaces(int prefix, int removesExtra) {
    return new ProtobufBytes().number(3, prefix).number(4, removesExtra);
  }

  /** Merging looks at every way to cut a piece in two: the time is the square of its length. */
  @Test
  void aPieceThatIsTooLongIsRefused() throws IOException {
    for (int type : new int[] {1, 4}) {
      ProtobufBytes longest = model(BPE, spaces(1, 0)).piece("c".repeat(1024), -9, type);
      assertEquals(12, load(longest).vocabularySize());
      ProtobufBytes longer = model(BPE, spaces(1, 0)).piece("c".repeat(1025), -9, type);
      FormatException e = assertThrows(FormatException.class, () -> load(longer));
      assertTrue(e.getMessage().contains("piece 11 has 1025 bytes; at most 1024"), e::getMessage);
    }
  }

  /** Of "▁ab" ab (-5) comes before ▁a (-6) by merging; by sums ▁+ab is -8, ▁a+b -10, ▁+a+b -9. */
  @Test
  void theTypeOfTheModelSaysHowPiecesAreChosen() throws IOException {
    Tokenizer merged = load(model(BPE, spaces(1, 0)));
    assertInstanceOf(SentencePieceTokenizer.class, merged);
    assertArrayEquals(new int[] {4, 7}, merged.encode("ab"));
    assertArrayEquals(new int[] {8}, merged.encode("a"));
    Tokenizer unigram = load(model(UNIGRAM, spaces(1, 0)));
    assertInstanceOf(UnigramTokenizer.class, unigram);
    assertArrayEquals(new int[] {4, 7}, unigram.encode("ab"));
    assertArrayEquals(new int[] {4, 5}, unigram.encode("a"));
  }

  @Test
  void unknownCharactersAreOneUnknown() throws IOException {
    for (int type : new int[] {BPE, UNIGRAM}) {
      Tokenizer tokenizer = load(model(type, spaces(0, 0)));
      assertArrayEquals(new int[] {5, 0, 5}, tokenizer.encode("ayza"));
      // An unused piece is never given.
      assertArrayEquals(new int[] {0}, tokenizer.encode("x"));
    }
  }

  /** Neither c nor d is a piece, but cd is; a c alone is unknown. */
  @Test
  void charactersThatAreOnlyPartsOfPiecesAreMerged() throws IOException {
    ProtobufBytes model =
        pieces()
            .piece("cd", -1, 1)
            .bytes(2, new ProtobufBytes().number(3, BPE).toBytes())
            .bytes(3, spaces(0, 0).toBytes());
    assertArrayEquals(new int[] {5, 11, 0, 5}, load(model).encode("acdca"));
  }

  @Test
  void aPieceOfTheUserIsOneTokenEverywhere() throws IOException {
    for (int type : new int[] {BPE, UNIGRAM}) {
      Tokenizer tokenizer = load(model(type, spaces(0, 0)));
      assertArrayEquals(new int[] {7, 3, 7}, tokenizer.encode("ab[tool]ab"));
      assertEquals("ab[tool]ab", tokenizer.decode(7, 3, 7));
    }
  }

  @Test
  void controlPiecesAreSpecial() throws IOException {
    Tokenizer tokenizer = load(model(BPE, spaces(0, 0)));
    assertEquals(Map.of("<unk>", 0, "<s>", 1, "</s>", 2), tokenizer.specialTokens().ids());
    assertEquals(OptionalInt.of(1), tokenizer.specialTokens().beginOfText());
    assertEquals(OptionalInt.of(2), tokenizer.specialTokens().endOfText());
    assertArrayEquals(new int[] {0}, tokenizer.encode("<s>"));
    assertArrayEquals(new int[] {1, 7}, tokenizer.encodeWithSpecialTokens("ab"));
    assertArrayEquals(
        new int[] {7, 2}, load(model(UNIGRAM, spaces(0, 0))).encodeWithSpecialTokens("ab"));
  }

  @Test
  void spacesAreTreatedAsTheFileSays() throws IOException {
    assertArrayEquals(new int[] {5, 9, 6}, load(model(BPE, spaces(0, 0))).encode("a  b"));
    assertArrayEquals(new int[] {8, 8}, load(model(BPE, spaces(1, 1))).encode("  a  a  "));
    // Both are the default.
    Tokenizer usual = load(model(BPE, new ProtobufBytes()));
    assertArrayEquals(new int[] {8, 8}, usual.encode("  a  a  "));
    assertArrayEquals(new int[] {}, usual.encode("  "));
    assertEquals("a a", usual.decode(8, 8));
    assertEquals(" a", load(model(BPE, spaces(0, 0))).decode(8));
  }

  /** Å becomes a, the full-width space a space; the piece of the user stays as it is. */
  @Test
  void rulesOfNormalizationAreApplied() throws IOException {
    byte[] rules = CharsMapBytes.of(Map.of("Å", "a", "\u3000", " ", "[t", "b"));
    Tokenizer tokenizer = load(model(BPE, spaces(1, 1).bytes(2, rules)));
    assertArrayEquals(new int[] {8, 4, 7}, tokenizer.encode("Å\u3000Å[t"));
    assertArrayEquals(new int[] {8, 3}, tokenizer.encode("Å[tool]"));
    Path saved = folder.resolve("saved");
    tokenizer.save(saved);
    assertArrayEquals(new int[] {8, 3}, Tokenizer.load(saved).encode("Å[tool]"));
  }

  private static ProtobufBytes withBytes(int fallsBack) {
    ProtobufBytes model = pieces();
    for (int b = 0; b < 256; b++) {
      model.piece("<0x%02X>".formatted(b), 0, 6);
    }
    return model
        .bytes(2, new ProtobufBytes().number(3, BPE).number(35, fallsBack).toBytes())
        .bytes(3, spaces(1, 0).toBytes());
  }

  @Test
  void withByteFallbackUnknownCharactersAreTheirBytes() throws IOException {
    Tokenizer tokenizer = load(withBytes(1));
    assertArrayEquals(new int[] {8, 11 + 0xC3, 11 + 0xBC}, tokenizer.encode("aü"));
    assertEquals("aü", tokenizer.decode(tokenizer.encode("aü")));
    refused(withBytes(0), "byte_fallback is false");
  }

  @Test
  void savedFilesAreReadAgain() throws IOException {
    for (ProtobufBytes model :
        new ProtobufBytes[] {
          withBytes(1), model(BPE, spaces(1, 1)), model(UNIGRAM, new ProtobufBytes())
        }) {
      Tokenizer tokenizer = load(model);
      tokenizer.save(folder.resolve("saved"));
      Tokenizer saved = Tokenizer.load(folder.resolve("saved"));
      assertEquals(tokenizer.specialTokens(), saved.specialTokens());
      assertEquals(tokenizer.template(), saved.template());
      for (String text : new String[] {"ab a  b", "  [tool]x", "ü"}) {
        assertArrayEquals(tokenizer.encode(text), saved.encode(text));
      }
    }
  }

  private void refused(ProtobufBytes model, String... words) {
    FormatException e = assertThrows(FormatException.class, () -> load(model));
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), () -> word + " in " + e.getMessage());
    }
  }

  @Test
  void whatIsNotKnownIsRefusedByName() {
    refused(model(3, spaces(0, 0)), "model_type WORD", "BPE");
    refused(model(4, spaces(0, 0)), "model_type CHAR");
    refused(model(9, spaces(0, 0)), "model_type 9");
    refused(
        pieces().bytes(2, new ProtobufBytes().number(24, 1).toBytes()),
        "treat_whitespace_as_suffix");
    refused(pieces().piece("q", 0, 9), "type 9", "piece 11");
    refused(pieces().bytes(5, new ProtobufBytes().text(2, "rules").toBytes()), "denormalizer");
  }

  @Test
  void damagedVocabulariesAreRefused() {
    refused(pieces().piece("a", 0, 1), "both 'a'", "5", "11");
    refused(pieces().piece("", 0, 1), "piece 11 is empty");
    refused(pieces().piece("q", Float.NaN, 1), "not a number");
    refused(new ProtobufBytes().piece("a", 0, 1).piece("b", 0, 1), "neither");
    refused(pieces().piece("<0x00>", 0, 6), "<0x01>");
    refused(model(BPE, spaces(0, 0).text(2, "rules")), "precompiled_charsmap");
  }

  @Test
  void wrongWireTypesAndLengthsNameTheByte() {
    ProtobufBytes start = new ProtobufBytes().piece("<unk>", 0, 2);
    String end = "byte " + start.toBytes().length;
    refused(start.number(1, 5), "field 1", "wire type 0", end);
    refused(pieces().tag(7, 3), "wire type", "found 3");
    refused(pieces().tag(0, 0).raw((byte) 1), "number of a field");
    refused(pieces().tag(1, 2).raw((byte) 0x7F), "length");
    refused(pieces().tag(9, 1).raw((byte) 1), "8 bytes");
    byte[] endless = new byte[11];
    Arrays.fill(endless, (byte) 0xFF);
    refused(pieces().tag(9, 0).raw(endless), "10 bytes");
    refused(pieces().tag(9, 2).raw(Arrays.copyOf(endless, 9)).raw((byte) 1), "length");
  }

  @Test
  void everyTruncationAndAnyDamageIsRefusedOrRead() throws IOException {
    byte[] whole = model(UNIGRAM, spaces(1, 1)).toBytes();
    Random random = new Random(9);
    Path file = folder.resolve("damaged");
    for (int round = 0; round < 400; round++) {
      byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
      for (int i = random.nextInt(3); i > 0 && damaged.length > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Files.write(file, damaged);
      try {
        Tokenizer.load(file).encode("ab a  b");
      } catch (FormatException e) {
        assertTrue(e.getMessage().startsWith(file.toString()), e::getMessage);
      }
    }
  }
}
