package dev.stoa.tokenizer.pair;

import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.bytes.ByteHash;
import dev.stoa.tokenizer.bytes.IdSink;
import dev.stoa.tokenizer.bytes.Vocabulary;
import java.util.List;

/** The ids of one piece of a text: out of the cache, or by merging its bytes. */
final class PieceEncoder {

  private final Vocabulary vocabulary;
  private final boolean wholePieces;
  private final int[] byteIds = new int[256];
  private final MergeTable table;

  /**
   * Fills the merge table.
   *
   * @throws IllegalArgumentException if a byte that text has is no token, if a merge uses a token
   *     without bytes, if its result is no token, or if a pair is merged twice
   */
  PieceEncoder(Vocabulary vocabulary, List<Merge> merges, BytePairRules rules) {
    this.vocabulary = vocabulary;
    wholePieces = rules.wholePieces();
    for (int b = 0; b < 256; b++) {
      byteIds[b] = vocabulary.find(new byte[] {(byte) b}, 0, 1);
      if (byteIds[b] < 0 && !isRare(b)) {
        throw new IllegalArgumentException(
            "the vocabulary has no token for byte "
                + b
                + "; all 256 bytes must be tokens, but for those that text hardly has");
      }
    }
    table = new MergeTable(merges.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      addMerge(merges.get(rank), rank, rules.rankOfResult());
    }
  }

  /**
   * Whether a vocabulary may do without a byte, as Falcon's does: control characters, bytes that no
   * UTF-8 has, and the first bytes of planes of Unicode without any characters.
   */
  private static boolean isRare(int b) {
    boolean isControl = b < 0x20 && b != '\t' && b != '\n' && b != '\r' || b == 0x7F;
    boolean isNoText = b == 0xC0 || b == 0xC1 || b >= 0xF5;
    return isControl || isNoText || b == 0xF1 || b == 0xF2;
  }

  private int idOf(byte b) {
    int id = byteIds[b & 0xFF];
    if (id < 0) {
      throw new IllegalArgumentException(
          "the text has the byte 0x%02X, for which the vocabulary has no token"
              .formatted(b & 0xFF));
    }
    return id;
  }

  private void addMerge(Merge merge, int rank, boolean rankOfResult) {
    Vocabulary.checkId(merge.left(), vocabulary.size());
    Vocabulary.checkId(merge.right(), vocabulary.size());
    for (int id : new int[] {merge.left(), merge.right()}) {
      if (vocabulary.length(id) == 0) {
        throw new IllegalArgumentException(
            ("merge %d, %s, uses token %d, which has no bytes: it is a special token or is written"
                    + " otherwise than in bytes, as CLIP's are, whose words end in </w>; that is"
                    + " not supported")
                .formatted(rank, merge, id));
      }
    }
    int merged = vocabulary.findJoined(merge.left(), merge.right());
    if (merged < 0) {
      throw new IllegalArgumentException(
          "merge " + rank + ", " + merge + ", makes a token that is not in the vocabulary");
    }
    if (!table.put(merge.left(), merge.right(), rankOfResult ? merged : rank, merged)) {
      throw new IllegalArgumentException("merge " + rank + ", " + merge + ", is there twice");
    }
  }

  /** A pool of what threads encode with, whose caches take some bytes of memory together. */
  ScratchPool pool(int cacheMemory) {
    int processors = Runtime.getRuntime().availableProcessors();
    return new ScratchPool(cacheMemory, processors, cache -> new PieceScratch(table, cache));
  }

  /** Gives the ids of the piece between two positions. */
  void encode(byte[] text, int start, int end, PieceScratch scratch, IdSink out) {
    PieceCache cache = end - start <= PieceCache.MAX_BYTES ? scratch.cache() : null;
    int hash = cache == null ? 0 : ByteHash.of(text, start, end);
    int record = cache == null ? PieceCache.NONE : cache.find(hash, text, start, end);
    if (record != PieceCache.NONE) {
      cache.addIds(record, out);
      return;
    }
    int[] ids = scratch.ids(end - start);
    int count = encodeAnew(text, start, end, scratch, ids);
    for (int i = 0; i < count; i++) {
      out.add(ids[i]);
    }
    if (cache != null) {
      cache.put(hash, text, start, end, ids, count);
    }
  }

  /** Leaves the ids of a piece at the beginning of an array and gives their number. */
  private int encodeAnew(byte[] text, int start, int end, PieceScratch scratch, int[] ids) {
    int whole = wholePieces ? vocabulary.find(text, start, end) : -1;
    if (whole >= 0) {
      ids[0] = whole;
      return 1;
    }
    for (int i = start; i < end; i++) {
      ids[i - start] = idOf(text[i]);
    }
    return scratch.merge(ids, end - start);
  }
}
