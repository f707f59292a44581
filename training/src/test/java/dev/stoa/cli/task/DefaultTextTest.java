package dev.stoa.cli.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The text of quickstart")
class DefaultTextTest {
  @TempDir Path folder;

  private void zip(String... namesAndTexts) throws IOException {
    Path lib = Files.createDirectories(folder.resolve("jdk/lib"));
    try (OutputStream file = Files.newOutputStream(lib.resolve("src.zip"));
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
        zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private DefaultText read() throws IOException {
    return DefaultText.read(folder.resolve("jdk"), folder.resolve("project/training/target/x.jar"));
  }

  @Test
  @DisplayName("is the JDK's java.util in the order of names, without licences")
  void jdk() throws IOException {
    zip(
        "java.base/java/util/B.java", "/* Licence */\npackage java.util;\nclass B {}\n",
        "java.base/java/util/A.java", "package java.util;\nclass A {}\n",
        "java.base/java/util/notes.txt", "no Java",
        "java.base/sun/util/C.java", "package sun.util;\n");
    DefaultText text = read();
    assertEquals(
        "package java.util;\nclass A {}\n\npackage java.util;\nclass B {}\n\n", text.text());
    assertTrue(text.name().contains("src.zip"), text.name());
  }

  @Test
  @DisplayName("is the project's own source where the JDK has none")
  void project() throws IOException {
    Path sources = Files.createDirectories(folder.resolve("project/core/src/main/java"));
    Files.writeString(sources.resolve("A.java"), "package a;\n");
    Path tests = Files.createDirectories(folder.resolve("project/training/src/test/java"));
    Files.writeString(tests.resolve("Z.java"), "package z;\n");
    DefaultText text = read();
    assertEquals("package a;\n\npackage z;\n\n", text.text());
    assertTrue(text.name().contains(folder.resolve("project").toString()), text.name());
  }

  @Test
  @DisplayName("is asked for where there is neither")
  void neither() {
    Failure failure = assertThrows(Failure.class, this::read);
    assertTrue(failure.getMessage().contains("--text FILE"), failure.getMessage());
  }
}
