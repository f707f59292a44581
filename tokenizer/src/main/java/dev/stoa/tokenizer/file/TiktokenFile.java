package dev.stoa.tokenizer.file;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.Merge;
import dev.stoa.tokenizer.SpecialTokens;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.Template;
import dev.stoa.tokenizer.added.AddedTokens;
import dev.stoa.tokenizer.bytes.Vocabulary;
import dev.stoa.tokenizer.pair.BytePairParts;
import dev.stoa.tokenizer.pair.BytePairRules;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** OpenAI's {@code .tiktoken} file: a line for each token, its bytes in Base64 and its rank. */
public final class TiktokenFile {

  /** More than any known vocabulary by far. */
  private static final long MAX_BYTES = 1L << 27;

  private static final int MAX_TOKENS = 1 << 24;
  private static final int MAX_TOKEN_BYTES = 1 << 10;

  private final Path file;
  private final List<byte[]> tokens = new ArrayList<>();

  private TiktokenFile(Path file) {
    this.file = file;
  }

  /**
   * Reads the file.
   *
   * @param file the file
   * @param split how texts are split into pieces
   * @param special the name of each special token and its id
   * @return the parts of the tokenizer
   * @throws FormatException if the file is damaged
   * @throws IOException if the file cannot be read
   */
  public static BytePairParts read(Path file, SplitPattern split, Map<String, Integer> special)
      throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new FormatException(
          file, "expected at most " + MAX_BYTES + " bytes of tokens, but it has " + size);
    }
    TiktokenFile reader = new TiktokenFile(file);
    reader.readTokens();
    reader.addSpecial(special);
    for (int id = 0; id < reader.tokens.size(); id++) {
      if (reader.tokens.get(id) == null) {
        reader.tokens.set(id, new byte[0]);
      }
    }
    return reader.build(split, special);
  }

  private void readTokens() throws IOException {
    long number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isEmpty()) {
          readToken(line, number);
        }
      }
    }
  }

  private void readToken(String line, long number) throws FormatException {
    int space = line.indexOf(' ');
    byte[] token;
    int rank;
    try {
      token = Base64.getDecoder().decode(line.substring(0, Math.max(0, space)));
      rank = Integer.parseInt(line.substring(space + 1));
    } catch (IllegalArgumentException e) {
      throw FormatException.atLine(
          file, number, "expected a token in Base64, a space and its rank");
    }
    if (token.length == 0
        || token.length > MAX_TOKEN_BYTES
        || rank < 0
        || rank >= number + TokenNames.MAX_GAPS
        || rank > MAX_TOKENS) {
      throw FormatException.atLine(
          file,
          number,
          "expected a token of 1 to %d bytes and a rank from 0 to about its line, found %d and %d"
              .formatted(MAX_TOKEN_BYTES, token.length, rank));
    }
    put(token, rank, "line " + number);
  }

  private void put(byte[] token, int rank, String place) throws FormatException {
    while (tokens.size() <= rank) {
      tokens.add(null);
    }
    if (tokens.get(rank) != null) {
      throw new FormatException(file, place + ": rank " + rank + " is there twice");
    }
    tokens.set(rank, token);
  }

  private void addSpecial(Map<String, Integer> special) throws FormatException {
    int most = tokens.size() + special.size() + TokenNames.MAX_GAPS;
    for (Map.Entry<String, Integer> token : special.entrySet()) {
      if (token.getValue() < 0 || token.getValue() >= most) {
        throw new IllegalArgumentException(
            "special token '%s' has id %d, expected 0 to %d"
                .formatted(token.getKey(), token.getValue(), most - 1));
      }
      put(new byte[0], token.getValue(), "special token '" + token.getKey() + "'");
    }
  }

  private BytePairParts build(SplitPattern split, Map<String, Integer> special)
      throws FormatException {
    try {
      Vocabulary vocabulary = new Vocabulary(tokens);
      BytePairRules rules = BytePairRules.ofRanks(split);
      SpecialTokens known = SpecialTokens.of(special);
      // The file does not say what is around a text; Llama 3's models expect their first token.
      return BytePairParts.of(
          vocabulary,
          merges(vocabulary),
          rules,
          AddedTokens.of(known, rules.plainTokens()),
          Template.of(known.beginOfText(), OptionalInt.empty()));
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, e.getMessage());
    }
  }

  /** Every way to put a token together from two others, by the rank of the token. */
  private List<Merge> merges(Vocabulary vocabulary) throws FormatException {
    List<Merge> merges = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      byte[] token = tokens.get(id);
      if (token.length > 0 && vocabulary.find(token, 0, token.length) != id) {
        throw new FormatException(
            file,
            "ranks %d and %d are the same token, %s"
                .formatted(vocabulary.find(token, 0, token.length), id, Arrays.toString(token)));
      }
      for (int at = 1; at < token.length; at++) {
        int left = vocabulary.find(token, 0, at);
        int right = left < 0 ? -1 : vocabulary.find(token, at, token.length);
        if (right >= 0) {
          merges.add(new Merge(left, right));
        }
      }
    }
    return merges;
  }
}
