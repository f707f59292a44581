package dev.stoa.tokenizer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * SentencePiece's byte-pair encoding with byte fallback, as Llama 2 and llama2.c have it.
 *
 * <p>A space is put before the text. Its characters are the first tokens; a character that is no
 * piece becomes the byte pieces {@code <0xXX>} of its UTF-8. Then, again and again, of all
 * neighbours whose text together is a piece, those whose piece has the highest score become that
 * piece, the leftmost first, until there are none. The text is not split before that. An empty text
 * has no ids.
 *
 * <p>Decoding puts the pieces together, byte pieces as their byte. The first piece of a text, and
 * every piece that follows the token for the beginning of a text, loses the space it begins with:
 * the one that encoding put there.
 *
 * <p>Source: Kudo and Richardson, "SentencePiece", 2018; the file and its rules are those of
 * llama2.c's {@code run.c}. Differences from it: a text without the beginning token loses its first
 * space too, control tokens decode to nothing, and pieces for control tokens and bytes never match
 * text.
 */
public final class SentencePieceTokenizer implements Tokenizer {

  private static final int BEGIN = 1;
  private static final int END = 2;
  private static final int FIRST_BYTE = 3;
  private static final int FIRST_NORMAL = FIRST_BYTE + 256;
  private static final SpecialTokens SPECIAL = special();

  /** A piece as it stands in the file. */
  record Piece(byte[] text, float score) {}

  private final List<Piece> pieces;
  private final Vocabulary normal;
  private final Vocabulary decoded;
  private final MergeTable table;

  /**
   * Takes the pieces in the order of their ids: unknown, begin, end, the 256 bytes, then all
   * others.
   *
   * @throws IllegalArgumentException if there are not enough pieces, a byte piece is not at its
   *     place, or a piece is there twice
   */
  SentencePieceTokenizer(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
    requireBytePieces();
    List<byte[]> found = new ArrayList<>();
    List<byte[]> given = new ArrayList<>();
    for (int id = 0; id < pieces.size(); id++) {
      byte[] text = pieces.get(id).text;
      boolean isByte = id >= FIRST_BYTE && id < FIRST_NORMAL;
      boolean isControl = id == BEGIN || id == END;
      found.add(id < FIRST_NORMAL ? new byte[0] : text);
      given.add(isControl ? new byte[0] : isByte ? new byte[] {(byte) (id - FIRST_BYTE)} : text);
    }
    normal = new Vocabulary(found);
    decoded = new Vocabulary(given);
    table = merges();
  }

  private static SpecialTokens special() {
    Map<String, Integer> ids = new TreeMap<>(Map.of("<s>", BEGIN, "</s>", END));
    return SpecialTokens.of(ids);
  }

  private void requireBytePieces() {
    for (int b = 0; b < 256; b++) {
      int id = FIRST_BYTE + b;
      String expected = "<0x%02X>".formatted(b);
      String found = id < pieces.size() ? text(id) : "the end of the vocabulary";
      if (!found.equals(expected)) {
        throw new IllegalArgumentException(
            "expected piece %d to be %s, found '%s'".formatted(id, expected, found));
      }
    }
  }

  private String text(int id) {
    return new String(pieces.get(id).text, StandardCharsets.UTF_8);
  }

