package dev.stoa.tokenizer.word;

import dev.stoa.tokenizer.bytes.IntArray;
import dev.stoa.tokenizer.corpus.PieceCounts;
import dev.stoa.tokenizer.pair.MergeLearner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The characters of words as the tokens that WordPiece training begins with: as they begin a word,
 * and with {@code ##} before them as they continue one.
 */
public final class WordPieceSymbols implements MergeLearner.Alphabet {

  private final List<String> tokens;
  private final Map<String, Integer> ids = new HashMap<>();

  /**
   * Takes the characters of counted words.
   *
   * @param words the counts
   * @param limit how many tokens there may be; of more, the rarest are left out, and of equally
   *     rare ones those with the larger code points
   */
  public WordPieceSymbols(PieceCounts words, int limit) {
    Map<String, Long> counts = new TreeMap<>(WordPieceSymbols::compare);
    for (int word = 0; word < words.size(); word++) {
      for (String symbol : symbols(words.bytes(word))) {
        counts.merge(symbol, words.count(word), Long::sum);
      }
    }
    tokens =
        counts.keySet().stream()
            .sorted(Comparator.comparing((String symbol) -> -counts.get(symbol)))
            .limit(limit)
            .sorted(WordPieceSymbols::compare)
            .toList();
    for (String token : tokens) {
      ids.put(token, ids.size());
    }
  }

  /** Those that begin a word first, each part by code points. */
  private static int compare(String one, String other) {
    boolean continues = one.startsWith(WordPieceEncoder.CONTINUES);
    if (continues != other.startsWith(WordPieceEncoder.CONTINUES)) {
      return continues ? 1 : -1;
    }
    return Arrays.compareUnsigned(utf8(one), utf8(other));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> symbols(byte[] word) {
    List<String> symbols = new ArrayList<>();
    new String(word, StandardCharsets.UTF_8)
        .codePoints()
        .forEach(
            character ->
                symbols.add(
                    (symbols.isEmpty() ? "" : WordPieceEncoder.CONTINUES)
                        + Character.toString(character)));
    return symbols;
  }

  @Override
  public List<byte[]> tokens() {
    return tokens.stream().map(WordPieceSymbols::utf8).toList();
  }

  /** A word of which a character was left out becomes the unknown token: it teaches nothing. */
  @Override
  public void addIds(byte[] word, IntArray wordIds) {
    List<String> symbols = symbols(word);
    if (ids.keySet().containsAll(symbols)) {
      symbols.forEach(symbol -> wordIds.add(ids.get(symbol)));
    }
  }

  /** {@code pl} and {@code ##ay} become {@code play}. */
  @Override
  public byte[] joined(byte[] left, byte[] right) {
    int mark = WordPieceEncoder.CONTINUES.length();
    byte[] joined = Arrays.copyOf(left, left.length + right.length - mark);
    System.arraycopy(right, mark, joined, left.length, right.length - mark);
    return joined;
  }
}
