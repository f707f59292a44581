package dev.stoa.tokenizer.file;

import dev.stoa.tokenizer.piece.PieceTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells an incomplete list of merges from a complete one.
 *
 * <p>Byte-pair encoding makes each of its tokens out of two others. So where a list was cut off,
 * the vocabulary has tokens that no merge makes, and each of them is two other tokens in a row.
 * Tokens of another kind, such as {@code <|endoftext|>} or RoBERTa's {@code madeupword0000}, are
 * not, but for short ones in brackets: {@code <s>} may be {@code <} and {@code s>}.
 */
final class UnmadeTokens {

  private static final Pattern NAME = Pattern.compile("<.+>|\\[.+]", Pattern.DOTALL);

  /** No vocabulary has longer tokens of text. It bounds the time for those that no merge makes. */
  private static final int MAX_LENGTH = PieceTable.MAX_BYTES;

  private UnmadeTokens() {}

  /** Whether a merge is missing that makes a token, if none of the list does. */
  static boolean lacksMerge(String token, Map<String, Integer> ids) {
    if (token.length() > MAX_LENGTH || NAME.matcher(token).matches()) {
      return false;
    }
    for (int at = 1; at < token.length(); at++) {
      if (ids.containsKey(token.substring(0, at)) && ids.containsKey(token.substring(at))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Says what is wrong with a list of merges that is incomplete.
   *
   * @param ids the vocabulary
   * @param made the tokens that the merges make
   * @param others the tokens that need no merge
   * @param allowed how many tokens may lack their merge
   */
  static Optional<String> problem(
      Map<String, Integer> ids, Set<String> made, Set<String> others, int allowed) {
    List<String> unmade =
        ids.keySet().stream()
            .filter(token -> !made.contains(token) && !others.contains(token))
            .filter(token -> lacksMerge(token, ids))
            .toList();
    if (unmade.size() <= allowed) {
      return Optional.empty();
    }
    String first = unmade.getFirst();
    return Optional.of(
        "the list of merges is incomplete: none of %d merges makes token %d, '%s', though"
                .formatted(made.size(), ids.get(first), first)
            + " it is two other tokens in a row, one of %d such tokens; take the whole list, or"
                .formatted(unmade.size())
            + " name the tokens as added ones");
  }
}
