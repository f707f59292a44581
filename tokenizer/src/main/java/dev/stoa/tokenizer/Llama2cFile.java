package dev.stoa.tokenizer;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * llama2.c's {@code tokenizer.bin}: the length of the longest piece (int32), then for each piece
 * its score (float32), its length (int32) and its bytes, all little-endian, up to the end of the
 * file.
 */
final class Llama2cFile {

  /** More than any known vocabulary by far. */
  private static final long MAX_BYTES = 1L << 26;

  private static final int MAX_LENGTH = 1 << 10;

  private final Path file;
  private final ByteBuffer in;

  private Llama2cFile(Path file, byte[] content) {
    this.file = file;
    in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Whether a file that begins with these bytes can be one: its longest and its first piece have
   * sensible lengths.
   */
  static boolean recognizes(byte[] head) {
    if (head.length < 12) {
      return false;
    }
    ByteBuffer in = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    int longest = in.getInt(0);
    int first = in.getInt(8);
    return longest > 0 && longest <= MAX_LENGTH && first >= 0 && first <= longest;
  }

  static SentencePieceTokenizer read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new FormatException(
          file, "expected at most " + MAX_BYTES + " bytes of tokens, but it has " + size);
    }
    return new Llama2cFile(file, Files.readAllBytes(file)).read();
  }

  private SentencePieceTokenizer read() throws IOException {
    int longest = longest();
    List<SentencePieceTokenizer.Piece> pieces = new ArrayList<>();
    while (in.hasRemaining()) {
      pieces.add(piece(pieces.size(), longest));
    }
    try {
      return new SentencePieceTokenizer(pieces);
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, e.getMessage());
    }
  }

  private int longest() throws FormatException {
    if (in.remaining() < 4) {
      throw FormatException.atByte(file, 0, "expected the length of the longest piece (4 bytes)");
    }
    int longest = in.getInt();
    if (longest < 1 || longest > MAX_LENGTH) {
      throw FormatException.atByte(
          file, 0, "expected a longest piece of 1 to " + MAX_LENGTH + " bytes, found " + longest);
    }
    return longest;
  }

  private SentencePieceTokenizer.Piece piece(int id, int longest) throws FormatException {
    int at = in.position();
    if (in.remaining() < 8) {
      throw FormatException.atByte(
          file, at, "expected score and length of piece " + id + " (8 bytes), found the end");
    }
    float score = in.getFloat();
    int length = in.getInt();
    if (Float.isNaN(score)) {
      throw FormatException.atByte(file, at, "the score of piece " + id + " is not a number");
    }
    if (length < 0 || length > longest || length > in.remaining()) {
      throw FormatException.atByte(
          file,
          at + 4L,
          "expected the length of piece %d, at most %d (the longest) and %d (what is left), found %d"
              .formatted(id, longest, in.remaining(), length));
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new SentencePieceTokenizer.Piece(bytes, score);
  }

  static void write(List<SentencePieceTokenizer.Piece> pieces, Path file) throws IOException {
    int longest = pieces.stream().mapToInt(piece -> piece.text().length).max().orElseThrow();
    AtomicFile.write(
        file,
        out -> {
          DataOutputStream data = new DataOutputStream(out);
          data.writeInt(Integer.reverseBytes(longest));
          for (SentencePieceTokenizer.Piece piece : pieces) {
            data.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(piece.score())));
            data.writeInt(Integer.reverseBytes(piece.text().length));
            data.write(piece.text());
          }
        });
  }
}
