package dev.stoa.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.bytes.ByteAlphabet;
import dev.stoa.tokenizer.testdata.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GPT-2's two files, small ones written by hand. */
class VocabularyAndMergesFilesTest {

  @TempDir private Path folder;
  private Path encoder;
  private Path merges;

  @BeforeEach
  void names() {
    encoder = folder.resolve("encoder.json");
    merges = folder.resolve("vocab.bpe");
  }

  /** The 256 bytes, with tokens behind them. */
  private void write(String mergeLines, String... tokens) throws IOException {
    StringBuilder json = new StringBuilder("{");
    for (int id = 0; id < 256; id++) {
      String c = String.valueOf(ByteAlphabet.character(ByteAlphabet.bytesInOrder()[id]));
      json.append(c.equals("\"") || c.equals("\\") ? "\"\\" : "\"").append(c).append("\":");
      json.append(id).append(",");
    }
    for (int i = 0; i < tokens.length; i++) {
      json.append("\"%s\":%d,".formatted(tokens[i], 256 + i));
    }
    json.setCharAt(json.length() - 1, '}');
    Files.writeString(encoder, json);
    Files.writeString(merges, mergeLines);
  }

  private BytePairTokenizer read() throws IOException {
    return BytePairTokenizer.fromGpt2(encoder, merges);
  }

  private void refused(Path file, String... words) {
    FormatException e = assertThrows(FormatException.class, this::read);
    assertEquals(file, e.file());
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), () -> word + " in: " + e.getMessage());
    }
  }

  @Test
  void mergesAreInTheOrderOfTheLines() throws IOException {
    write("#version: 0.2\nb c\n\u0120 b\na b\n", "ab", "bc", "\u0120b", "<|end|>");
    BytePairTokenizer tokenizer = read();
    assertArrayEquals(new int[] {'a' - 33, 257}, tokenizer.encode("abc"));
    assertArrayEquals(new int[] {256, 258}, tokenizer.encode("ab b"));
    assertEquals(Map.of("<|end|>", 259), tokenizer.specialTokens().ids());
    assertEquals(4, tokenizer.encode("a<|end|>", Set.of("<|end|>")).length + 2);
  }

  @Test
  void carriageReturnsAndMissingVersionsDoNoHarm() throws IOException {
    write("b c\r\na b\r\n", "ab", "bc");
    assertEquals(2, read().merges().size());
  }

  @Test
  void aWrongLineIsNamed() throws IOException {
    write("#version: 0.2\na b\nabc\n", "ab");
    refused(merges, "line 3", "two tokens");
    write("a b c\n", "ab");
    refused(merges, "line 1");
    write(" b\n", "ab");
    refused(merges, "line 1");
    write("a b\na b\n", "ab");
    refused(merges, "line 2", "twice");
    write("a b\nb c\n", "ab");
    refused(merges, "line 2", "'bc'");
    write("a xyz\n", "ab");
    refused(merges, "line 1", "'xyz'");
    Files.write(merges, "a b\nb \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    refused(merges, "UTF-8");
  }

  @Test
  void aWrongVocabularyIsNamed() throws IOException {
    write("a b\n", "ab");
    Files.writeString(encoder, Files.readString(encoder).replace("\"ab\":256", "\"ab\":5"));
    refused(encoder, "'ab'", "5");
    write("a b\n", "ab");
    Files.writeString(encoder, Files.readString(encoder).replace("\"ab\":256", "\"ab\":true"));
    refused(encoder, "'ab'");
    Files.writeString(encoder, "[1, 2]");
    refused(encoder, "object");
    Files.writeString(encoder, "not JSON");
    refused(encoder, "JSON");
    Files.writeString(encoder, "{}");
    Files.writeString(merges, "");
    refused(encoder, "256 bytes");
  }

  /**
   * Names are no tokens that a merge should have made, though two tokens together spell the first.
   */
  @Test
  void anIncompleteListOfMergesIsRefused() throws IOException {
    String[] tokens = {"ab", "abc", "s>", "<s>", "<|end|>", "[PAD]", "madeupword0000", "\u4e2d b"};
    write("a b\nab c\ns >\n", tokens);
    assertEquals(
        Set.of("<s>", "<|end|>", "[PAD]", "madeupword0000", "\u4e2d b"),
        read().specialTokens().ids().keySet());
    write("a b\ns >\n", tokens);
    refused(merges, "incomplete", "257, 'abc'", "2 merges");
    write("", tokens);
    refused(merges, "incomplete", "256, 'ab'");
  }

  /** As CLIP's, whose words end in {@code </w>}. */
  @Test
  void aMergeOfTokensWithoutBytesIsRefused() throws IOException {
    write("a b</w>\n", "b</w>", "ab</w>");
    refused(encoder, "merge 0", "token 256", "no bytes", "CLIP");
  }

  /** Cut at any line end, the rest of GPT-2's list would make other ids. */
  @Test
  void gpt2sListOfMergesIsRefusedWhereItIsCutOff() throws IOException {
    List<String> lines = Files.readAllLines(SharedData.file("gpt2/vocab.bpe"));
    encoder = SharedData.file("gpt2/encoder.json");
    for (int kept : new int[] {25_000, lines.size() - 1}) {
      Files.write(merges, lines.subList(0, kept));
      refused(merges, "incomplete", "added");
    }
  }

  @Test
  void aMissingFileIsMissing() throws IOException {
    write("a b\n", "ab");
    Files.delete(merges);
    assertThrows(NoSuchFileException.class, this::read);
  }
}
