package dev.stoa.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Arguments of the command line")
class ArgumentsTest {
  @Test
  @DisplayName("--help lists every command on stdout")
  void helpListsCommands() {
    Outcome help = Outcome.of("--help").requireSuccess();
    assertEquals("", help.err());
    for (String command :
        new String[] {
          "quickstart", "study", "train", "generate", "tokenize", "tokenizer", "bench"
        }) {
      assertTrue(help.out().contains("\n  " + command + " "), command);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"quickstart", "study", "train", "generate", "tokenize", "tokenizer", "bench"})
  @DisplayName("every command has a --help of its own on stdout, at most 80 columns wide")
  void everyCommandHasHelp(String command) {
    Outcome help = Outcome.of((command + " --help").split(" ")).requireSuccess();
    assertEquals("", help.err());
    assertTrue(help.out().startsWith("Usage: stoa " + command), help.out());
    assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
  }

  @Test
  @DisplayName("--version tells the version and the kernels")
  void versionTellsKernels() {
    String version = Outcome.of("--version").requireSuccess().out();
    assertTrue(version.matches("stoa .*\\R.*(simd|scalar).*\\R"), version);
  }

  @Test
  @DisplayName("without a command, one line lists the commands")
  void noCommand() {
    String line = Outcome.of().onlyLine(2);
    assertTrue(
        line.contains("quickstart, study, train, generate, tokenize, tokenizer, bench"), line);
  }

  @ParameterizedTest
  @CsvSource({
    "trian, 'unknown command trian; did you mean train?'",
    "genrate, did you mean generate?",
    "--hep, 'unknown option --hep; did you mean --help?'",
    "train --out x --layer 3, 'unknown option --layer; did you mean --layers?'",
    "generate --model m --temprature 0, did you mean --temperature?",
    "quickstart now, unexpected argument now",
    "study 18, no program 18; there are 01-networks",
    "study 1.9, no program 1.9; there are 01-networks",
    "study 01-network, no program 01-network; there are 01-networks",
    "study --smal 1, unknown option --smal",
    "generate, missing required option: '--model=M'",
    "tokenizer, 'expected a command: train'",
    "tokenizer trian, unexpected argument trian",
    "tokenizer train --text t --size 300, missing required option: '--out=FILE'",
    "tokenizer train --text t --size 200 --out o, a vocabulary of 200 is too small",
    "tokenizer train --text t --size 300 --out o --split gpt5, but was 'gpt5'",
    "tokenizer train --text t --size 300 --out o --tie-rule x, expected smaller-ids or"
        + " greater-bytes",
    "tokenizer train --text t --size 300 --out o --threads 0, --threads must be from 1 to 1024",
    "tokenizer train --text t --size 300 --out o --special a --special a, is named twice",
    "tokenizer train --text t --size 300 --out o --model unigram --split gpt2, go with --model bpe",
    "tokenizer train --text t --size 300 --out o --cased, --cased goes with --model wordpiece",
    "tokenizer train --text t --size 259 --out o --model unigram, a vocabulary of 259 is too small",
    "tokenize x, missing required option: '--vocab=FILE'",
    "tokenize --vocab v --ids --count x, 'expected one of --ids, --count and --json at the most'",
    "train --resume, missing required option: '--out=DIR'",
    "train --out x, expected --text FILE",
    "train --out x --text t, expected either --characters or --vocabulary N",
    "train --out x --text t --characters --vocabulary 300, expected either",
    "train --out x --text t --characters --layers three, '--layers'",
    "train --out x --text t --characters --layers 0, '--layers must be at least 1, not 0'",
    "train --out x --text t --characters --heads 3, --channels must be a multiple",
    "train --out x --text t --characters --dropout 1, --dropout must be in",
    "train --out x --text t --characters --learning-rate NaN, --learning-rate must be",
    "train --out x --text t --characters --min-learning-rate 2, --min-learning-rate must be",
    "train --out x --text t --characters --threads 0, --threads must be from 1 to 1024",
    "train --out x --text t --characters --architecture bert, bert",
    "train --resume --out x --layers 3 --threads 2, leave out --layers",
    "generate --model m --temperature -1, --temperature must be",
    "generate --model m --top-p 1.5, --top-p must be",
    "generate --model m --max-tokens 0, --max-tokens must be at least 1",
    "generate --model m --quantize int3, int3",
    "quickstart --steps 0, --steps must be at least 1",
  })
  @DisplayName("bad arguments give one clear line and exit status 2")
  void badArguments(String arguments, String expected) {
    String line = Outcome.of(arguments.split(" ")).onlyLine(2);
    assertAll(
        () -> assertTrue(line.startsWith("stoa"), line),
        () -> assertTrue(line.contains(expected), line),
        () -> assertTrue(line.contains("--help"), line));
  }

  @Test
  @DisplayName("the benchmarks are only listed: the launcher starts them")
  void benchIsOnlyListed() {
    String line = Outcome.of("bench", "Softmax", "--quick").onlyLine(1);
    assertTrue(line.endsWith("./stoa bench Softmax --quick"), line);
  }
}
