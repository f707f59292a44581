package dev.stoa.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stoa.tokenizer.CharacterTokenizer;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A token file")
class TokenFileTest {
  @TempDir Path directory;

  @Test
  void ninetyPercentOfTheCharactersAreToTrainOn() {
    String text = "abcdefghijklmnopqrst";
    TokenFile tokens = TokenFile.encode(text, CharacterTokenizer.of(text));
    assertEquals(18, tokens.training().length);
    assertArrayEquals(new int[] {18, 19}, tokens.validation());
    assertEquals("abcdefghijklmnopqr", TokenFile.trainingPart(text));
  }

  @Test
  void aCharacterOutsideTheBasicPlaneCountsOnceAndIsNotCut() {
    String text = "😀abcdefghi";
    assertEquals("😀abcdefgh", TokenFile.trainingPart(text));
    TokenFile tokens = TokenFile.encode(text, CharacterTokenizer.of(text));
    assertEquals(9, tokens.training().length);
    assertArrayEquals(new int[] {8}, tokens.validation());
  }

  @Test
  void tinyShakespeareIsCutWhereNanoGptCutsIt() throws IOException {
    Path file = Path.of(System.getProperty("stoa.shared", ""), "data", "tinyshakespeare.txt");
    assumeTrue(Files.exists(file), "missing data: " + file);
    String text = Files.readString(file);
    TokenFile tokens = TokenFile.encode(text, CharacterTokenizer.of(text));
    // The sizes that nanoGPT's data/shakespeare_char/readme.md gives.
    assertEquals(65, tokens.vocabularySize());
    assertEquals(1_003_854, tokens.training().length);
    assertEquals(111_540, tokens.validation().length);
  }

  @ParameterizedTest(name = "a vocabulary of {0} comes back as it was written")
  @ValueSource(ints = {1, 2, 65_536, 65_537, Integer.MAX_VALUE})
  void comesBackAsItWasWritten(int vocabularySize) throws IOException {
    int[] training = new int[70_001];
    for (int i = 0; i < training.length; i++) {
      training[i] = (int) ((i * 2_654_435_761L & 0x7FFFFFFF) % vocabularySize);
    }
    int[] validation = {0, vocabularySize - 1};
    Path file = directory.resolve("tokens.bin");
    new TokenFile(vocabularySize, training, validation).save(file);
    int width = vocabularySize <= 65_536 ? 2 : 4;
    assertEquals(40 + 70_003L * width, Files.size(file));
    TokenFile read = TokenFile.load(file);
    assertEquals(vocabularySize, read.vocabularySize());
    assertArrayEquals(training, read.training());
    assertArrayEquals(validation, read.validation());
  }

  @Test
  void isReplacedAsAWhole() throws IOException {
    Path file = directory.resolve("tokens.bin");
    new TokenFile(9, new int[100], new int[10]).save(file);
    new TokenFile(5, new int[] {4}, new int[] {3}).save(file);
    assertEquals(5, TokenFile.load(file).vocabularySize());
    try (var files = Files.list(directory)) {
      assertEquals(1, files.count(), "nothing else may stay in the directory");
    }
  }

  @Test
  void aTextWithoutTokensForOnePartIsRefused() {
    Tokenizer tokenizer = CharacterTokenizer.of("a");
    for (String text : new String[] {"", "a"}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> TokenFile.encode(text, tokenizer))
              .getMessage();
      assertTrue(message.contains("too short"), message);
    }
  }

  @Test
  void aTokenOutsideTheVocabularyIsRefused() {
    int[] fine = {0};
    assertThrows(IllegalArgumentException.class, () -> new TokenFile(3, new int[] {3}, fine));
    assertThrows(IllegalArgumentException.class, () -> new TokenFile(3, fine, new int[] {-1}));
  }
}
