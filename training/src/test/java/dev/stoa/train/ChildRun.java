package dev.stoa.train;

import dev.stoa.kernel.Kernels;
import dev.stoa.runtime.Execution;
import dev.stoa.runtime.Workers;
import dev.stoa.runtime.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Trains or resumes a run in a JVM of its own, which may halt for good in the middle of a step. */
final class ChildRun {
  /** What it prints when it halts, and waits to be killed. */
  static final String HALTED = "halted in the middle of a step";

  private ChildRun() {}

  /**
   * Runs.
   *
   * @param arguments directory, threads, and the step to halt in, or 0
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    int threads = Integer.parseInt(arguments[1]);
    int haltIn = Integer.parseInt(arguments[2]);
    boolean resume = Files.exists(directory.resolve("training-state.safetensors"));
    TrainingRun run = resume ? TrainingRun.resume(directory) : TinyRun.start(directory);
    System.out.println("from step " + run.steps());
    AtomicInteger productsLeft = new AtomicInteger(-1);
    TrainingListener arm =
        new TrainingListener() {
          @Override
          public void stepped(TrainingStep step) {
            if (step.number() == haltIn - 1) {
              productsLeft.set(5);
            }
          }
        };
    Kernels kernels =
        HookedKernels.of(
            (dW, first) -> {
              if (productsLeft.decrementAndGet() == 0) {
                System.out.println(HALTED);
                new CountDownLatch(1).await();
              }
            });
    try (Workers workers = new Workers(threads)) {
      run.train(new Execution(workers, kernels, new Workspace()), arm);
    }
    System.out.println("finished");
  }
}
