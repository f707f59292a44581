package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.SplitPattern;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Recognizes a tokenizer file by its content and reads it. */
public final class TokenizerFile {

  private static final String SUPPORTED =
      "supported: tokenizer.json with BPE, Unigram or WordPiece, SentencePiece's .model, .tiktoken,"
          + " vocab.json with merges.txt beside it, llama2.c's tokenizer.bin, and the character"
          + " file of this library";

  /** The names of tokenizers in a directory, the one that says most first. */
  private static final List<String> NAMES =
      List.of(
          "tokenizer.json",
          "tokenizer.model",
          "spiece.model",
          "sentencepiece.bpe.model",
          "tokenizer.bin",
          "vocab.json",
          "encoder.json");

  private TokenizerFile() {}

  /**
   * Reads a file, or the one in a directory.
   *
   * @param path the file or the directory
   * @return what it says
   * @throws FormatException if the file is damaged or of no known kind
   * @throws IOException if the file cannot be read
   */
  public static ReadTokenizer read(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? inDirectory(path) : path;
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(64);
    }
    if (SentencePieceModelFile.recognizes(head)) {
      return SentencePieceModelFile.read(file);
    }
    if (beginsJson(head)) {
      return readJson(file);
    }
    if (KnownTiktoken.recognizes(head)) {
      return new ReadTokenizer.BytePairs(KnownTiktoken.read(file));
    }
    if (head.length > 4 && head[0] == 'G' && head[1] == 'G' && head[2] == 'U' && head[3] == 'F') {
      throw FormatException.atByte(
          file,
          0,
          "this is a GGUF file, whose tokenizer dev.stoa.load.TokenizerLoader of the module"
              + " dev.stoa.inference opens; here, "
              + SUPPORTED);
    }
    if (Llama2cTokenizerFile.recognizes(head)) {
      return new ReadTokenizer.MergedPieces(Llama2cTokenizerFile.read(file));
    }
    throw FormatException.atByte(
        file, 0, head.length == 0 ? "the file is empty" : "not a known tokenizer; " + SUPPORTED);
  }

  /**
   * The files in a directory that have a tokenizer's name.
   *
   * @param directory where to look
   * @return the files, the one that says most first; empty if there is none
   */
  public static List<Path> in(Path directory) {
    return NAMES.stream().map(directory::resolve).filter(Files::isRegularFile).toList();
  }

  private static Path inDirectory(Path directory) throws FormatException {
    List<Path> files = in(directory);
    if (files.isEmpty()) {
      throw new FormatException(
          directory, "expected a directory with a tokenizer, one of " + NAMES);
    }
    return files.getFirst();
  }

  private static boolean beginsJson(byte[] head) {
    for (byte b : head) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return b == '{';
      }
    }
    return false;
  }

  private static ReadTokenizer readJson(Path file) throws IOException {
    JsonNode root = JsonFile.read(file);
    if (WordPieceJson.recognizes(root)) {
      return new ReadTokenizer.WordPieces(WordPieceJson.read(file, root));
    }
    if (UnigramJson.recognizes(root)) {
      return new ReadTokenizer.UnigramPieces(UnigramJson.read(file, root));
    }
    if (PieceMergesJson.recognizes(root)) {
      return new ReadTokenizer.MergedPieces(PieceMergesJson.read(file, root));
    }
    if (TokenizerJsonReader.recognizes(root)) {
      return new ReadTokenizer.BytePairs(TokenizerJsonReader.read(file, root));
    }
    if (CharacterFile.recognizes(root)) {
      return new ReadTokenizer.Characters(CharacterFile.read(file, root));
    }
    if (root.size() >= 256 && root.values().next().isInt()) {
      VocabularyAndMergesFiles.requireGpt2Split(file, root.size());
      return new ReadTokenizer.BytePairs(VocabularyAndMergesFiles.read(file, SplitPattern.GPT2));
    }
    throw new FormatException(file, "this JSON is not a known tokenizer; " + SUPPORTED);
  }
}
