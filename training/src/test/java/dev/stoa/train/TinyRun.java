package dev.stoa.train;

import dev.stoa.data.TokenFile;
import dev.stoa.model.Model;
import dev.stoa.model.ModelConfig;
import dev.stoa.nn.ParameterSource;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.tensor.Tensor;
import dev.stoa.tokenizer.CharacterTokenizer;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A run that is small enough for tests, but has everything: layers, biases, dropout, clipping. */
final class TinyRun {
  static final String TEXT =
      "the spine is the thinnest complete path through it, on real input, at the quality that"
          + " everything later is built on; the quick brown fox jumps over the lazy dog.";

  static final Tokenizer TOKENIZER = CharacterTokenizer.of(TEXT);

  static final TokenFile TOKENS = TokenFile.encode(TEXT, TOKENIZER);

  /** Twelve steps, a checkpoint after every fourth. */
  static final TrainingConfig CONFIG =
      TrainingConfig.of(12, 3)
          .withRate(new TrainingConfig.Rate(1e-2f, 1e-3f, 3))
          .withPauses(new TrainingConfig.Pauses(0, 4));

  static final int CONTEXT = 8;

  private TinyRun() {}

  static Model model(float dropout) {
    ModelConfig shape =
        ModelConfig.gpt2(
            TOKENIZER.vocabularySize(), CONTEXT, 32, 2, 2, new ModelConfig.Options(true, dropout));
    return new Model(shape, ParameterSource.random(1));
  }

  static TrainingRun start(Path directory) throws IOException {
    return TrainingRun.start(directory, model(0.1f), TOKENIZER, TOKENS, CONFIG);
  }

  static TrainingResult train(TrainingRun run, int threads, TrainingListener listener)
      throws IOException {
    try (Workers workers = new Workers(threads)) {
      return run.train(new Execution(workers), listener);
    }
  }

  static Map<String, float[]> values(Model model) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> entry : model.trainable().entrySet()) {
      values.put(entry.getKey(), entry.getValue().toArray());
    }
    return values;
  }
}
