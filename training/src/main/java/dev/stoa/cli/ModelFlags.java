package dev.stoa.cli;

import dev.stoa.model.ModelConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say what model is trained. */
final class ModelFlags {
  /** Families of models. */
  enum Architecture {
    /** LayerNorm, learned positions, GELU, tied embeddings. */
    GPT2,
    /** RmsNorm, rotary positions, SwiGLU. */
    LLAMA
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--architecture",
      paramLabel = "NAME",
      defaultValue = "gpt2",
      description = "gpt2 or llama. Default: ${DEFAULT-VALUE}.")
  private Architecture architecture;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "4",
      description = "Blocks. Default: ${DEFAULT-VALUE}.")
  private int layers;

  @Option(
      names = "--heads",
      paramLabel = "N",
      defaultValue = "4",
      description = "Heads of each attention. Default: ${DEFAULT-VALUE}.")
  private int heads;

  @Option(
      names = "--channels",
      paramLabel = "N",
      defaultValue = "128",
      description = "Size of a token's vector, a multiple of the heads. Default: ${DEFAULT-VALUE}.")
  private int channels;

  @Option(
      names = "--context",
      paramLabel = "N",
      defaultValue = "64",
      description = "The longest text, in tokens. Default: ${DEFAULT-VALUE}.")
  private int context;

  @Option(names = "--biases", description = "Give linear layers and LayerNorms biases.")
  private boolean biases;

  @Option(
      names = "--dropout",
      paramLabel = "X",
      defaultValue = "0",
      description = "Probability of dropping a value while training. Default: ${DEFAULT-VALUE}.")
  private float dropout;

  /** What they say, for a vocabulary; bad ones are refused. */
  ModelConfig config(int vocabularySize) {
    return Arguments.checked(
        command,
        () -> {
          ModelConfig.Options options = new ModelConfig.Options(biases, dropout);
          return switch (architecture) {
            case GPT2 ->
                ModelConfig.gpt2(vocabularySize, context, channels, layers, heads, options);
            case LLAMA ->
                ModelConfig.llama(
                    vocabularySize, context, channels, layers, heads, heads, hidden(), options);
          };
        });
  }

  /** Two thirds of GPT-2's hidden channels, as SwiGLU has three matrices for GPT-2's two. */
  private int hidden() {
    return Math.ceilDiv(8 * channels / 3, 32) * 32;
  }
}
