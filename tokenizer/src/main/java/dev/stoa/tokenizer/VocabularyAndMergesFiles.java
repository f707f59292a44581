package dev.stoa.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads a vocabulary in two files: vocab.json and merges.txt, which GPT-2 calls encoder.json and
 * vocab.bpe.
 */
final class VocabularyAndMergesFiles {

  private VocabularyAndMergesFiles() {}

  static BytePairTokenizer read(Path vocabJson, Path mergesTxt, SplitPattern split)
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
