package dev.stoa.cli;

import dev.stoa.cli.show.Console;
import dev.stoa.cli.show.Progress;
import dev.stoa.data.TokenFile;
import dev.stoa.tokenizer.BytePairTokenizer;
import dev.stoa.tokenizer.BytePairTrainer;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Learns a byte-level BPE tokenizer from the part of a text that is trained on. */
final class TokenizerTraining {
  /** Tokens that need not be learned. */
  private static final int BYTES = 256;

  private TokenizerTraining() {}

  /**
   * Learns it, with progress on stderr.
   *
   * @param text the whole text
   * @param vocabulary how many tokens are wanted
   * @param command who is to blame for a vocabulary that cannot be
   * @param console where progress is shown
   */
  static BytePairTokenizer train(
      String text, int vocabulary, CommandSpec command, Console console) {
    BytePairTrainer trainer = Arguments.checked(command, () -> new BytePairTrainer(vocabulary));
    try (Progress progress =
        new Progress(console.err(), console.terminal(), System::nanoTime, 0, vocabulary - BYTES)) {
      return trainer
          .withProgress((done, total) -> progress.update(done))
          .train(List.of(TokenFile.trainingPart(text)));
    }
  }
}
