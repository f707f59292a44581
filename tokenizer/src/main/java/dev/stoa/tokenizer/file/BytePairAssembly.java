package dev.stoa.tokenizer.file;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.SpecialTokens;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.bytes.ByteAlphabet;
import dev.stoa.tokenizer.bytes.Vocabulary;
import dev.stoa.tokenizer.pair.BytePairParts;
import dev.stoa.tokenizer.pair.BytePairRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts a byte-pair tokenizer together from what files say, in the order vocabulary, special tokens,
 * merges, and checks each part. What is wrong is thrown as a {@link FormatException} of the file
 * that said it.
 */
final class BytePairAssembly {

  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final Map<String, Integer> special = new LinkedHashMap<>();
  private final Map<String, Integer> plain = new LinkedHashMap<>();
  private final List<Merge> merges = new ArrayList<>();
  private final Set<Merge> seen = new HashSet<>();
  private final Set<String> made = new HashSet<>();

  /** Adds a token in GPT-2's alphabet of bytes, or a special token in plain text. */
  void addToken(Path file, String token, int id) throws FormatException {
    if (id < 0) {
      throw new FormatException(file, "token '" + token + "' has id " + id + ", below 0");
    }
    ids.put(token, id);
  }

  /** Marks a token as special, and adds it if it is not there. */
  void addSpecial(Path file, String name, int id) throws FormatException {
    addNamed(file, name, id);
    special.put(name, id);
  }

  /** Marks a token in plain text that is cut out of every text, and adds it if it is not there. */
  void addPlain(Path file, String name, int id) throws FormatException {
    addNamed(file, name, id);
    plain.put(name, id);
  }

  private void addNamed(Path file, String name, int id) throws FormatException {
    Integer known = ids.get(name);
    if (known == null) {
      addToken(file, name, id);
    } else if (known != id) {
      throw new FormatException(
          file, "added token '" + name + "' has id " + id + ", but in the vocabulary " + known);
    }
  }

  /**
   * Adds the next merge.
   *
   * @return null, or what is wrong with it
   */
  String addMerge(String left, String right) {
    Integer leftId = ids.get(left);
    Integer rightId = ids.get(right);
    if (leftId == null || rightId == null) {
      return "the merge uses '" + (leftId == null ? left : right) + "', which is no token";
    }
    if (!ids.containsKey(left + right)) {
      return "the merge makes '" + left + right + "', which is no token";
    }
    Merge merge = new Merge(leftId, rightId);
    if (!seen.add(merge)) {
      return "the merge of '" + left + "' and '" + right + "' is there twice";
    }
    merges.add(merge);
    made.add(left + right);
    return null;
  }

  /** Takes every token for special that is neither a byte nor one that merges make. */
  void takeUnmadeForSpecial() {
    ids.forEach(
        (token, id) -> {
          byte[] bytes = ByteAlphabet.read(token);
          boolean isText = bytes != null && UnmadeTokens.lacksMerge(token, ids);
          if ((bytes == null || bytes.length != 1) && !made.contains(token) && !isText) {
            special.put(token, id);
          }
        });
  }

  /** Refuses a list of merges that does not make all tokens; it is for the file with that list. */
  void requireAllMerges(Path file) throws FormatException {
    Set<String> named = new HashSet<>(special.keySet());
    named.addAll(plain.keySet());
    String problem = UnmadeTokens.problem(ids, made, named, 0).orElse(null);
    if (problem != null) {
      throw new FormatException(file, problem);
    }
  }

  /** The tokenizer of all that was added; problems of the vocabulary are reported for its file. */
  BytePairParts build(Path file, SplitPattern split) throws IOException {
    AddedTokens added = AddedTokens.of(SpecialTokens.of(special), plain);
    return build(file, BytePairRules.of(split), added, Template.none());
  }

  /** As above, with the options of files that have them; the plain tokens are those added. */
  BytePairParts build(Path file, BytePairRules rules, AddedTokens added, Template template)
      throws IOException {
    List<byte[]> tokens = tokens(file);
    try {
      return BytePairParts.of(
          new Vocabulary(tokens),
          merges,
          rules.withPlainTokens(Collections.unmodifiableMap(plain)),
          added,
          template);
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, e.getMessage());
    }
  }

  private List<byte[]> tokens(Path file) throws FormatException {
    TokenNames table = new TokenNames(file, ids);
    List<byte[]> tokens = new ArrayList<>();
    for (int id = 0; id < table.size(); id++) {
      String token = table.name(id);
      tokens.add(
          token == null || special.containsKey(token)
              ? new byte[0]
              : plain.containsKey(token)
                  ? token.getBytes(StandardCharsets.UTF_8)
                  : bytes(file, token, id));
    }
    return tokens;
  }

  private static byte[] bytes(Path file, String token, int id) throws FormatException {
    byte[] bytes = ByteAlphabet.read(token);
    if (bytes == null || bytes.length == 0) {
      throw new FormatException(
          file,
          "token %d, '%s', is not written in the alphabet of bytes and is no special token"
              .formatted(id, token));
    }
    return bytes;
  }
}
