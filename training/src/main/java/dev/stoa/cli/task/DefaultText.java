package dev.stoa.cli.task;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The text that quickstart takes if it is given none: Java.
 *
 * <p>That is a part of the running JDK's own source, if the JDK has it in {@code lib/src.zip}, and
 * else the source of this project, looked for from the place of this class upwards. Files come in
 * the order of their names, each from its package line on: the licences above would be most of what
 * a small model learns.
 *
 * @param name where it is from
 * @param text the files, one behind the other
 */
public record DefaultText(String name, String text) {
  /** Collections and streams: code that any Java programmer knows. */
  private static final List<String> PACKAGES = List.of("java.base/java/util/");

  private static final int ENOUGH_CHARACTERS = 4_000_000;

  /**
   * Reads it.
   *
   * @return some million characters of Java
   * @throws Failure if neither is there
   * @throws IOException if it cannot be read
   */
  public static DefaultText read() throws IOException {
    return read(Path.of(System.getProperty("java.home")), ProjectFolder.place());
  }

  /**
   * Reads it.
   *
   * @param javaHome the JDK
   * @param place where this program is, in or below the project's directory
   */
  static DefaultText read(Path javaHome, Path place) throws IOException {
    Path zip = javaHome.resolve("lib", "src.zip");
    if (Files.isReadable(zip)) {
      return new DefaultText("the JDK's own source, java.util, in " + zip, ofZip(zip));
    }
    Optional<Path> root = ProjectFolder.above(place, "core/src/main/java");
    if (root.isPresent()) {
      return new DefaultText("this project's own source, in " + root.get(), ofTree(root.get()));
    }
    throw new Failure(
        "no text: this JDK comes without its source (%s); name a text by --text FILE"
            .formatted(zip));
  }

  private static String ofZip(Path zip) throws IOException {
    StringBuilder text = new StringBuilder();
    try (ZipFile files = new ZipFile(zip.toFile())) {
      List<? extends ZipEntry> entries =
          files.stream()
              .filter(entry -> PACKAGES.stream().anyMatch(entry.getName()::startsWith))
              .filter(entry -> entry.getName().endsWith(".java"))
              .sorted((a, b) -> a.getName().compareTo(b.getName()))
              .toList();
      for (ZipEntry entry : entries) {
        try (var in = files.getInputStream(entry)) {
          append(text, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        if (text.length() >= ENOUGH_CHARACTERS) {
          break;
        }
      }
    }
    return text.toString();
  }

  private static String ofTree(Path root) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String module : List.of("core", "tokenizer", "inference", "training", "benchmarks")) {
      Path sources = root.resolve(module).resolve("src");
      if (Files.isDirectory(sources)) {
        try (Stream<Path> files = Files.walk(sources)) {
          for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
            append(text, Files.readString(file));
          }
        }
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String file) {
    int start = file.startsWith("package ") ? 0 : file.indexOf("\npackage ") + 1;
    text.append(file, start, file.length()).append('\n');
  }
}
