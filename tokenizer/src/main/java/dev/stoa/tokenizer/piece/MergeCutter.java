package dev.stoa.tokenizer.piece;

import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.bytes.IntArray;
import dev.stoa.tokenizer.bytes.TokenSpans;
import dev.stoa.tokenizer.bytes.Utf8;
import dev.stoa.tokenizer.bytes.Vocabulary;
import dev.stoa.tokenizer.pair.MergeTable;
import dev.stoa.tokenizer.pair.PairMerger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pieces of a text by merging: its characters are the first tokens, then of all neighbours that
 * can be merged those with the best merge become one, the leftmost first, until none can.
 *
 * <p>Pieces defined by the user are cut out before that. A character that is no piece may be a part
 * of one; where it is left over, it is unknown.
 */
public final class MergeCutter implements PieceCutter {

  /** Which texts become the piece that they are without merges. */
  public enum Whole {
    /** None. */
    NEVER,
    /** All. */
    ALWAYS,
    /** Those of line ends. */
    LINE_ENDS
  }

  private final PieceTable pieces;

  /** The pieces that stand for text, and behind them the characters that are only parts of some. */
  private final Vocabulary found;

  private final Optional<PieceTrie> userDefined;
  private final MergeTable table;
  private final Whole whole;
  private final boolean fusesUnknown;

  private MergeCutter(
      PieceTable pieces, Vocabulary found, MergeTable table, Whole whole, boolean fusesUnknown) {
    this.pieces = pieces;
    this.found = found;
    this.table = table;
    this.whole = whole;
    this.fusesUnknown = fusesUnknown;
    userDefined = userDefined(pieces);
  }

  /**
   * The pieces defined by the user, if there are any.
   *
   * @param pieces the vocabulary
   * @return a tree of them
   */
  public static Optional<PieceTrie> userDefined(PieceTable pieces) {
    boolean any =
        pieces.pieces().stream().anyMatch(piece -> piece.type() == PieceType.USER_DEFINED);
    return any
        ? Optional.of(
            PieceTrie.of(pieces.vocabulary(piece -> piece.type() == PieceType.USER_DEFINED)))
        : Optional.empty();
  }

  /**
   * SentencePiece's merges: any two neighbours whose text together is a piece, by its score.
   *
   * @param pieces the vocabulary
   * @return cuts by these merges
   */
  public static MergeCutter byScore(PieceTable pieces) {
    Vocabulary found = withParts(pieces);
    float[] scores = new float[pieces.size()];
    for (int id = 0; id < scores.length; id++) {
      scores[id] = (float) -pieces.score(id);
    }
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    IntArray triples = new IntArray(scores.length * 6);
    for (int id = 0; id < scores.length; id++) {
      addSplits(found, found.bytes(id), id, triples);
    }
    MergeTable table = new MergeTable(triples.size() / 3);
    for (int i = 0; i < triples.size(); i += 3) {
      int priority = firstIndex(sorted, scores[triples.get(i + 2)]);
      table.put(triples.get(i), triples.get(i + 1), priority, triples.get(i + 2));
    }
    return new MergeCutter(pieces, found, table, Whole.NEVER, true);
  }

  /**
   * Merges by their place in a list, as Hugging Face's {@code tokenizer.json} has them.
   *
   * @param pieces the vocabulary
   * @param merges the merges, lowest rank first
   * @param merged the id that each merge makes
   * @param whole which texts that are a piece need no merges
   * @param fusesUnknown whether unknown characters in a row are one unknown
   * @return cuts by these merges
   * @throws IllegalArgumentException if a pair is merged twice
   */
  public static MergeCutter byRank(
      PieceTable pieces,
      List<Merge> merges,
      List<Integer> merged,
      Whole whole,
      boolean fusesUnknown) {
    MergeTable table = new MergeTable(merges.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      Merge merge = merges.get(rank);
      if (!table.put(merge.left(), merge.right(), rank, merged.get(rank))) {
        throw new IllegalArgumentException("merge " + rank + ", " + merge + ", is there twice");
      }
    }
    return new MergeCutter(
        pieces, pieces.vocabulary(MergeCutter::isText), table, whole, fusesUnknown);
  }

