package dev.stoa.tokenizer.piece;

import dev.stoa.tokenizer.bytes.TokenSpans;
import dev.stoa.tokenizer.bytes.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The pieces of a SentencePiece vocabulary in the order of their ids, checked. */
public final class PieceTable {

  /**
   * The time of reading a vocabulary grows with the square of the length of its pieces, and that of
   * encoding with their length.
   */
  public static final int MAX_BYTES = 1024;

  private final List<Piece> pieces;
  private final int[] byteIds;
  private final int unknown;
  private final Map<String, Integer> special = new LinkedHashMap<>();

  /**
   * Takes the pieces.
   *
   * @param pieces the pieces in the order of their ids
   * @throws IllegalArgumentException if a piece is too long or there twice, or if there are byte
   *     pieces, but not one for each byte
   */
  public PieceTable(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
    Map<String, Integer> seen = new HashMap<>();
    Map<String, Integer> bytes = new HashMap<>();
    int firstUnknown = -1;
    for (int id = 0; id < pieces.size(); id++) {
      Piece piece = pieces.get(id);
      if (piece.text().length > MAX_BYTES) {
        throw new IllegalArgumentException(
            "piece %d has %d bytes; at most %d are supported"
                .formatted(id, piece.text().length, MAX_BYTES));
      }
      Integer other = seen.putIfAbsent(key(piece), id);
      if (other != null && piece.text().length > 0) {
        throw new IllegalArgumentException(
            "pieces " + other + " and " + id + " are both '" + piece.name() + "'");
      }
      switch (piece.type()) {
        case BYTE -> bytes.put(piece.name(), id);
        case CONTROL -> special.put(piece.name(), id);
        case UNKNOWN -> {
          special.put(piece.name(), id);
          firstUnknown = firstUnknown < 0 ? id : firstUnknown;
        }
        default -> {}
      }
    }
    unknown = firstUnknown;
    byteIds = bytes.isEmpty() ? null : byteIds(bytes);
    if (unknown < 0 && byteIds == null) {
      throw new IllegalArgumentException(
          "the vocabulary has neither a piece for unknown characters nor pieces for the bytes");
    }
  }

  /** The bytes of a piece, each as a character: two strings of invalid UTF-8 are not the same. */
  private static String key(Piece piece) {
    return new String(piece.text(), StandardCharsets.ISO_8859_1);
  }

  private static int[] byteIds(Map<String, Integer> found) {
    int[] ids = new int[256];
    for (int b = 0; b < 256; b++) {
      Integer id = found.get(Piece.nameOfByte(b));
      if (id == null) {
        throw new IllegalArgumentException(
            "expected a piece %s, as there are pieces for other bytes"
                .formatted(Piece.nameOfByte(b)));
      }
      ids[b] = id;
    }
    if (found.size() != 256) {
      throw new IllegalArgumentException(
          "expected 256 pieces for bytes, <0x00> to <0xFF>, found " + found.size());
    }
    return ids;
  }

  /**
   * The pieces in the order of their ids.
   *
   * @return the pieces; unmodifiable
   */
  public List<Piece> pieces() {
    return pieces;
  }

  /**
   * The number of pieces.
   *
   * @return how many there are
   */
  public int size() {
    return pieces.size();
  }

  double score(int id) {
    return pieces.get(id).score();
  }

  /**
   * The id of the piece for unknown characters.
   *
   * @return the id, or -1
   */
  public int unknown() {
    return unknown;
  }

  /**
   * Whether characters that no piece has become the pieces of their bytes.
   *
   * @return whether there are pieces for the bytes
   */
  public boolean hasBytes() {
    return byteIds != null;
  }

  /**
   * The names and ids of the pieces that stand for no text.
   *
   * @return the names and ids
   */
  public Map<String, Integer> special() {
    return special;
  }

  /** Finds the pieces for which a condition holds, by their bytes. */
  Vocabulary vocabulary(Predicate<Piece> condition) {
    List<byte[]> bytes = new ArrayList<>();
    for (Piece piece : pieces) {
      bytes.add(condition.test(piece) ? piece.text() : new byte[0]);
    }
    return new Vocabulary(bytes);
  }

  /**
   * What each piece stands for.
   *
   * @return the bytes of each
   */
  public Vocabulary decoded() {
    return new Vocabulary(pieces.stream().map(Piece::decoded).toList());
  }

  /**
   * Adds the tokens of characters that no piece has: of their bytes, or the one for unknown
   * characters, which is given once for several in a row.
   *
   * @param first the place of the first token of this text
   */
  void addUnknown(byte[] text, int start, int end, TokenSpans out, int first) {
    if (byteIds == null) {
      if (out.size() == first || out.id(out.size() - 1) != unknown) {
        out.add(unknown, end);
      } else {
        out.extend(end);
      }
      return;
    }
    for (int i = start; i < end; i++) {
      out.add(byteIds[text[i] & 0xFF], i + 1);
    }
  }
}
