package dev.stoa.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.BytePairTrainer;
import dev.stoa.tokenizer.CharacterTokenizer;
import dev.stoa.tokenizer.SentencePieceTokenizer;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.Tokenizer;
import dev.stoa.tokenizer.bytes.ByteAlphabet;
import dev.stoa.tokenizer.testdata.Llama2cBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tokenizer file is recognized by its content, and a foreign or damaged one is refused. */
class TokenizerFileTest {

  @TempDir private Path folder;

  private FormatException refused(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("some.file"), content);
    FormatException e = assertThrows(FormatException.class, () -> Tokenizer.load(file));
    assertTrue(e.getMessage().startsWith(file.toString()), e::getMessage);
    return e;
  }

  @Test
  void theKindIsRecognizedWhateverTheName() throws IOException {
    Path file = folder.resolve("no-name");
    new BytePairTrainer(260).train(List.of("abcd")).save(file);
    assertInstanceOf(BytePairTokenizer.class, Tokenizer.load(file));
    CharacterTokenizer.of("abc").save(file);
    assertInstanceOf(CharacterTokenizer.class, Tokenizer.load(file));
    Files.write(file, Llama2cBytes.withBytePieces(6).bytes());
    assertInstanceOf(SentencePieceTokenizer.class, Tokenizer.load(file));
  }

  /** vocab.json and merges.txt of ab, as GPT-2's files are. */
  @Test
  void aVocabularyIsReadWithTheMergesBesideIt() throws IOException {
    StringBuilder json = new StringBuilder("{");
    for (int b = 0; b < 256; b++) {
      String c = String.valueOf(ByteAlphabet.character(b)).replace("\\", "\\\\");
      json.append("\"").append(c.replace("\"", "\\\"")).append("\":").append(b).append(",");
    }
    Path file = Files.writeString(folder.resolve("vocab.json"), json + "\"ab\":256}");
    FormatException e = assertThrows(FormatException.class, () -> Tokenizer.load(file));
    assertTrue(e.getMessage().contains("merges.txt"), e::getMessage);
    Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na b\n");
    assertArrayEquals(new int[] {256, 'c'}, Tokenizer.load(file).encode("abc"));
    // The directory is enough.
    assertArrayEquals(new int[] {256, 'c'}, Tokenizer.load(folder).encode("abc"));
  }

  /** StarCoder and SmolLM have 49,152 tokens, CLIP 49,408, Qwen 2 151,643: none splits as GPT-2. */
  @Test
  void aVocabularyThatMaySplitOtherwiseThanGpt2IsRefused() throws IOException {
    StringBuilder json = new StringBuilder("{");
    for (int b = 0; b < 256; b++) {
      String c = String.valueOf(ByteAlphabet.character(b)).replace("\\", "\\\\");
      json.append("\"").append(c.replace("\"", "\\\"")).append("\":").append(b).append(",");
    }
    Path file = folder.resolve("vocab.json");
    Files.writeString(folder.resolve("merges.txt"), "a b\n");
    for (int id = 257; id < 49_152; id++) {
      json.append("\"<%d>\":%d,".formatted(id, id));
    }
    Files.writeString(file, json + "\"ab\":256}");
    String message = assertThrows(FormatException.class, () -> Tokenizer.load(file)).getMessage();
    assertTrue(message.contains("49152 tokens") && message.contains("--split"), message);
    for (int size : new int[] {30_001, 32_000, 49_408, 50_256, 50_266, 65_024, 151_643}) {
      assertThrows(
          FormatException.class, () -> VocabularyAndMergesFiles.requireGpt2Split(file, size));
    }
    for (int size : new int[] {257, 30_000, 50_257, 50_265}) {
      VocabularyAndMergesFiles.requireGpt2Split(file, size);
    }
    for (Path path : List.of(file, folder)) {
      BytePairTokenizer named =
          BytePairTokenizer.fromVocabularyAndMerges(path, SplitPattern.STARCODER);
      assertEquals(SplitPattern.STARCODER, named.split());
      assertArrayEquals(new int[] {256, 'c'}, named.encode("abc"));
    }
  }

  @Test
  void aDirectoryWithoutATokenizerIsRefused() {
    FormatException e = assertThrows(FormatException.class, () -> Tokenizer.load(folder));
    assertTrue(e.getMessage().contains("tokenizer.json"), e::getMessage);
  }

  /** As many ranks as r50k_base has, of which the first 256 are the bytes. */
  @Test
  void aTiktokenFileIsKnownByItsNumberOfRanks() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int rank = 0; rank < 50_256; rank++) {
      byte[] token =
          rank < 256
              ? new byte[] {(byte) rank}
              : new byte[] {(byte) (rank >> 8), (byte) rank, (byte) (rank % 251)};
      lines.append(Base64.getEncoder().encodeToString(token)).append(" ").append(rank).append("\n");
    }
    Path file = Files.writeString(folder.resolve("some.file"), lines);
    BytePairTokenizer tokenizer = (BytePairTokenizer) Tokenizer.load(file);
    assertEquals(SplitPattern.GPT2, tokenizer.split());
    assertEquals(Map.of("<|endoftext|>", 50_256), tokenizer.specialTokens().ids());
    Files.writeString(file, lines.append("AAECAwQF 50256\n"));
    FormatException e = assertThrows(FormatException.class, () -> Tokenizer.load(file));
    assertTrue(
        e.getMessage().contains("50257") && e.getMessage().contains("fromTiktoken"), e::getMessage);
  }

  @Test
  void aGgufFileIsSentToWhereItIsOpened() throws IOException {
    byte[] head = "GGUF\3\0\0\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.UTF_8);
    String message = refused(head).getMessage();
    assertTrue(message.contains("dev.stoa.load.TokenizerLoader"), message);
  }

  @Test
  void aMissingFileIsMissing() {
    assertThrows(NoSuchFileException.class, () -> Tokenizer.load(folder.resolve("none")));
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    assertTrue(refused(new byte[0]).getMessage().contains("empty"));
  }

  @Test
  void aForeignFileIsRefusedWithWhatIsSupported() throws IOException {
    for (String content :
        List.of("hello", "GGUF\3\0\0\0\0\0\0\0\0\0\0\0", "#version: 0.2\na b\n")) {
      String message = refused(content.getBytes(StandardCharsets.UTF_8)).getMessage();
      assertTrue(message.contains("tokenizer.json") && message.contains("byte 0"), message);
    }
    assertTrue(refused("{\"a\":1}".getBytes(StandardCharsets.UTF_8)).getMessage().contains("JSON"));
  }

  @Test
  void randomBytesAreRefused() throws IOException {
    Random random = new Random(8);
    for (int round = 0; round < 200; round++) {
      byte[] content = new byte[random.nextInt(200)];
      random.nextBytes(content);
      refused(content);
    }
  }

  @Test
  void everyTruncationOfALlamaFileIsRefused() throws IOException {
    byte[] whole = Llama2cBytes.withBytePieces(6).add("ab", -1).bytes();
    for (int length = 0; length < whole.length - 10; length += 7) {
      refused(Arrays.copyOf(whole, length));
    }
    FormatException e = refused(Arrays.copyOf(whole, whole.length - 1));
    // The length of the last piece stands six bytes before the end.
    assertTrue(e.getMessage().contains("byte " + (whole.length - 6)), e::getMessage);
  }

  @Test
  void absurdLengthsOfPiecesAreRefused() throws IOException {
    for (int length : new int[] {-1, 7, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      byte[] content = Llama2cBytes.withBytePieces(6).addHead(0, length).bytes();
      String message = refused(content).getMessage();
      assertTrue(message.contains("found " + length), message);
    }
    refused(Llama2cBytes.withBytePieces(6).add("longest", 0).bytes());
    for (int longest : new int[] {0, -1, 2000, Integer.MAX_VALUE}) {
      refused(Llama2cBytes.withBytePieces(longest).bytes());
    }
  }

  @Test
  void aLlamaFileNeedsItsBytePieces() throws IOException {
    Llama2cBytes file = new Llama2cBytes(6).add("<unk>", 0).add("<s>", 0).add("</s>", 0);
    file.add("<0x00>", 0).add("<0x02>", 0);
    String message = refused(file.bytes()).getMessage();
    assertTrue(message.contains("piece 4") && message.contains("<0x01>"), message);
  }

  @Test
  void aPieceTwiceOrWithoutAScoreIsRefused() throws IOException {
    byte[] twice = Llama2cBytes.withBytePieces(6).add("ab", -1).add("ab", -2).bytes();
    String message = refused(twice).getMessage();
    assertTrue(message.contains("259") && message.contains("260") && message.contains("ab"));
    refused(Llama2cBytes.withBytePieces(6).add("ab", Float.NaN).bytes());
  }

  @Test
  void piecesThatAreNoUtf8AreHarmless() throws IOException {
    byte[] strange = {(byte) 0xFF, (byte) 0xC3, 'a'};
    Path file =
        Files.write(
            folder.resolve("strange"),
            Llama2cBytes.withBytePieces(6)
                .add(strange, -1)
                .add(new byte[0], -2)
                .add(" ", -3)
                .bytes());
    Tokenizer tokenizer = Tokenizer.load(file);
    assertEquals("aé", tokenizer.decode(tokenizer.encode("aé")));
    assertEquals("", tokenizer.decode(260));
  }
}
