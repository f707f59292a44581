package dev.stoa.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoa.tokenizer.Tokenizer;
import dev.stoa.tokenizer.UnigramTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stages around Unigram in files, where Hugging Face's library is the judge. */
class UnigramJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  /** The ids: unknown 0, mark 1, a 2, b 3, mark a 4, mark b 5. */
  private Tokenizer with(String stage, String value) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    UnigramTokenizer.of(
            List.of(" ", "a", "b", " a", " b"),
            new double[] {-3, -2, -2, -3, -3},
            List.of("<unk>"),
            false)
        .save(file);
    ObjectNode root = (ObjectNode) JSON.readTree(file.toFile());
    root.putNull("normalizer");
    root.set(stage, JSON.readTree(value.replace('\'', '"')));
    JSON.writeValue(file.toFile(), root);
    return Tokenizer.load(file);
  }

  @Test
  void aWordThatBeginsWithAMarkGetsNoOtherOne() throws IOException {
    Tokenizer words =
        with(
            "pre_tokenizer",
            "{'type':'Sequence','pretokenizers':[{'type':'WhitespaceSplit'},"
                + "{'type':'Metaspace','replacement':'\u2581','prepend_scheme':'always'}]}");
    assertArrayEquals(new int[] {4, 5}, words.encode("a  b"));
    assertArrayEquals(new int[] {4, 5}, words.encode("a \u2581b"));
    assertArrayEquals(new int[] {4, 5}, words.encode("\u2581a\n\u2581b"));
    assertArrayEquals(new int[] {4, 1, 5}, words.encode("a \u2581\u2581b"));
  }

  /** U+0301 has no width (Mn), U+0903 takes room (Mc), U+20DD stands around a letter (Me). */
  @Test
  void marksOfEveryKindAreAccents() throws IOException {
    Tokenizer stripping = with("normalizer", "{'type':'StripAccents'}");
    assertArrayEquals(new int[] {2, 3}, stripping.encode("a\u0301\u0903\u20ddb"));
  }

  /**
   * The digits as an integer beyond 2^53, rounded to even, then divided by a power of ten: by hand,
   * 35309741497039795 is no double, 35309741497039796 is.
   */
  @Test
  void aScoreIsRoundedTwice() {
    assertEquals(-35309741497039796.0 / 1e16, UnigramJson.asTheyRead(-3.5309741497039795));
    int rounded = 0;
    for (int i = 1; i < 1000; i++) {
      rounded += UnigramJson.asTheyRead(-Math.sqrt(i)) == -Math.sqrt(i) ? 0 : 1;
    }
    assertNotEquals(0, rounded);
  }

  @ParameterizedTest
  @CsvSource({"-5", "0", "-10.25", "-13.123456789012", "1e22", "-1e-7", "-8.000000953674316"})
  void aScoreOfFewDigitsIsItself(double score) {
    assertEquals(score, UnigramJson.asTheyRead(score));
  }
}
