package dev.stoa.benchmarks;

import dev.stoa.autograd.Gradients;
import dev.stoa.autograd.Operations;
import dev.stoa.autograd.Tape;
import dev.stoa.tensor.Tensor;
import java.util.List;
import java.util.Random;
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

/** What does the cross entropy of 64 tokens cost over GPT-2's vocabulary, and its gradient? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CrossEntropyBenchmark {
  private static final int TOKENS = 64;
  private static final int VOCABULARY = 50_257;

  private final Tensor logits = RandomValues.tensor(TOKENS, VOCABULARY);
  private final Gradients gradients = new Gradients(List.of(logits));
  private final Tensor one = Tensor.of(new float[] {1}, 1, 1);
  private final int[] targets = new Random(1).ints(TOKENS, 0, VOCABULARY).toArray();
  private Tape tape;

  /** Lets the operations run on these threads. */
  @Setup
  public void start(Threads threads) {
    tape = new Tape(threads.execution);
  }

  /** The loss alone. */
  @Benchmark
  public Tensor forward() {
    tape.begin();
    return Operations.crossEntropy(tape, logits, targets);
  }

  /** The loss, and its gradient added to that of the logits. */
  @Benchmark
  public Tensor forwardBackward() {
    tape.begin(gradients, null);
    Tensor loss = Operations.crossEntropy(tape, logits, targets);
    tape.backward(loss, one);
    return loss;
  }
}
