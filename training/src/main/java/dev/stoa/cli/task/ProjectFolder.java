package dev.stoa.cli.task;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/** Finds the project that a built program belongs to. */
final class ProjectFolder {
  private ProjectFolder() {}

  /** Where this program is, in or below the project's folder; null if nobody knows. */
  static Path place() throws IOException {
    CodeSource source = ProjectFolder.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? null : Path.of(source.getLocation().toURI());
    } catch (URISyntaxException exception) {
      throw new IOException(exception);
    }
  }

  /**
   * The nearest folder that has another one in it.
   *
   * @param place where to begin to look, upwards; may be null
   * @param inside the other one, seen from the one that is looked for
   */
  static Optional<Path> above(Path place, String inside) {
    for (Path root = place; root != null; root = root.getParent()) {
      if (Files.isDirectory(root.resolve(inside))) {
        return Optional.of(root);
      }
    }
    return Optional.empty();
  }
}
