package dev.stoa.benchmarks.peers;

import dev.stoa.benchmarks.peers.Comparison.Limit;
import dev.stoa.model.ModelConfig;
import java.util.List;

/**
 * llama.cpp: reading a prompt and writing tokens with the same random Llama of 134 million
 * parameters in Q8_0, at temperature 0.
 */
public final class LlamaCpp implements PeerSource {
  private static final String NAME = "llama.cpp";
  private static final ModelConfig CONFIG = ModelConfig.llama(32_000, 1024, 768, 12, 12, 12, 2048);

  /** Weights of the matrices that every token goes through. */
  private static final double LAYERS = 12.0 * (4 * 768 * 768 + 3 * 768 * 2048);

  private static final double OUTPUT = 32_000.0 * 768;
  private static final int PROMPT = 128;
  private static final int WRITTEN = 32;

  @Override
  public List<Comparison> comparisons(String name) {
    double bytesOfToken = (LAYERS + OUTPUT) * 34 / 32;
    return List.of(
        new Comparison(
            "decode-134m-q8_0",
            NAME,
            1e-9 * WRITTEN * bytesOfToken,
            Limit.MEMORY,
            workers -> new LlamaCppSides(workers, CONFIG, 1, WRITTEN)),
        new Comparison(
            "prefill-134m-q8_0",
            NAME,
            2e-9 * (PROMPT * LAYERS + OUTPUT),
            Limit.MULTIPLY_ADD,
            workers -> new LlamaCppSides(workers, CONFIG, PROMPT, 1)));
  }
}