  /**
   * Every way to put a piece together from two others; the higher its score, the earlier it is
   * done.
   */
  private MergeTable merges() {
    float[] scores = new float[pieces.size()];
    for (int id = 0; id < scores.length; id++) {
      scores[id] = -pieces.get(id).score;
    }
    Arrays.sort(scores);
    IntArray triples = new IntArray(pieces.size() * 6);
    for (int id = FIRST_NORMAL; id < pieces.size(); id++) {
      byte[] text = pieces.get(id).text;
      if (text.length > 0 && normal.find(text, 0, text.length) != id) {
        throw new IllegalArgumentException(
            "pieces %d and %d are both '%s'"
                .formatted(normal.find(text, 0, text.length), id, text(id)));
      }
      addSplits(text, id, triples);
    }
    MergeTable merges = new MergeTable(triples.size() / 3);
    for (int i = 0; i < triples.size(); i += 3) {
      int priority = firstIndex(scores, -pieces.get(triples.get(i + 2)).score);
      merges.put(triples.get(i), triples.get(i + 1), priority, triples.get(i + 2));
    }
    return merges;
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

  private void addSplits(byte[] text, int id, IntArray triples) {
    for (int at = 0; at < text.length; ) {
      at += Utf8.length(Utf8.codePoint(text, at, text.length));
      int left = at < text.length ? normal.find(text, 0, at) : -1;
      int right = left < 0 ? -1 : normal.find(text, at, text.length);
      if (right >= 0) {
        triples.add(left);
        triples.add(right);
        triples.add(id);
      }
    }
  }

  /**
   * Reads llama2.c's {@code tokenizer.bin}.
   *
   * @param tokenizerBin the file
   * @return the tokenizer
   * @throws FormatException if the file is damaged
   * @throws IOException if the file cannot be read
   */
  public static SentencePieceTokenizer fromLlama2c(Path tokenizerBin) throws IOException {
    return Llama2cFile.read(tokenizerBin);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A space is put before the text, and before each part of it that follows a special token.
   */
  @Override
  public int[] encode(String text, Set<String> allowedSpecial) {
    SpecialTokenFinder finder = new SpecialTokenFinder(text, SPECIAL, allowedSpecial);
    IntArray ids = new IntArray(text.length() / 2);
    int start = 0;
    while (finder.next(start)) {
      encodePart(text.substring(start, finder.start()), ids);
      ids.add(finder.id());
      start = finder.end();
    }
    encodePart(text.substring(start), ids);
    return ids.toArray();
  }

  private void encodePart(String part, IntArray out) {
    if (part.isEmpty()) {
      return;
    }
    byte[] text = (" " + part).getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[text.length];
    int count = 0;
    for (int at = 0; at < text.length; ) {
      int end = at + Utf8.length(Utf8.codePoint(text, at, text.length));
      int id = normal.find(text, at, end);
      if (id >= 0) {
        ids[count++] = id;
      } else {
        for (int i = at; i < end; i++) {
          ids[count++] = FIRST_BYTE + (text[i] & 0xFF);
        }
      }
      at = end;
    }
    out.addAll(ids, new PairMerger(table).merge(ids, count));
  }

  /** Gives the bytes of a sequence of ids, without the space that begins a text. */
  private final class Pieces implements IntFunction<byte[]> {
    private boolean atBeginning = true;

    @Override
    public byte[] apply(int id) {
      byte[] bytes = bytes(id);
      boolean drops = atBeginning && id >= FIRST_NORMAL && bytes.length > 0 && bytes[0] == ' ';
      atBeginning = id == BEGIN;
      return drops ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
  }

  @Override
  public String decode(int... ids) {
    Pieces sequence = new Pieces();
    ByteArrayOutputStream all = new ByteArrayOutputStream(ids.length * 4);
    for (int id : ids) {
      all.writeBytes(sequence.apply(id));
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    return new StreamingDecoder() {
      private StreamingDecoder decoder = StreamingDecoder.of(new Pieces());

      @Override
      public String next(int id) {
        return decoder.next(id);
      }

      @Override
      public String finish() {
        String rest = decoder.finish();
        decoder = StreamingDecoder.of(new Pieces());
        return rest;
      }
    };
  }

  @Override
  public byte[] bytes(int id) {
    return decoded.bytes(id);
  }

  @Override
  public int vocabularySize() {
    return decoded.size();
  }

  @Override
  public SpecialTokens specialTokens() {
    return SPECIAL;
  }

  /** Writes llama2.c's {@code tokenizer.bin}, byte for byte as it was read. */
  @Override
  public void save(Path file) throws IOException {
    Llama2cFile.write(pieces, file);
  }
}
