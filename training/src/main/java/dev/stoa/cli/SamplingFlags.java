package dev.stoa.cli;

import dev.stoa.sample.SamplingOptions;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say how the next token is drawn. */
final class SamplingFlags {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "0 takes the likeliest token always; below 1 is safer, above 1 is wilder. Default:"
              + " ${DEFAULT-VALUE}.")
  private float temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description =
          "Draw from the K likeliest tokens only; 0: from all. Default: ${DEFAULT-VALUE}.")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "X",
      defaultValue = "0.9",
      description =
          "Draw from the likeliest tokens that together have probability X; 1: from all. Default:"
              + " ${DEFAULT-VALUE}.")
  private float topP;

  @Option(
      names = "--min-p",
      paramLabel = "X",
      defaultValue = "0",
      description =
          "Leave out tokens less than X times as likely as the likeliest. Default:"
              + " ${DEFAULT-VALUE}.")
  private float minP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "Above 1, tokens that were there already get less likely. Default: ${DEFAULT-VALUE}.")
  private float repetitionPenalty;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed draws the same text; by default another one each time.")
  private Long seed;

  /** What they say. */
  SamplingOptions options() {
    long drawn = seed != null ? seed : ThreadLocalRandom.current().nextLong(1, 1_000_000_000);
    return Arguments.checked(
        command,
        () -> new SamplingOptions(temperature, topK, topP, minP, repetitionPenalty, drawn));
  }
}
