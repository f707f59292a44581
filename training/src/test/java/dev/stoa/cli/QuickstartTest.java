package dev.stoa.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Quickstart")
class QuickstartTest {
  private static final Pattern LAST_LINE =
      Pattern.compile(
          "quickstart: steps=(?<steps>\\d+) val_loss=(?<loss>\\d+\\.\\d+)"
              + " int8_val_loss=(?<int8>\\d+\\.\\d+) f32_tokens_per_second=(?<f32>\\d+\\.\\d+)"
              + " int8_tokens_per_second=\\d+\\.\\d+ f32_bytes=(?<floats>\\d+)"
              + " int8_bytes=(?<bytes>\\d+)");

  @TempDir Path folder;

  @Test
  @DisplayName("goes the whole way and ends with its line for programs")
  void wholeWay() throws IOException {
    Path text = folder.resolve("text.txt");
    Files.writeString(
        text, "She sells sea shells on the sea shore, all day and all night. ".repeat(200));
    Path out = folder.resolve("out");
    Outcome made =
        Outcome.of("quickstart", "--steps", "2", "--text", text.toString(), "--out", out.toString())
            .requireSuccess();
    Matcher line = LAST_LINE.matcher(made.lastLine());
    assertTrue(line.matches(), made.lastLine());
    assertEquals("2", line.group("steps"));
    double loss = Double.parseDouble(line.group("loss"));
    // Logits of a new model have a deviation of 0.02 √128 = 0.23. The weights of 17 products are
    // off
    // by 0.5 % each in the root mean square, 8 % of that if all add up.
    assertEquals(loss, Double.parseDouble(line.group("int8")), 0.08 * 0.23, "int8 costs little");
    assertTrue(Double.parseDouble(line.group("f32")) > 0);
    // A block of 32 weights takes 34 bytes instead of 128; vectors, less than 2 % of all, stay.
    double share =
        Double.parseDouble(line.group("bytes")) / Double.parseDouble(line.group("floats"));
    assertEquals(34 / 128.0, share, 0.02);
    assertTrue(Files.exists(out.resolve("loss.svg")));
    Outcome.of("generate", "--model", out.toString(), "--max-tokens", "2").requireSuccess();
  }
}
