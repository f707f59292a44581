package dev.stoa.tokenizer.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.SplitPattern;
import dev.stoa.tokenizer.pair.BytePairParts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads a vocabulary in two files: vocab.json and merges.txt, which GPT-2 calls encoder.json and
 * vocab.bpe.
 */
public final class VocabularyAndMergesFiles {

  private static final List<String> VOCABULARIES = List.of("vocab.json", "encoder.json");

  /** The names of the merges that belong to a vocabulary. */
  private static final List<String> MERGES = List.of("merges.txt", "vocab.bpe");

  /** The tokens of GPT-2, and of RoBERTa, BART and OPT, which have the same and some names. */
  private static final int GPT2_TOKENS = 50_257;

  private static final int ROBERTA_TOKENS = 50_265;

  /**
   * Up to so many tokens, the size that Hugging Face's trainer has by default, a vocabulary is one
   * that somebody trained, with the split of that trainer, which is GPT-2's. The published ones
   * with other splits have more, beginning with DeepSeek Coder's 32,000.
   */
  private static final int SMALL = 30_000;

  private VocabularyAndMergesFiles() {}

  /** Refuses vocabularies of which it is not known that they split texts as GPT-2 does. */
  static void requireGpt2Split(Path vocabJson, int size) throws FormatException {
    if (size > SMALL && (size < GPT2_TOKENS || size > ROBERTA_TOKENS)) {
      throw new FormatException(
          vocabJson,
          ("the file does not say how texts are split, and its %d tokens are not GPT-2's: open the"
                  + " model's tokenizer.json, or name the split (stoa tokenize --split, or"
                  + " BytePairTokenizer.fromVocabularyAndMerges)")
              .formatted(size));
    }
  }

  /**
   * Reads a vocabulary, or the one in a directory, with the merges beside it.
   *
   * @param path the vocabulary or the directory
   * @param split how texts are split into pieces
   * @return the parts of the tokenizer
   * @throws FormatException if a file is missing or damaged or if they do not belong together
   * @throws IOException if a file cannot be read
   */
  public static BytePairParts read(Path path, SplitPattern split) throws IOException {
    boolean isDirectory = Files.isDirectory(path);
    Path vocabJson =
        isDirectory ? first(VOCABULARIES, path::resolve, path, "a vocabulary here") : path;
    Path merges =
        first(MERGES, vocabJson::resolveSibling, vocabJson, "the merges beside this vocabulary");
    return read(vocabJson, merges, split);
  }

  private static Path first(List<String> names, Function<String, Path> place, Path at, String what)
      throws FormatException {
    return names.stream()
        .map(place)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () -> new FormatException(at, "expected %s, one of %s".formatted(what, names)));
  }

  /**
   * Reads a vocabulary and its merges.
   *
   * @param vocabJson the vocabulary
   * @param mergesTxt the merges
   * @param split how texts are split into pieces
   * @return the parts of the tokenizer
   * @throws FormatException if a file is damaged or if they do not belong together
   * @throws IOException if a file cannot be read
   */
  public static BytePairParts read(Path vocabJson, Path mergesTxt, SplitPattern split)
      throws IOException {
    BytePairAssembly assembly = new BytePairAssembly();
    for (Map.Entry<String, JsonNode> token : JsonFile.read(vocabJson).properties()) {
      if (!token.getValue().isInt()) {
        throw new FormatException(
            vocabJson,
            "expected a number as the id of '%s', found %s"
                .formatted(token.getKey(), token.getValue().getNodeType()));
      }
      assembly.addToken(vocabJson, token.getKey(), token.getValue().intValue());
    }
    readMerges(mergesTxt, assembly);
    assembly.takeUnmadeForSpecial();
    assembly.requireAllMerges(mergesTxt);
    return assembly.build(vocabJson, split);
  }

  private static void readMerges(Path file, BytePairAssembly assembly) throws IOException {
    long number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (number == 1 && line.startsWith("#version") || line.isEmpty()) {
          continue;
        }
        int space = line.indexOf(' ');
        if (space <= 0 || space == line.length() - 1 || line.indexOf(' ', space + 1) >= 0) {
          throw FormatException.atLine(
              file, number, "expected two tokens with one space between them");
        }
        String problem = assembly.addMerge(line.substring(0, space), line.substring(space + 1));
        if (problem != null) {
          throw FormatException.atLine(file, number, problem);
        }
      }
    } catch (CharacterCodingException e) {
      throw FormatException.atLine(
          file, number + 1, "expected UTF-8 in this line or soon behind it");
    }
  }
}
