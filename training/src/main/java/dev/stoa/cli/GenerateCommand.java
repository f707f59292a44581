package dev.stoa.cli;

import dev.stoa.cli.show.Console;
import dev.stoa.cli.show.Numbers;
import dev.stoa.cli.show.Writing;
import dev.stoa.cli.task.QuantizationReport;
import dev.stoa.generate.Generation;
import dev.stoa.generate.Generator;
import dev.stoa.generate.StopReason;
import dev.stoa.kernel.BlockFormat;
import dev.stoa.kernel.Kernels;
import dev.stoa.load.LoadedModel;
import dev.stoa.load.ModelLoader;
import dev.stoa.model.Model;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.sample.SamplingOptions;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stoa generate}: lets a model continue a prompt. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Let a model write.",
      "The prompt and its continuation go to stdout and nothing else does; everything about it goes"
          + " to stderr."
    })
final class GenerateCommand implements Callable<Integer> {
  /** Forms that weights can be brought into. */
  enum Form {
    /** Bytes in blocks of 32 with a scale each. */
    INT8(BlockFormat.Q8_0),
    /** Four bits in blocks of 32 with a scale each. */
    Q4_0(BlockFormat.Q4_0),
    /** Four bits in blocks of 256 with scales and minima. */
    Q4_K(BlockFormat.Q4_K),
    /** Six bits in blocks of 256 with scales. */
    Q6_K(BlockFormat.Q6_K),
    /** Half the bits of float32, IEEE's way. */
    F16(BlockFormat.F16),
    /** The upper half of the bits of float32. */
    BF16(BlockFormat.BF16);

    private final BlockFormat format;

    Form(BlockFormat format) {
      this.format = format;
    }
  }

  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "M",
      description =
          "What 'stoa train' made (a directory), a .safetensors file with its config.json beside"
              + " it, or a llama2.c .bin file.")
  private Path model;

  @Option(
      names = "--tokenizer",
      paramLabel = "T",
      description =
          "A tokenizer of any kind that Stoa reads, a GGUF file's too; its content tells which. A"
              + " model's directory has its own.")
  private Path tokenizer;

  @Option(names = "--prompt", paramLabel = "P", description = "The text's beginning.")
  private String prompt;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Tokens to generate at most, as far as the model's context reaches. Default:"
              + " ${DEFAULT-VALUE}.")
  private int maxTokens;

  @Option(
      names = "--quantize",
      paramLabel = "FORM",
      description =
          "Quantize the weights before: int8 or q4_0 (blocks of 32), q4_k or q6_k (blocks of 256),"
              + " f16, bf16.")
  private Form quantize;

  @Mixin private SamplingFlags sampling;

  @Mixin private ThreadFlags threads;

  GenerateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (maxTokens < 1) {
      throw Arguments.bad(command, "--max-tokens must be at least 1, not " + maxTokens);
    }
    SamplingOptions options = sampling.options();
    try (Workers workers = threads.start()) {
      LoadedModel loaded =
          tokenizer == null ? ModelLoader.load(model) : ModelLoader.load(model, tokenizer);
      Tokenizer words =
          loaded
              .tokenizer()
              .orElseThrow(
                  () ->
                      Arguments.bad(command, model + " has no tokenizer: name one by --tokenizer"));
      tellModel(loaded.model(), workers);
      Model form =
          quantize == null
              ? loaded.model()
              : QuantizationReport.of(
                  loaded.model(),
                  quantize.name().toLowerCase(Locale.ROOT),
                  quantize.format,
                  console);
      generate(new Generator(form, words, new Execution(workers)), words, options);
      return 0;
    }
  }

  private void tellModel(Model loaded, Workers workers) {
    console.say(
        "%s: %s parameters, %s, context of %s tokens"
            .formatted(
                model,
                Numbers.count(loaded.parameterCount()),
                Numbers.bytes(loaded.bytes()),
                Numbers.count(loaded.config().contextLength())));
    console.say("%s; threads: %d".formatted(Kernels.status(), workers.threads()));
  }

  private void generate(Generator generator, Tokenizer words, SamplingOptions options)
      throws IOException {
    String start = prompt != null ? prompt : defaultPrompt(words);
    // The prompt is printed with what follows it: one that the model refuses is not printed at all.
    Writing writing = new Writing(console, prompt != null ? prompt : "");
    Generation made = generator.generate(start, maxTokens, options, writing::print);
    writing.print("");
    console.endLine();
    console.say(
        "prompt: %d tokens, %s tokens/s; generated: %d tokens, %s tokens/s; seed %d%s"
            .formatted(
                made.promptTokens(),
                Numbers.rate(made.promptTokensPerSecond()),
                made.generatedTokens(),
                Numbers.rate(made.decodeTokensPerSecond()),
                options.seed(),
                made.stopReason() == StopReason.CONTEXT_FULL ? "; the context is full" : ""));
  }

  /** A model that knows no beginning of a text begins behind a line's end. */
  private static String defaultPrompt(Tokenizer words) {
    return words.specialTokens().beginOfText().isPresent() ? "" : "\n";
  }
}
