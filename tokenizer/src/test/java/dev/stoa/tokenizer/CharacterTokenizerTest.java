package dev.stoa.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.contract.tokenizer.SampleTexts;
import dev.stoa.contract.tokenizer.TokenizerContract;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.testdata.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One id for each character of the sample texts. */
class CharacterTokenizerTest extends TokenizerContract {

  private static final CharacterTokenizer ALL =
      CharacterTokenizer.of(String.join("", SampleTexts.anyScript()));

  @Override
  protected Tokenizer tokenizer() {
    return ALL;
  }

  /** The characters of "banana 🦙" in order: space, a, b, n, llama. */
  @Test
  void idsAreTheOrderOfTheCodePoints() {
    CharacterTokenizer tokenizer = CharacterTokenizer.of("banana 🦙");
    assertEquals(5, tokenizer.vocabularySize());
    assertArrayEquals(new int[] {2, 1, 3, 4, 0}, tokenizer.encode("ban🦙 "));
    assertEquals("🦙", tokenizer.decode(4));
  }

  @Test
  void shakespeareHas65Characters() throws IOException {
    // nanoGPT's data/shakespeare_char/prepare.py prints the same number.
    String text = Files.readString(SharedData.file("tinyshakespeare.txt"));
    CharacterTokenizer tokenizer = CharacterTokenizer.of(text);
    assertEquals(65, tokenizer.vocabularySize());
    assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
  }

  @Test
  void anUnknownCharacterIsNamed() {
    CharacterTokenizer tokenizer = CharacterTokenizer.of("abc");
    Exception e = assertThrows(IllegalArgumentException.class, () -> tokenizer.encode("ab🦙c"));
    assertEquals(
        "character '🦙' (U+1F999) at index 2 is not one of the 3 characters of this tokenizer",
        e.getMessage());
  }

  @Test
  void anEmptyTextTeachesNothing() {
    assertThrows(IllegalArgumentException.class, () -> CharacterTokenizer.of(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"format\":\"stoa characters\",\"version\":2,\"characters\":\"ab\"}",
        "{\"format\":\"stoa characters\",\"characters\":\"ab\"}",
        "{\"format\":\"stoa characters\",\"version\":1,\"characters\":\"ba\"}",
        "{\"format\":\"stoa characters\",\"version\":1,\"characters\":\"aa\"}",
        "{\"format\":\"stoa characters\",\"version\":1,\"characters\":\"\"}",
        "{\"format\":\"stoa characters\",\"version\":1,\"characters\":\"a\\ud800\"}",
        "{\"format\":\"stoa characters\",\"version\":1,\"characters\":[\"a\",\"b\"]}",
        "{\"format\":\"stoa characters\",\"version\":1}",
        "{\"format\":\"stoa characters\",\"version\":1,\"version\":1,\"characters\":\"ab\"}",
        "{\"format\":\"stoa characters\",\"version\":1,\"characters\":\"ab\"",
        "{\"format\":\"stoa characters\",\"version\":1,\"characters\":\"ab\"} x",
      })
  void aDamagedFileIsRefused(String content, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("characters.json"), content);
    FormatException e = assertThrows(FormatException.class, () -> Tokenizer.load(file));
    assertTrue(e.getMessage().startsWith(file.toString()), e::getMessage);
    assertEquals(file, e.file());
  }

  /** The llama is one character of two chars; a lone surrogate is one char, read as "?". */
  @Test
  void offsetsCountChars() {
    CharacterTokenizer characters = CharacterTokenizer.of("?a\ud83e\udd99");
    Encoding encoding = characters.encodeWithOffsets("a\ud83e\udd99\ud800a", Set.of());
    assertArrayEquals(new int[] {1, 2, 0, 1}, encoding.ids());
    assertArrayEquals(new int[] {0, 1, 3, 4}, encoding.starts());
    assertArrayEquals(new int[] {1, 3, 4, 5}, encoding.ends());
  }
}
