package dev.stoa.benchmarks;

import dev.stoa.cli.task.DefaultText;
import dev.stoa.tokenizer.BytePairTrainer;
import dev.stoa.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What does it cost to encode a million characters of Java by byte-level BPE? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenizerBenchmark {
  private static final int CHARACTERS = 1_000_000;
  private static final int VOCABULARY = 4096;

  private String text;
  private Tokenizer tokenizer;

  /** Learns the vocabulary from the text that quickstart takes, and keeps its first part. */
  @Setup
  public void train() throws IOException {
    String all = DefaultText.read().text();
    tokenizer = new BytePairTrainer(VOCABULARY).train(List.of(all));
    text = all.substring(0, Math.min(CHARACTERS, all.length()));
  }

  /** Text to ids; the encoder has met these words before. */
  @Benchmark
  public int[] encode() {
    return tokenizer.encode(text);
  }
}
