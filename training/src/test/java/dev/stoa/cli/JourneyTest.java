package dev.stoa.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("From a text to a model that writes, by commands")
class JourneyTest {
  private static final String NUMBER = "\\d+\\.\\d+";

  @TempDir Path folder;
  private Path text;

  @BeforeEach
  void writeText() throws IOException {
    text = folder.resolve("text.txt");
    Files.writeString(text, "the cat sat on the mat, the dog sat on the log.\n".repeat(40));
  }

  private Outcome train(Path out, String tokenizer, String... more) {
    String start =
        "train --text %s --out %s %s --layers 1 --heads 2 --channels 32 --context 16 --batch 4"
            .formatted(text, out, tokenizer);
    return Outcome.of((start + " " + String.join(" ", more)).split(" +"));
  }

  @Test
  @DisplayName("train ends with its line for programs, and nothing else is on stdout")
  void trainEndsWithItsLine() {
    Path out = folder.resolve("run");
    Outcome trained = train(out, "--characters", "--steps 30").requireSuccess();
    assertTrue(
        trained
            .out()
            .matches(
                "train: steps=30 train_loss=%1$s val_loss=%1$s tokens_per_second=%1$s\n"
                    .formatted(NUMBER)),
        trained.out());
    assertTrue(trained.err().contains("30/30"), "progress without a terminal: " + trained.err());
    for (String file : new String[] {"config.json", "model.safetensors", "loss.svg"}) {
      assertTrue(Files.exists(out.resolve(file)), file);
    }
  }

  @Test
  @DisplayName("train learns: the loss of a text that repeats falls far below a uniform guess")
  void trainLearns() {
    Outcome trained =
        train(folder.resolve("run"), "--characters", "--steps 150", "--learning-rate 5e-3")
            .requireSuccess();
    double loss = Double.parseDouble(trained.out().replaceAll("(?s).*val_loss=(\\S+).*", "$1"));
    // 17 different characters: a uniform guess costs ln 17 = 2.83 nats.
    assertTrue(loss < 1.4, trained.out());
  }

  @Test
  @DisplayName("an --out that holds a run is refused, with the way to go on, and stays as it is")
  void secondRunIsRefused() throws IOException {
    Path out = folder.resolve("run");
    train(out, "--characters", "--steps 2").requireSuccess();
    byte[] before = Files.readAllBytes(out.resolve("model.safetensors"));
    String line = train(out, "--characters", "--steps 3").onlyLine(1);
    assertTrue(line.contains("stoa train --resume --out " + out), line);
    assertArrayEquals(before, Files.readAllBytes(out.resolve("model.safetensors")));
  }

  @Test
  @DisplayName("resuming a finished run trains no more and tells the same losses")
  void resumeFinished() throws IOException {
    Path out = folder.resolve("run");
    String first = train(out, "--characters", "--steps 4").requireSuccess().lastLine();
    byte[] before = Files.readAllBytes(out.resolve("model.safetensors"));
    Outcome resumed =
        Outcome.of("train", "--resume", "--out", out.toString(), "--threads", "1").requireSuccess();
    assertTrue(resumed.err().contains("4 of 4 steps are done"), resumed.err());
    String losses = "train: steps=4 train_loss=\\S+ val_loss=\\S+";
    assertTrue(first.matches(losses + " .*"), first);
    assertEquals(first.replaceAll(" tokens.*", ""), resumed.lastLine().replaceAll(" tokens.*", ""));
    assertArrayEquals(before, Files.readAllBytes(out.resolve("model.safetensors")));
  }

  @Test
  @DisplayName("generate writes from a run's directory: the same text for the same seed")
  void generateFromRun() {
    Path out = folder.resolve("run");
    train(out, "--vocabulary 280", "--steps 3").requireSuccess();
    Outcome one = generate(out, "--seed", "7").requireSuccess();
    assertTrue(one.out().startsWith("the cat"), one.out());
    assertEquals(one.out(), generate(out, "--seed", "7").requireSuccess().out());
    assertNotEquals(one.out(), generate(out, "--seed", "8").requireSuccess().out());
    assertTrue(one.lastError().matches(".*generated: 6 tokens, .* tokens/s; seed 7"), one.err());
  }

  @Test
  @DisplayName("generate --quantize int8 tells the sizes and what stays float32")
  void generateQuantized() {
    Path out = folder.resolve("run");
    // Rows of 48 channels are no multiple of 32; those of 4 x 48 hidden channels are.
    Outcome.of(
            ("train --text %s --out %s --characters --layers 2 --heads 2 --channels 48"
                    + " --context 16 --steps 2")
                .formatted(text, out)
                .split(" "))
        .requireSuccess();
    Outcome made = generate(out, "--quantize", "int8").requireSuccess();
    assertTrue(made.err().matches("(?s).*int8: \\S+ .B instead of \\S+ .B.*"), made.err());
    assertTrue(made.err().contains("stay float32"), made.err());
    assertTrue(made.err().contains("model.layers.*.self_attn.q_proj.weight (2)"), made.err());
    assertTrue(!made.err().contains("down_proj"), made.err());
    Outcome four = generate(out, "--quantize", "q4_0").requireSuccess();
    assertTrue(four.err().matches("(?s).*q4_0: \\S+ .B instead of \\S+ .B.*"), four.err());
    Outcome six = generate(out, "--quantize", "q6_k").requireSuccess();
    assertTrue(six.err().contains("no multiple of 256"), six.err());
  }

  @Test
  @DisplayName("a prompt longer than the context is one line with both numbers")
  void longPrompt() {
    Path out = folder.resolve("run");
    train(out, "--characters", "--steps 1").requireSuccess();
    Outcome made =
        Outcome.of("generate", "--model", out.toString(), "--prompt", "the cat sat on the mat");
    assertEquals(1, made.status());
    assertTrue(made.lastError().contains("22"), made.err());
    assertTrue(made.lastError().contains("16"), made.err());
  }

  private static Outcome generate(Path model, String... more) {
    String[] all = new String[7 + more.length];
    System.arraycopy(
        new String[] {
          "generate", "--model", model.toString(), "--prompt", "the cat", "--max-tokens", "6"
        },
        0,
        all,
        0,
        7);
    System.arraycopy(more, 0, all, 7, more.length);
    return Outcome.of(all);
  }
}
