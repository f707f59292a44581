package dev.stoa.tokenizer.file;

import dev.stoa.file.AtomicFile;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.SpecialTokens;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.piece.MergeCutter;
import dev.stoa.tokenizer.piece.Piece;
import dev.stoa.tokenizer.piece.PieceParts;
import dev.stoa.tokenizer.piece.PieceTable;
import dev.stoa.tokenizer.piece.PieceText;
import dev.stoa.tokenizer.piece.PieceType;
import dev.stoa.tokenizer.piece.PieceWriter;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * llama2.c's {@code tokenizer.bin}: the length of the longest piece (int32), then for each piece
 * its score (float32), its length (int32) and its bytes, all little-endian, up to the end of the
 * file.
 */
public final class Llama2cTokenizerFile {

  /** More than any known vocabulary by far. */
  private static final long MAX_BYTES = 1L << 26;

  private static final int MAX_LENGTH = 1 << 10;

  private static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>");
  private static final int FIRST_NORMAL = SPECIAL.size() + 256;

  private final Path file;
  private final ByteBuffer in;

  private Llama2cTokenizerFile(Path file, byte[] content) {
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

  /**
   * Reads the file.
   *
   * @param file the file
   * @return the parts of the tokenizer
   * @throws FormatException if the file is damaged
   * @throws IOException if the file cannot be read
   */
  public static PieceParts read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new FormatException(
          file, "expected at most " + MAX_BYTES + " bytes of tokens, but it has " + size);
    }
    return new Llama2cTokenizerFile(file, Files.readAllBytes(file)).read();
  }

  private PieceParts read() throws IOException {
    int longest = longest();
    List<RawPiece> pieces = new ArrayList<>();
    while (in.hasRemaining()) {
      pieces.add(piece(pieces.size(), longest));
    }
    try {
      return parts(pieces);
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, e.getMessage());
    }
  }

  /** A piece as it stands in the file: a space is a space, and control pieces have any text. */
  private record RawPiece(byte[] text, float score) {}

  /** The pieces have no types: ids 0 to 2 are unknown, begin and end, then come the 256 bytes. */
  private static PieceParts parts(List<RawPiece> raw) {
    List<Piece> pieces = new ArrayList<>();
    for (int id = 0; id < raw.size(); id++) {
      RawPiece piece = raw.get(id);
      pieces.add(
          id < SPECIAL.size()
              ? Piece.of(SPECIAL.get(id), 0, id == 0 ? PieceType.UNKNOWN : PieceType.CONTROL)
              : new Piece(
                  piece.text(),
                  piece.score(),
                  id < FIRST_NORMAL ? PieceType.BYTE : PieceType.NORMAL));
    }
    for (int id = SPECIAL.size(); id < FIRST_NORMAL; id++) {
      String expected = Piece.nameOfByte(id - SPECIAL.size());
      String found = id < pieces.size() ? pieces.get(id).name() : "the end of the vocabulary";
      if (!found.equals(expected)) {
        throw new IllegalArgumentException(
            "expected piece %d to be %s, found '%s'".formatted(id, expected, found));
      }
    }
    PieceTable table = new PieceTable(pieces);
    return new PieceParts(
        table,
        PieceText.normalizedBy(text -> text.prefixed(" "), true),
        MergeCutter.byScore(table),
        AddedTokens.of(SpecialTokens.of(table.special())),
        Template.of(OptionalInt.of(1), OptionalInt.empty()),
        new PieceWriter("tokenizer.bin", (parts, file) -> write(raw, file)));
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

  private RawPiece piece(int id, int longest) throws FormatException {
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
    return new RawPiece(bytes, score);
  }

  private static void write(List<RawPiece> pieces, Path file) throws IOException {
    int longest = pieces.stream().mapToInt(piece -> piece.text().length).max().orElseThrow();
    AtomicFile.writeStream(
        file,
        out -> {
          DataOutputStream data = new DataOutputStream(out);
          data.writeInt(Integer.reverseBytes(longest));
          for (RawPiece piece : pieces) {
            data.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(piece.score())));
            data.writeInt(Integer.reverseBytes(piece.text().length));
            data.write(piece.text());
          }
        });
  }
}
