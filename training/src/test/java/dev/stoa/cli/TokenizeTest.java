package dev.stoa.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stoa.cli.show.Terminal;
import dev.stoa.cli.show.VisibleText;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.BytePairTrainer;
import dev.stoa.tokenizer.CharacterTokenizer;
import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.WordPieceTrainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("stoa tokenize")
class TokenizeTest {
  /** " b" = 256, "ab" = 257, and an end of text. */
  @TempDir Path folder;

  private Path vocabulary;

  @BeforeEach
  void writeVocabulary() throws IOException {
    vocabulary = folder.resolve("tokenizer.json");
    BytePairTokenizer.fromMerges(
            List.of(new Merge(' ', 'b'), new Merge('a', 'b')),
            SplitPattern.GPT2,
            List.of("<|endoftext|>"))
        .save(vocabulary);
  }

  private Outcome tokenize(String... more) {
    return tokenize(new byte[0], Terminal.none(), more);
  }

  private Outcome tokenize(byte[] in, Terminal screen, String... more) {
    String[] all = new String[3 + more.length];
    System.arraycopy(new String[] {"tokenize", "--vocab", vocabulary.toString()}, 0, all, 0, 3);
    System.arraycopy(more, 0, all, 3, more.length);
    return Outcome.of(in, screen, all);
  }

  private static Terminal colours(int columns) {
    return Terminal.of(columns, Map.of("TERM", "xterm-256color"));
  }

  @Test
  @DisplayName("--ids prints the ids alone on one line, and special tokens are text")
  void idsAlone() {
    Outcome ids = tokenize("--ids", "ab b\n").requireSuccess();
    assertEquals("257 256 10\n", ids.out());
    assertEquals("", ids.err());
    assertEquals(13, tokenize("--ids", "<|endoftext|>").out().split(" ").length);
    assertEquals("\n", tokenize("--ids", "").out());
  }

  @Test
  @DisplayName("stdin is taken to the last byte")
  void stdin() {
    byte[] text = "ab\n\n".getBytes(StandardCharsets.UTF_8);
    assertEquals("257 10 10\n", tokenize(text, Terminal.none(), "--ids").out());
    assertEquals("3\n", tokenize(text, Terminal.none(), "--count").out());
    assertEquals("0\n", tokenize("--count").out());
  }

  @Test
  @DisplayName("bytes that are not UTF-8 are tokens of byte-level BPE")
  void anyBytes() {
    byte[] bytes = {'a', 'b', (byte) 0xFF, 0, 'b'};
    assertEquals(
        "257 255 0 98\n", tokenize(bytes, Terminal.none(), "--ids").requireSuccess().out());
  }

  @Test
  @DisplayName("bytes that are not UTF-8 are one clear error of other tokenizers")
  void onlyUtf8() throws IOException {
    CharacterTokenizer.of("abcé").save(vocabulary);
    byte[] bytes = {(byte) 0xC3, (byte) 0xA9, 'a', (byte) 0xFF};
    String line = tokenize(bytes, Terminal.none(), "--ids").onlyLine(1);
    assertTrue(line.contains("stdin: byte 3 is not UTF-8"), line);
  }

  @Test
  @DisplayName("in a pipe pieces are divided, and each token has its line")
  void plain() {
    Outcome shown = tokenize("ab\tb b\n|é").requireSuccess();
    assertEquals(
        """
        ab|\\t|b| b|\\n|
        \\||\\xc3|\\xa9

         id  offset  piece  bytes
        257     0-2  ab     61 62
          9     2-3  \\t     09
         98     3-4  b      62
        256     4-6   b     20 62
         10     6-7  \\n     0a
        124     7-8  \\|     7c
        195    8-10  \\xc3   c3
        169    8-10  \\xa9   a9
        """,
        shown.out());
    assertTrue(shown.err().startsWith("8 tokens of 10 bytes;"), shown.err());
  }

  @Test
  @DisplayName("in a terminal the pieces have turning backgrounds")
  void coloured() {
    String shown = tokenize(new byte[0], colours(60), "abab").requireSuccess().out();
    assertEquals(
        "\u001b[38;5;16;48;5;153mab\u001b[0m\u001b[38;5;16;48;5;157mab\u001b[0m",
        shown.lines().findFirst().orElseThrow());
  }

