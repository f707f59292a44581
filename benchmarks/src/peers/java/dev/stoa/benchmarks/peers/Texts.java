package dev.stoa.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The texts that tokenizers are compared on. */
final class Texts {

  private static final int WORDS_OF_LINE = 24;

  private static final String LETTERS = "etaoinshrdlucmfwypvbgkjqxz";

  private Texts() {}

  /**
   * The source of the running JDK, file by file in the order of their names, until there are enough
   * characters. Empty, with a word on stderr, if this JDK came without its source.
   */
  static Map<String, String> javaSource(int characters) {
    Path zip = Path.of(System.getProperty("java.home"), "lib", "src.zip");
    Map<String, String> files = new LinkedHashMap<>();
    if (!Files.isReadable(zip)) {
      System.err.println("missing data: " + zip + ", the source of this JDK");
      return files;
    }
    try (ZipFile source = new ZipFile(zip.toFile())) {
      List<? extends ZipEntry> entries =
          source.stream()
              .filter(entry -> entry.getName().endsWith(".java"))
              .sorted(Comparator.comparing(ZipEntry::getName))
              .toList();
      int left = characters;
      for (ZipEntry entry : entries) {
        byte[] bytes = source.getInputStream(entry).readAllBytes();
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (left <= 0) {
          break;
        }
        left -= text.length();
        files.put(entry.getName(), text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /**
   * A file of the shared test data, which stand in {@code ../shared/data} of the working directory
   * or where the property {@code stoa.shared} says. Empty, with a word on stderr, if it is missing.
   */
  static Optional<Path> shared(String name) {
    Path file = Path.of(System.getProperty("stoa.shared", "../shared"), "data", name);
    if (!Files.isReadable(file)) {
      System.err.println("missing data: " + file);
      return Optional.empty();
    }
    return Optional.of(file);
  }

  /** The text of a shared file. */
  static Optional<String> sharedText(String name) {
    return shared(name).map(file -> checked(() -> Files.readString(file)));
  }

  /** What a call gives that may fail to read a file. */
  static <T> T checked(Callable<T> call) {
    try {
      return call.call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Words of 2 to 12 letters, no two alike, lower case, with a space before each, in lines of some
   * dozen. Letters that are frequent in English are frequent here.
   */
  static String distinctWords(int characters) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder(characters + 16);
    Set<String> seen = new HashSet<>();
    while (text.length() < characters) {
      StringBuilder word = new StringBuilder(" ");
      int length = 2 + random.nextInt(11);
      for (int i = 0; i < length; i++) {
        word.append(LETTERS.charAt(Math.min(random.nextInt(26), random.nextInt(26))));
      }
      if (seen.add(word.toString())) {
        text.append(word).append(seen.size() % WORDS_OF_LINE == 0 ? "\n" : "");
      }
    }
    return text.toString();
  }

  /** A text in as many parts as there are, cut behind line feeds, for a batch. */
  static List<String> parts(String text, int characters) {
    List<String> parts = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int line = text.indexOf('\n', Math.min(text.length(), from + characters));
      int end = line < 0 ? text.length() : line + 1;
      parts.add(text.substring(from, end));
      from = end;
    }
    return parts;
  }
}
