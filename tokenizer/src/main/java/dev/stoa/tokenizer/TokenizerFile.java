package dev.stoa.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.file.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Recognizes a tokenizer file by its content and reads it. */
final class TokenizerFile {

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

  static Tokenizer load(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? inDirectory(path) : path;
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(64);
    }
    if (SentencePieceModelFile.recognizes(head)) {
      return SentencePieceModelFile.read(file);
    }
    if (beginsJson(head)) {
      return loadJson(file);
    }
    if (KnownTiktoken.recognizes(head)) {
      return KnownTiktoken.read(file);
    }
    if (head.length > 4 && head[0] == 'G' && head[1] == 'G' && head[2] == 'U' && head[3] == 'F') {
      throw FormatException.atByte(
          file,
          0,
          "this is a GGUF file, whose tokenizer dev.stoa.load.TokenizerLoader of the module"
              + " dev.stoa.inference opens; here, "
              + SUPPORTED);
    }
    if (Llama2cFile.recognizes(head)) {
      return Llama2cFile.read(file);
    }
    throw FormatException.atByte(
        file, 0, head.length == 0 ? "the file is empty" : "not a known tokenizer; " + SUPPORTED);
  }

  /** The files in a directory that have a tokenizer's name, the one that says most first. */
  static List<Path> in(Path directory) {
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

  private static Tokenizer loadJson(Path file) throws IOException {
    JsonNode root = JsonFile.read(file);
    if (WordPieceJson.recognizes(root)) {
      return WordPieceJson.read(file, root);
    }
    if (UnigramJson.recognizes(root)) {
      return UnigramJson.read(file, root);
    }
    if (PieceMergesJson.recognizes(root)) {
      return PieceMergesJson.read(file, root);
    }
    if (TokenizerJsonReader.recognizes(root)) {
      return TokenizerJsonReader.read(file, root);
    }
    if (CharacterTokenizer.recognizes(root)) {
      return CharacterTokenizer.read(file, root);
    }
    if (root.size() >= 256 && root.values().next().isInt()) {
      VocabularyAndMergesFiles.requireGpt2Split(file, root.size());
      return VocabularyAndMergesFiles.read(file, SplitPattern.GPT2);
    }
    throw new FormatException(file, "this JSON is not a known tokenizer; " + SUPPORTED);
  }
}
