package dev.stoa.runtime;

import dev.stoa.kernel.RangeTask;
import dev.stoa.kernel.Sharing;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed number of threads that share the work of one caller.
 *
 * <p>Work is a range of outputs, cut into chunks as {@link Sharing} tells, so that it gives the
 * same bits with any number of threads. An idle thread spins for some microseconds and then parks,
 * so a dispatch costs about a microsecond while work keeps coming, and nothing when it does not. A
 * dispatch allocates nothing.
 *
 * <p>One caller at a time: work must not start other work on the same workers, and a second thread
 * must not call while the first one waits; both are refused. Close the workers to end their
 * threads, which are daemons.
 */
public final class Workers implements Sharing, AutoCloseable {
  private static final int SPINS = 20_000;

  /**
   * Distance of two counters, and of the first from its array's length, which is read with each:
   * what one thread writes and others read has a cache line for itself.
   */
  private static final int LINE = 32;

  /** What stands in place of an idle thread's chunks when it is to end. */
  private static final int END = -1;

  private final Thread[] helpers;
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * Chunks of the current work that nobody has taken yet, of each thread's share by itself. A
   * thread takes those of its own share first, then those of the others: in one piece of work after
   * the other it then meets the same rows, which its core's cache still holds. While a thread is
   * idle, it looks at its own counter only.
   */
  private final AtomicIntegerArray open;

  /** Chunks of the current work that are not done yet. */
  private final AtomicInteger unfinished = new AtomicInteger();

  private final AtomicInteger parked = new AtomicInteger();
  private volatile boolean closed;
  private volatile Throwable failure;

  // The current work. Written before `open`, read only by a thread that has taken a chunk from
  // `open`; the work cannot end before that chunk is done, so these belong to it.
  private RangeTask task;
  private int size;
  private int grain;
  private int chunks;

  /**
   * Starts the threads.
   *
   * @param threads how many threads work, the caller's own among them, at least 1
   * @throws IllegalArgumentException for fewer than 1
   */
  public Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    open = new AtomicIntegerArray((threads + 1) * LINE);
    helpers = new Thread[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      int self = i + 1;
      helpers[i] = Thread.ofPlatform().daemon().name("stoa-worker-" + self).start(() -> help(self));
    }
  }

  /**
   * Workers for every processor that the JVM sees.
   *
   * @return new workers
   */
  public static Workers forAllProcessors() {
    return new Workers(Runtime.getRuntime().availableProcessors());
  }

  /**
   * The number of threads, the caller's own among them.
   *
   * @return at least 1
   */
  @Override
  public int threads() {
    return helpers.length + 1;
  }

  /**
   * Runs a task over a range and returns when all of it is done. Each chunk has {@code grain}
   * outputs, the last one what is left.
   *
   * @param size outputs in all; 0 does nothing
   * @param grain outputs in a chunk, at least 1, chosen from sizes and not from the threads, unless
   *     an output has the same bits in any chunk
   * @param task the work, called once for each chunk from any of the threads
   * @throws IllegalStateException if called from within a task or while another thread's call runs,
   *     or after {@link #close}
   * @throws IllegalArgumentException for a grain below 1
   */
  @Override
  public void forRange(int size, int grain, RangeTask task) {
    if (grain < 1) {
      throw new IllegalArgumentException("grain must be at least 1, not " + grain);
    }
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "these workers are busy: a task must not start another one, and two threads need workers"
              + " of their own");
    }
    try {
      if (closed) {
        throw new IllegalStateException("these workers are closed");
      }
      int chunks = Math.ceilDiv(size, grain);
      this.task = task;
      this.size = size;
      this.grain = grain;
      this.chunks = chunks;
      if (chunks > 1 && helpers.length > 0) {
        share();
      } else {
        for (int chunk = 0; chunk < chunks; chunk++) {
          runChunk(chunk);
        }
      }
    } finally {
      this.task = null;
      busy.set(false);
    }
  }

  private void share() {
    unfinished.setRelease(chunks);
    for (int thread = 0; thread < threads(); thread++) {
      open.setRelease(counter(thread), end(thread) - end(thread - 1));
    }
    // A thread about to park says so and then looks at its counter; we do it the other way round.
    VarHandle.fullFence();
    if (parked.get() > 0) {
      for (Thread helper : helpers) {
        LockSupport.unpark(helper);
      }
    }
    takeChunks(0);
    for (int spins = 0; unfinished.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      switch (thrown) {
        case RuntimeException exception -> throw exception;
        case Error error -> throw error;
        default -> throw new IllegalStateException(thrown);
      }
    }
  }

  /** Where a thread's counter is. */
  private static int counter(int thread) {
    return (thread + 1) * LINE;
  }

  /** The chunk behind the last one of a thread's share. */
  private int end(int thread) {
    return (int) ((thread + 1L) * chunks / threads());
  }

  /** Runs chunks of the current work while any is left, those of a thread's own share first. */
  private void takeChunks(int self) {
    int done = 0;
    for (int i = 0; i < threads(); i++) {
      int thread = self + i < threads() ? self + i : self + i - threads();
      int left = open.get(counter(thread));
      while (left > 0) {
        if (open.compareAndSet(counter(thread), left, left - 1)) {
          try {
            runChunk(end(thread) - left);
          } catch (Throwable thrown) {
            failure = thrown;
          }
          done++;
        }
        left = open.get(counter(thread));
      }
    }
    if (done > 0) {
      unfinished.addAndGet(-done);
    }
  }

  private void runChunk(int chunk) {
    int from = chunk * grain;
    task.run(from, from + Math.min(grain, size - from));
  }

  private void help(int self) {
    int counter = counter(self);
    int idle = 0;
    for (int left = open.get(counter); left != END; left = open.get(counter)) {
      if (left > 0) {
        takeChunks(self);
        idle = 0;
      } else if (++idle < SPINS) {
        Thread.onSpinWait();
      } else {
        parked.incrementAndGet();
        if (open.get(counter) == 0) {
          LockSupport.park(this);
        }
        parked.decrementAndGet();
        idle = 0;
      }
    }
  }

  /** Ends the threads; work must not be under way. A second call does nothing. */
  @Override
  public void close() {
    closed = true;
    for (int i = 0; i < helpers.length; i++) {
      open.set(counter(i + 1), END);
      LockSupport.unpark(helpers[i]);
    }
  }
}
