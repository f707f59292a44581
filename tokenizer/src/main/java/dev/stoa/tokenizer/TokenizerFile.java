package dev.stoa.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Recognizes a tokenizer file by its content and reads it. */
final class TokenizerFile {

  private static final String SUPPORTED =
      "supported: tokenizer.json with byte-level BPE, Unigram or WordPiece, llama2.c's"
          + " tokenizer.bin, and the character file of this library";

  private TokenizerFile() {}

  static Tokenizer load(Path file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(64);
    }
    if (beginsJson(head)) {
      return loadJson(file);
    }
    if (Llama2cFile.recognizes(head)) {
      return Llama2cFile.read(file);
    }
    throw FormatException.atByte(
        file, 0, head.length == 0 ? "the file is empty" : "not a known tokenizer; " + SUPPORTED);
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
    if (TokenizerJsonReader.recognizes(root)) {
      return TokenizerJsonReader.read(file, root);
    }
    if (CharacterTokenizer.recognizes(root)) {
      return CharacterTokenizer.read(file, root);
    }
    throw new FormatException(file, "this JSON is not a known tokenizer; " + SUPPORTED);
  }
}
