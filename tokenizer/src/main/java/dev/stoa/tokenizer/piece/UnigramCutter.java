package dev.stoa.tokenizer.piece;

import dev.stoa.tokenizer.bytes.IntArray;
import dev.stoa.tokenizer.bytes.TokenSpans;
import dev.stoa.tokenizer.bytes.Utf8;
import java.util.Arrays;

/**
 * The pieces of a text whose scores have the highest sum, found by Viterbi's algorithm: for each
 * place of the text, from left to right, the best way to it is the best of the best ways to the
 * places before it, each with the one piece between.
 *
 * <p>A character that is no piece costs the lowest score of all pieces less 10. Of equal sums the
 * one found first is taken, whose last piece is the longest.
 *
 * <p>Source: Kudo, "Subword Regularization", 2018, section 3.2. Sums are taken in double, as in
 * Hugging Face's library; SentencePiece takes them in float.
 */
public final class UnigramCutter implements PieceCutter {

  private static final double UNKNOWN_PENALTY = 10;

  private final PieceTable pieces;
  private final PieceTrie trie;
  private final double[] scores;
  private final double unknownScore;

  /**
   * Makes the pieces ready to be found.
   *
   * @param pieces the vocabulary
   * @throws IllegalArgumentException if no piece stands for text, or if a score is not finite
   */
  public UnigramCutter(PieceTable pieces) {
    this.pieces = pieces;
    trie = PieceTrie.of(pieces.vocabulary(UnigramCutter::isText));
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (Piece piece : pieces.pieces()) {
      if (piece.type() == PieceType.NORMAL) {
        lowest = Math.min(lowest, piece.score());
        highest = Math.max(highest, piece.score());
      }
    }
    if (Double.isInfinite(lowest) || Double.isInfinite(highest)) {
      throw new IllegalArgumentException(
          "expected pieces of text with finite scores, found scores from %s to %s"
              .formatted(lowest, highest));
    }
    scores = new double[pieces.size()];
    for (int id = 0; id < scores.length; id++) {
      Piece piece = pieces.pieces().get(id);
      // As in SentencePiece: better than the same text in several pieces.
      scores[id] =
          piece.type() == PieceType.USER_DEFINED
              ? piece.text().length * highest - 0.1
              : piece.score();
    }
    unknownScore = lowest - UNKNOWN_PENALTY;
  }

  private static boolean isText(Piece piece) {
    return piece.type() == PieceType.NORMAL || piece.type() == PieceType.USER_DEFINED;
  }

  @Override
  public void encode(byte[] text, int start, int end, TokenSpans out) {
    int length = end - start;
    double[] best = new double[length + 1];
    int[] from = new int[length + 1];
    int[] last = new int[length + 1];
    Arrays.fill(from, -1);
    for (int at = 0; at < length; ) {
      int next = at + Utf8.length(Utf8.codePoint(text, start + at, end));
      boolean isPiece = false;
      int node = PieceTrie.ROOT;
      for (int to = at; to < length; ) {
        node = trie.child(node, text[start + to++]);
        if (node == PieceTrie.NONE) {
          break;
        }
        int id = trie.id(node);
        if (id != PieceTrie.NONE) {
          isPiece |= to == next;
          take(best, from, last, at, to, id, scores[id]);
        }
      }
      if (!isPiece) {
        take(best, from, last, at, next, -1, unknownScore);
      }
      at = next;
    }
    addPath(text, start, from, last, out);
  }

  private static void take(
      double[] best, int[] from, int[] last, int at, int to, int id, double score) {
    double sum = best[at] + score;
    if (from[to] < 0 || sum > best[to]) {
      best[to] = sum;
      from[to] = at;
      last[to] = id;
    }
  }

  /** Turns the way back from the end around. */
  private void addPath(byte[] text, int start, int[] from, int[] last, TokenSpans out) {
    IntArray ends = new IntArray(from.length / 2);
    for (int at = from.length - 1; at > 0; at = from[at]) {
      ends.add(at);
    }
    int before = 0;
    int first = out.size();
    for (int i = ends.size() - 1; i >= 0; i--) {
      int end = ends.get(i);
      if (last[end] >= 0) {
        out.add(last[end], start + end);
      } else {
        pieces.addUnknown(text, start + before, start + end, out, first);
      }
      before = end;
    }
  }
}
