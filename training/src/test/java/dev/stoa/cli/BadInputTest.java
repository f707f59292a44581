package dev.stoa.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Bad input is one line that names the file, and exit status 1")
class BadInputTest {
  @TempDir Path folder;
  private Path text;
  private Path out;

  @BeforeEach
  void names() {
    text = folder.resolve("text.txt");
    out = folder.resolve("run");
  }

  private Outcome train(String... more) {
    String[] arguments = {"train", "--text", text.toString(), "--out", out.toString()};
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Outcome.of(all);
  }

  private void requireLine(Outcome outcome, Path file, String problem) {
    String line = outcome.onlyLine(1);
    assertTrue(line.contains(file + ": "), line);
    assertTrue(line.contains(problem), line);
  }

  @Test
  @DisplayName("a text that is not there")
  void missingText() {
    requireLine(train("--characters"), text, "no such file");
    assertFalse(Files.exists(out), "nothing is begun");
  }

  @Test
  @DisplayName("an empty text")
  void emptyText() throws IOException {
    Files.writeString(text, "");
    requireLine(train("--vocabulary", "300"), text, "the text is empty");
  }

  @Test
  @DisplayName("a directory instead of a text")
  void directory() throws IOException {
    Files.createDirectory(text);
    requireLine(train("--characters"), text, "is a directory");
  }

  @Test
  @DisplayName("a text that is not UTF-8, with the place")
  void latin1() throws IOException {
    Files.write(text, new byte[] {'a', 'b', (byte) 0xE4, 'c'});
    requireLine(train("--characters"), text, "byte 2 is not UTF-8");
  }

  @Test
  @DisplayName("a text shorter than the context, with both numbers")
  void shortText() throws IOException {
    // 40 characters: 36 to train on and 4 to validate with.
    Files.writeString(text, "abcdefghij".repeat(4));
    requireLine(
        train("--characters", "--context", "36"),
        text,
        "36 tokens to train on, but a context of 36" + " needs 37 at least");
    assertFalse(Files.exists(out), "nothing is begun");
  }

  @Test
  @DisplayName("a directory that holds no training to resume")
  void nothingToResume() {
    requireLine(Outcome.of("train", "--resume", "--out", out.toString()), out, "no training");
  }

  @Test
  @DisplayName("what a start left behind that was killed is no training, and gives way to one")
  void killedStart() throws IOException {
    Files.createDirectory(out);
    Files.writeString(
        out.resolve("training-state.safetensors"), "the state comes before config.json");
    requireLine(Outcome.of("train", "--resume", "--out", out.toString()), out, "no training");
    requireLine(train("--characters"), text, "no such file");
  }

  @Test
  @DisplayName("an --out that is a file")
  void outIsFile() throws IOException {
    Files.writeString(text, "abcdefghij".repeat(4));
    requireLine(
        Outcome.of("train", "--characters", "--text", text.toString(), "--out", text + ""),
        text,
        "not a directory");
    assertEquals(40, Files.size(text), "the file is as it was");
  }

  @Test
  @DisplayName("a model that is not there")
  void missingModel() {
    requireLine(Outcome.of("generate", "--model", text.toString()), text, "no such file");
  }

  @Test
  @DisplayName("a model that is something else")
  void foreignModel() throws IOException {
    Files.writeString(text, "once upon a time, there was no model");
    String line = Outcome.of("generate", "--model", text.toString()).onlyLine(1);
    assertTrue(line.contains(text.toString()), line);
  }

  @Test
  @DisplayName("a tokenizer that is not there")
  void missingTokenizer() {
    Path model = Path.of(System.getProperty("stoa.shared", "."), "data", "stories260K.bin");
    assumeTrue(Files.exists(model), "missing data: " + model);
    Path tokenizer = folder.resolve("tokenizer.bin");
    requireLine(
        Outcome.of("generate", "--model", model.toString(), "--tokenizer", tokenizer.toString()),
        tokenizer,
        "no such file");
  }
}
