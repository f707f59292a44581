package dev.stoa.cli;

import dev.stoa.cli.show.Console;
import dev.stoa.cli.show.Numbers;
import dev.stoa.cli.show.Writing;
import dev.stoa.cli.task.DecodeSpeed;
import dev.stoa.cli.task.DefaultText;
import dev.stoa.cli.task.ExistingRun;
import dev.stoa.cli.task.Interruption;
import dev.stoa.cli.task.QuantizationReport;
import dev.stoa.cli.task.ShownTraining;
import dev.stoa.cli.task.TextFile;
import dev.stoa.cli.task.Tokens;
import dev.stoa.data.TokenFile;
import dev.stoa.evaluate.Evaluation;
import dev.stoa.generate.Generator;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.Kernels;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.nn.ParameterSource;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.sample.SamplingOptions;
import dev.stoa.tokenizer.Tokenizer;
import dev.stoa.train.TrainingConfig;
import dev.stoa.train.TrainingResult;
import dev.stoa.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stoa quickstart}: the whole way from a text to a quantized model that writes. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "From a text to a model that writes, in a few minutes.",
      "It learns a tokenizer, trains a small GPT, saves it, quantizes it to int8, and lets it"
          + " write.",
      "The last line on stdout is 'quickstart: steps=N val_loss=X int8_val_loss=X"
          + " f32_tokens_per_second=X int8_tokens_per_second=X f32_bytes=N int8_bytes=N'."
    })
final class QuickstartCommand implements Callable<Integer> {
  private static final int VOCABULARY = 2048;
  private static final int CONTEXT = 128;
  private static final int CHANNELS = 128;
  private static final int LAYERS = 4;
  private static final int HEADS = 4;
  private static final int BATCH = 8;
  private static final float LEARNING_RATE = 2e-3f;
  private static final double MEASURING_SECONDS = 2;

  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--text",
      paramLabel = "FILE",
      description = "A text, UTF-8; by default a part of the JDK's own source.")
  private Path text;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where everything goes; by default runs/quickstart, or the next free number.")
  private Path out;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Steps of the training. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Starts everything that is drawn. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private ThreadFlags threads;

  QuickstartCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    TrainingConfig config = Arguments.checked(command, this::config);
    Path directory = out != null ? out : freeDirectory();
    ExistingRun.requireNone(directory);
    try (Workers workers = threads.start()) {
      console.say("Stoa's quickstart: from a text to a quantized model that writes");
      console.say("  %s; threads: %d".formatted(Kernels.status(), workers.threads()));
      TrainingRun run = prepare(directory, config);
      Execution execution = new Execution(workers);
      heading("3", "Train it: %d steps of %d tokens".formatted(steps, BATCH * CONTEXT));
      TrainingResult result = ShownTraining.train(run, execution, console);
      if (!result.finished()) {
        return Interruption.STATUS;
      }
      tellFiles(directory);
      finish(run, result, execution);
      return 0;
    }
  }

  private TrainingConfig config() {
    return TrainingConfig.of(steps, BATCH)
        .withRate(
            new TrainingConfig.Rate(LEARNING_RATE, LEARNING_RATE / 10, Math.min(100, steps / 10)))
        .withSeed(seed)
        .withPauses(new TrainingConfig.Pauses(Math.max(1, Math.ceilDiv(steps, 3)), 0));
  }

  /** Reads the text, learns the tokenizer, and makes the model. */
  private TrainingRun prepare(Path directory, TrainingConfig config) throws IOException {
    DefaultText source =
        text == null ? DefaultText.read() : new DefaultText(text.toString(), TextFile.read(text));
    heading("1", "Learn a tokenizer (byte-level BPE) from " + source.name());
    Tokenizer tokenizer = TokenizerTraining.train(source.text(), VOCABULARY, command, console);
    TokenFile tokens = Tokens.of(source.name(), source.text(), tokenizer, CONTEXT);
    long all = (long) tokens.training().length + tokens.validation().length;
    console.say(
        "  %s characters are %s tokens of a vocabulary of %s, %.2f characters each"
            .formatted(
                Numbers.count(source.text().length()),
                Numbers.count(all),
                Numbers.count(tokenizer.vocabularySize()),
                (double) source.text().length() / all));
    ModelConfig shape =
        ModelConfig.gpt2(tokenizer.vocabularySize(), CONTEXT, CHANNELS, LAYERS, HEADS);
    Model model = new Model(shape, ParameterSource.random(seed));
    heading("2", "Make a small GPT");
    console.say(
        "  %d layers, %d heads, %d channels, a context of %d tokens: %s parameters"
            .formatted(LAYERS, HEADS, CHANNELS, CONTEXT, Numbers.count(model.parameterCount())));
    return TrainingRun.start(directory, model, tokenizer, tokens, config);
  }

  private void tellFiles(Path directory) {
    console.say(
        "  saved in "
            + directory
            + "; the loss curve, for a browser: "
            + directory.resolve(ShownTraining.CURVE));
  }

  private void finish(TrainingRun run, TrainingResult result, Execution execution)
      throws IOException {
    heading("4", "Quantize it to int8, in blocks of 32");
    Model floats = run.model();
    Model bytes = QuantizationReport.of(floats, "int8", BlockFormat.Q8_0, console);
    heading("5", "Let the int8 model write, through its cache");
    write(bytes, run.tokenizer(), execution);
    heading("6", "Compare both models");
    int[] validation = run.tokens().validation();
    double loss = Evaluation.of(bytes, execution, validation).loss();
    int[] decoded = Arrays.copyOf(validation, Math.min(validation.length, CONTEXT));
    double[] speeds =
        DecodeSpeed.measure(List.of(floats, bytes), decoded, execution, MEASURING_SECONDS);
    row("", "float32", "int8");
    row("validation loss", Numbers.loss(result.validationLoss()), Numbers.loss(loss));
    row("size", Numbers.bytes(floats.bytes()), Numbers.bytes(bytes.bytes()));
    row("decoded tokens/s", Numbers.brief(speeds[0]), Numbers.brief(speeds[1]));
    console.say("");
    console.say("To let it write more: ./stoa generate --quantize int8 --model " + run.directory());
    console
        .out()
        .println(
            ("quickstart: steps=%d val_loss=%s int8_val_loss=%s f32_tokens_per_second=%s"
                    + " int8_tokens_per_second=%s f32_bytes=%d int8_bytes=%d")
                .formatted(
                    result.steps(),
                    Numbers.loss(result.validationLoss()),
                    Numbers.loss(loss),
                    Numbers.rate(speeds[0]),
                    Numbers.rate(speeds[1]),
                    floats.bytes(),
                    bytes.bytes()));
  }

  private void write(Model model, Tokenizer tokenizer, Execution execution) {
    String prompt = text == null ? "    /**\n     * Returns" : "\n";
    Writing writing = new Writing(console, prompt);
    SamplingOptions sampling =
        SamplingOptions.defaults().withTemperature(0.8f).withTopP(0.9f).withSeed(seed);
    new Generator(model, tokenizer, execution).generate(prompt, CONTEXT, sampling, writing::print);
    writing.print(console.out().lineEnded() ? "" : "\n");
  }

  private void heading(String number, String title) {
    console.say("");
    console.say(console.terminal().bold(number + "  " + title));
  }

  private void row(String name, String left, String right) {
    console.say("  %-18s %12s %12s".formatted(name, left, right));
  }

  private static Path freeDirectory() {
    Path directory = Path.of("runs", "quickstart");
    for (int number = 2; Files.exists(directory); number++) {
      directory = Path.of("runs", "quickstart-" + number);
    }
    return directory;
  }
}