  private static boolean isText(Piece piece) {
    return piece.type() == PieceType.NORMAL;
  }

  private static Vocabulary withParts(PieceTable pieces) {
    Vocabulary normal = pieces.vocabulary(MergeCutter::isText);
    List<byte[]> all = new ArrayList<>();
    Map<Integer, byte[]> parts = new LinkedHashMap<>();
    for (int id = 0; id < normal.size(); id++) {
      byte[] text = normal.bytes(id);
      all.add(text);
      for (int at = 0; at < text.length; ) {
        int codePoint = Utf8.codePoint(text, at, text.length);
        int end = at + Utf8.length(codePoint);
        if (codePoint >= 0 && normal.find(text, at, end) < 0) {
          parts.putIfAbsent(codePoint, Arrays.copyOfRange(text, at, end));
        }
        at = end;
      }
    }
    all.addAll(parts.values());
    return new Vocabulary(all);
  }

  private static void addSplits(Vocabulary found, byte[] text, int id, IntArray triples) {
    for (int at = 0; at < text.length; ) {
      at += Utf8.length(Utf8.codePoint(text, at, text.length));
      int left = at < text.length ? found.find(text, 0, at) : -1;
      int right = left < 0 ? -1 : found.find(text, at, text.length);
      if (right >= 0) {
        triples.add(left);
        triples.add(right);
        triples.add(id);
      }
    }
  }

  private static int firstIndex(float[] sorted, float value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public void encode(byte[] text, int start, int end, TokenSpans out) {
    int from = start;
    for (int at = start; userDefined.isPresent() && at < end; ) {
      int to = userDefined.get().longest(text, at, end);
      if (to > at) {
        encodePart(text, from, at, out);
        out.add(idOfUserDefined(text, at, to), to);
        from = to;
        at = to;
      } else {
        at += Utf8.length(Utf8.codePoint(text, at, end));
      }
    }
    encodePart(text, from, end, out);
  }

  private int idOfUserDefined(byte[] text, int start, int end) {
    int node = PieceTrie.ROOT;
    for (int i = start; i < end; i++) {
      node = userDefined.orElseThrow().child(node, text[i]);
    }
    return userDefined.orElseThrow().id(node);
  }

  private void encodePart(byte[] text, int start, int end, TokenSpans out) {
    boolean looksUp =
        whole == Whole.ALWAYS || whole == Whole.LINE_ENDS && start < end && text[start] == '\n';
    int id = looksUp && start < end ? found.find(text, start, end) : -1;
    if (id >= 0) {
      out.add(id, end);
    } else {
      merge(text, start, end, out);
    }
  }

  private void merge(byte[] text, int start, int end, TokenSpans out) {
    TokenSpans characters = new TokenSpans(end - start);
    for (int at = start; at < end; ) {
      int next = at + Utf8.length(Utf8.codePoint(text, at, end));
      int id = found.find(text, at, next);
      if (id >= 0) {
        characters.add(id, next);
      } else {
        pieces.addUnknown(text, at, next, characters, fusesUnknown ? 0 : characters.size());
      }
      at = next;
    }
    int[] ids = characters.ids();
    int count = new PairMerger(table).merge(ids, ids.length);
    int first = out.size();
    int at = start;
    int character = 0;
    for (int i = 0; i < count; i++) {
      // A list that merges the unknown token is wrong about lengths, but must do no harm.
      while (character + 1 < characters.size() && characters.end(character) <= at) {
        character++;
      }
      int to = Math.min(end, end(ids[i], at, characters.end(character)));
      if (ids[i] < pieces.size()) {
        out.add(ids[i], to);
      } else {
        pieces.addUnknown(text, at, to, out, fusesUnknown ? first : out.size());
      }
      at = to;
    }
  }

  /**
   * Where a token ends.
   *
   * @param characterEnd where the first token ends that merging found at its place
   */
  private int end(int id, int at, int characterEnd) {
    if (id >= pieces.size()) {
      return at + found.length(id);
    }
    Piece piece = pieces.pieces().get(id);
    return switch (piece.type()) {
      case BYTE, UNKNOWN -> characterEnd;
      default -> at + piece.text().length;
    };
  }
}
