package dev.stoa.cli;

import dev.stoa.cli.show.Console;
import dev.stoa.cli.show.Numbers;
import dev.stoa.cli.task.ExistingRun;
import dev.stoa.cli.task.Interruption;
import dev.stoa.cli.task.ShownTraining;
import dev.stoa.cli.task.TextFile;
import dev.stoa.cli.task.Tokens;
import dev.stoa.data.TokenFile;
import dev.stoa.kernel.Kernels;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.nn.ParameterSource;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tokenizer.CharacterTokenizer;
import dev.stoa.tokenizer.Tokenizer;
import dev.stoa.train.TrainingConfig;
import dev.stoa.train.TrainingResult;
import dev.stoa.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stoa train}: trains a model on a text, or goes on with a training. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train a model on a text, or go on with a training.",
      "The first 90 %% of the text are to learn from, the rest is to validate with.",
      "Ctrl-C saves a checkpoint; 'stoa train --resume --out DIR' goes on from it bit for bit.",
      "The last line on stdout is 'train: steps=N train_loss=X val_loss=X tokens_per_second=X':"
          + " the mean loss of the last 100 steps, the loss of the final weights on the whole"
          + " validation part, and the speed of the steps alone."
    })
final class TrainCommand implements Callable<Integer> {
  /** What goes with --resume, beside help. */
  private static final List<String> WITH_RESUME = List.of("--resume", "--out", "--threads");

  private final Console console;

  @Spec private CommandSpec command;

  @Option(names = "--text", paramLabel = "FILE", description = "The text, UTF-8.")
  private Path text;

  @Option(names = "--characters", description = "One token for each character of the text.")
  private boolean characters;

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      description = "Learn N tokens from the text by byte-level BPE.")
  private Integer vocabulary;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where everything goes: the model, its tokenizer, the state of the training.")
  private Path out;

  @Option(
      names = "--resume",
      description = "Go on with the training in DIR, from which everything is taken.")
  private boolean resume;

  @Mixin private ModelFlags model;

  @Mixin private OptimizerFlags optimizer;

  @Mixin private ThreadFlags threads;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    try (Workers workers = threads.start()) {
      TrainingRun run = resume ? resumed() : started();
      console.say("%s; threads: %d".formatted(Kernels.status(), workers.threads()));
      console.say(
          "%s parameters; %s tokens to train on, %s to validate"
              .formatted(
                  Numbers.count(run.model().parameterCount()),
                  Numbers.count(run.tokens().training().length),
                  Numbers.count(run.tokens().validation().length)));
      TrainingResult result = ShownTraining.train(run, new Execution(workers), console);
      if (!result.finished()) {
        return Interruption.STATUS;
      }
      console.say("loss curve: " + out.resolve(ShownTraining.CURVE));
      console
          .out()
          .println(
              "train: steps=%d train_loss=%s val_loss=%s tokens_per_second=%s"
                  .formatted(
                      result.steps(),
                      Numbers.loss(result.trainLoss()),
                      Numbers.loss(result.validationLoss()),
                      Numbers.rate(result.tokensPerSecond())));
      return 0;
    }
  }

  private TrainingRun resumed() throws IOException {
    for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
      if (!WITH_RESUME.contains(option.longestName())) {
        throw Arguments.bad(
            command,
            "--resume takes everything from %s: leave out %s".formatted(out, option.longestName()));
      }
    }
    TrainingRun run = ExistingRun.resume(out);
    console.say("%s: %d of %d steps are done".formatted(out, run.steps(), run.config().steps()));
    return run;
  }

  private TrainingRun started() throws IOException {
    if (text == null) {
      throw Arguments.bad(command, "expected --text FILE, or --resume to go on with a training");
    }
    if (characters == (vocabulary != null)) {
      throw Arguments.bad(command, "expected either --characters or --vocabulary N");
    }
    TrainingConfig config = optimizer.config();
    // Any vocabulary will do to see whether the other numbers go together.
    model.config(1);
    ExistingRun.requireNone(out);
    String content = TextFile.read(text);
    Tokenizer tokenizer =
        characters
            ? CharacterTokenizer.of(content)
            : TokenizerTraining.train(content, vocabulary, command, console);
    ModelConfig shape = model.config(tokenizer.vocabularySize());
    TokenFile tokens = Tokens.of(text.toString(), content, tokenizer, shape.contextLength());
    Model untrained = new Model(shape, ParameterSource.random(config.seed()));
    return TrainingRun.start(out, untrained, tokenizer, tokens, config);
  }
}
