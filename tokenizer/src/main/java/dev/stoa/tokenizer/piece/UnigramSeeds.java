package dev.stoa.tokenizer.piece;

import dev.stoa.tokenizer.corpus.PieceCounts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The pieces that unigram training begins with: all characters, and the strings within words that
 * occur at least twice, those first that occur often and are long.
 *
 * <p>Strings are counted by length, each length from the one before: a string can only occur twice
 * if its beginning and its end do.
 */
public final class UnigramSeeds {

  /** The length of the longest piece in characters, as SentencePiece has it. */
  static final int MAX_CHARACTERS = 16;

  private record Seed(byte[] piece, long count, long weight) {}

  private UnigramSeeds() {}

  /**
   * The model to begin with: each piece is as probable as it occurs.
   *
   * @param words the words to learn from
   * @param most how many pieces there may be besides the characters
   * @return the model
   */
  public static UnigramModel model(UnigramWords words, int most) {
    PieceCounts characters = new PieceCounts();
    count(words, 1, null, characters);
    List<Seed> seeds = new ArrayList<>();
    PieceCounts shorter = characters;
    for (int length = 2; length <= MAX_CHARACTERS && shorter.size() > 0; length++) {
      PieceCounts strings = new PieceCounts();
      count(words, length, shorter, strings);
      for (int string = 0; string < strings.size(); string++) {
        long count = strings.count(string);
        if (count >= 2) {
          seeds.add(new Seed(strings.bytes(string), count, count * length));
        }
      }
      shorter = strings;
    }
    seeds.sort(
        Comparator.comparingLong((Seed seed) -> -seed.weight())
            .thenComparing(Seed::piece, Arrays::compareUnsigned));
    List<byte[]> pieces = new ArrayList<>();
    double[] counts = new double[words.characters().size() + Math.min(most, seeds.size())];
    for (String character : words.characters()) {
      byte[] piece = character.getBytes(StandardCharsets.UTF_8);
      counts[pieces.size()] = characters.count(piece, 0, piece.length);
      pieces.add(piece);
    }
    for (Seed seed : seeds.subList(0, counts.length - pieces.size())) {
      counts[pieces.size()] = seed.count();
      pieces.add(seed.piece());
    }
    return UnigramModel.ofCounts(pieces, counts, words.characters().size());
  }

  /** Counts the strings of a length in all words. */
  private static void count(
      UnigramWords words, int length, PieceCounts shorter, PieceCounts strings) {
    int[] starts = new int[16];
    for (int word = 0; word < words.words().size(); word++) {
      byte[] text = words.words().get(word);
      starts = starts.length <= text.length ? new int[text.length + 1] : starts;
      int characters = starts(text, starts);
      for (int first = 0; first + length <= characters; first++) {
        int from = starts[first];
        int to = starts[first + length];
        if (shorter == null
            || shorter.count(text, from, starts[first + length - 1]) >= 2
                && shorter.count(text, starts[first + 1], to) >= 2) {
          strings.add(text, from, to, words.counts()[word]);
        }
      }
    }
  }

  /** Finds where the characters begin, and the end; gives their number. */
  private static int starts(byte[] text, int[] starts) {
    int characters = 0;
    for (int at = 0; at < text.length; at++) {
      if ((text[at] & 0xC0) != 0x80) {
        starts[characters++] = at;
      }
    }
    starts[characters] = text.length;
    return characters;
  }
}
