package dev.stoa.cli.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program of the folder {@code study}: one file of Java, which the JDK runs as it lies.
 *
 * @param row number of its row in the plan
 * @param file the file, NN-name.java with two digits for its row
 */
public record StudyProgram(int row, Path file) {
  private static final Pattern NAME = Pattern.compile("(\\d\\d)-[a-z0-9-]+\\.java");

  /** The first sentence of the comment above the class. */
  private static final Pattern ABOUT =
      Pattern.compile("/\\*\\*\\s*\\*?(.*?\\.)\\s", Pattern.DOTALL);

  /**
   * All programs of the project that this program was built in.
   *
   * @return the programs by row, and those of a row by name
   * @throws Failure if there is no project around
   * @throws IOException if the folder cannot be read
   */
  public static List<StudyProgram> all() throws IOException {
    Path root =
        ProjectFolder.above(ProjectFolder.place(), "study")
            .orElseThrow(
                () ->
                    new Failure(
                        "the programs lie in the folder 'study' of Stoa's source, which is not"
                            + " around this program: clone it, and start ./stoa there"));
    return in(root.resolve("study"));
  }

  /** All programs in a folder, in order. */
  static List<StudyProgram> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .sorted()
          .flatMap(
              file -> {
                Matcher name = NAME.matcher(file.getFileName().toString());
                return name.matches()
                    ? Stream.of(new StudyProgram(Integer.parseInt(name.group(1)), file))
                    : Stream.empty();
              })
          .toList();
    }
  }

  /**
   * Its name, by which it is started.
   *
   * @return the file's name without its end
   */
  public String name() {
    return file.getFileName().toString().replace(".java", "");
  }

  /**
   * What it shows.
   *
   * @return the first sentence of its comment, or "" if it has none
   * @throws IOException if it cannot be read
   */
  public String about() throws IOException {
    Matcher about = ABOUT.matcher(Files.readString(file));
    return about.find() ? about.group(1).replaceAll("\\s+\\*?\\s*", " ").strip() : "";
  }
}
