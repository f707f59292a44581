package dev.stoa.tokenizer.file;

import dev.stoa.file.FormatException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Tokens by their ids. A few ids may have no token: published vocabularies leave some out, mostly
 * before their special tokens.
 */
final class TokenNames {

  /** How many ids may be left out. OpenAI's o200k_base leaves out 19. */
  static final int MAX_GAPS = 1024;

  private final String[] names;

  /**
   * Turns ids around.
   *
   * @throws FormatException if two tokens have the same id, or if one is far outside
   */
  TokenNames(Path file, Map<String, Integer> ids) throws FormatException {
    int last = -1;
    for (Map.Entry<String, Integer> entry : ids.entrySet()) {
      int id = entry.getValue();
      if (id < 0 || id >= ids.size() + MAX_GAPS) {
        throw new FormatException(
            file,
            "token '%s' has id %d, but the ids of %d tokens must be 0 to %d, of which at most %d are left out"
                .formatted(entry.getKey(), id, ids.size(), ids.size() - 1 + MAX_GAPS, MAX_GAPS));
      }
      last = Math.max(last, id);
    }
    names = new String[last + 1];
    for (Map.Entry<String, Integer> entry : ids.entrySet()) {
      int id = entry.getValue();
      if (names[id] != null) {
        throw new FormatException(
            file, "tokens '" + names[id] + "' and '" + entry.getKey() + "' have the same id " + id);
      }
      names[id] = entry.getKey();
    }
  }

  /** The number of ids. */
  int size() {
    return names.length;
  }

  /** The token with an id, or null. */
  String name(int id) {
    return names[id];
  }
}