  @Test
  @DisplayName("with NO_COLOR a terminal shows what a pipe does")
  void noColour() {
    Terminal plain = Terminal.of(60, Map.of("TERM", "xterm", "NO_COLOR", "1"));
    String shown = tokenize(new byte[0], plain, "abab").requireSuccess().out();
    assertEquals(tokenize("abab").out(), shown);
  }

  @Test
  @DisplayName("in a narrow terminal no line is wider than it is, and nothing is lost")
  void narrow() throws IOException {
    new BytePairTrainer(300)
        .withSplit(SplitPattern.NONE)
        .train(List.of("incomprehensibilities"))
        .save(vocabulary);
    String text = "incomprehensibilities\nx字字字🦙 incomprehensibilities";
    for (int columns : new int[] {26, 30, 40, 80}) {
      String shown = tokenize(new byte[0], colours(columns), text).requireSuccess().out();
      String bare = shown.replaceAll("\u001b\\[[0-9;]*m", "");
      for (String line : bare.lines().toList()) {
        assertTrue(VisibleText.columns(line) < columns, columns + ": " + line);
      }
      String pieces = bare.substring(0, bare.indexOf("\n\n")).replace("\n", "");
      // The signs beyond ASCII are bytes, of which each is a token.
      assertTrue(pieces.startsWith("incomprehensibilities\\nx\\xe5"), pieces);
      assertTrue(pieces.endsWith(" incomprehensibilities"), pieces);
    }
  }

  @Test
  @DisplayName("--json tells the same to programs")
  void jsonObject() {
    assertEquals(
        "{\"count\":2,\"bytes\":4,\"tokens\":["
            + "{\"id\":257,\"piece\":\"ab\",\"bytes\":[97,98],\"start\":0,\"end\":2},"
            + "{\"id\":256,\"piece\":\" b\",\"bytes\":[32,98],\"start\":2,\"end\":4}]}\n",
        tokenize("--json", "ab b").requireSuccess().out());
  }

  @Test
  @DisplayName("--split says how a vocab.json splits texts")
  void split() throws IOException {
    BytePairTokenizer.fromMerges(List.of(new Merge(' ', '1')), SplitPattern.GPT2, List.of())
        .save(vocabulary);
    ObjectMapper mapper = new ObjectMapper();
    JsonNode model = mapper.readTree(vocabulary.toFile()).get("model");
    vocabulary = folder.resolve("vocab.json");
    mapper.writeValue(vocabulary.toFile(), model.get("vocab"));
    Files.writeString(folder.resolve("merges.txt"), "Ġ 1\n");
    assertEquals("2\n", tokenize("--count", "a 1").requireSuccess().out());
    assertEquals("2\n", tokenize("--split", "gpt2", "--count", "a 1").requireSuccess().out());
    // A digit is a piece by itself.
    assertEquals("3\n", tokenize("--split", "starcoder", "--count", "a 1").requireSuccess().out());
    assertEquals(2, tokenize("--split", "x", "--count", "a").status());
  }

  @Test
  @DisplayName("a tokenizer that changes the text tells where its tokens stand in it")
  void offsetsOfNormalizedText() throws IOException {
    new WordPieceTrainer(40).train(List.of("hello hello")).save(vocabulary);
    String shown = tokenize("--json", "  🦙É Hello").requireSuccess().out();
    JsonNode tokens = new ObjectMapper().readTree(shown).get("tokens");
    assertEquals("[UNK]", tokens.get(0).get("piece").asText());
    assertEquals(2, tokens.get(0).get("start").asInt());
    assertEquals(8, tokens.get(0).get("end").asInt());
    assertEquals(9, tokens.get(1).get("start").asInt());
    assertEquals(14, tokens.get(tokens.size() - 1).get("end").asInt());
  }

  @Test
  @DisplayName("bytes that are not UTF-8 have offsets too")
  void offsetsOfBytes() {
    byte[] bytes = {'a', 'b', (byte) 0xFF, ' ', 'b'};
    String shown = tokenize(bytes, Terminal.none(), "--json").requireSuccess().out();
    assertTrue(shown.contains("\"bytes\":[255],\"start\":2,\"end\":3}"), shown);
    assertTrue(shown.contains("\"bytes\":[32,98],\"start\":3,\"end\":5}"), shown);
    assertEquals("3\n", tokenize(bytes, Terminal.none(), "--count").out());
  }

  @Test
  @DisplayName("a tokenizer file that is none is one line")
  void noTokenizer() {
    vocabulary = folder.resolve("missing.json");
    assertTrue(tokenize("--ids", "x").onlyLine(1).contains("missing.json: no such file"));
  }
}
