package dev.stoa.tokenizer.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Counts the pieces of texts on several threads. Each thread counts into a small table of its own
 * and empties it into the common one now and then, so that memory holds the distinct pieces once,
 * whatever the number of threads. The counts depend on the texts alone; the order of the pieces
 * does not.
 */
final class PieceCounting implements AutoCloseable {

  /** Takes the pieces out of a text. */
  @FunctionalInterface
  public interface Splitter {

    /** Counts the pieces of a text. Any number of threads may ask for it at once. */
    void count(byte[] text, PieceCounts counts);
  }

  /** The number of bytes that are handed to a thread at once. */
  static final int BATCH_BYTES = 1 << 20;

  /** When a thread's own table is emptied. */
  private static final int OWN_BYTES = 1 << 21;

  private final Splitter splitter;
  private final int waiting;
  private final long maximum;
  private final ExecutorService threads;
  private final Semaphore free;
  private final Queue<PieceCounts> own = new ConcurrentLinkedQueue<>();
  private final PieceCounts common = new PieceCounts();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private List<byte[]> batch = new ArrayList<>();
  private int batchBytes;

  /**
   * Starts the threads.
   *
   * @param maximum how many bytes the distinct pieces may have together
   */
  PieceCounting(Splitter splitter, int threads, long maximum) {
    this.splitter = splitter;
    this.maximum = maximum;
    waiting = threads + 2;
    free = new Semaphore(waiting);
    this.threads =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("stoa-counting-", 0).factory());
  }

  /**
   * Counts the pieces of a text, now or later. Waits while enough others are being counted.
   *
   * @throws CancellationException if this thread is interrupted
   * @throws IllegalArgumentException if there are more distinct pieces than may be
   */
  void add(byte[] text) {
    batch.add(text);
    batchBytes += text.length;
    if (batchBytes >= BATCH_BYTES) {
      submit();
    }
  }

  private void submit() {
    acquire(1);
    List<byte[]> texts = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    threads.execute(() -> count(texts));
  }

  private void acquire(int permits) {
    try {
      free.acquire(permits);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the training was interrupted");
    }
    switch (failure.get()) {
      case null -> {}
      case OutOfMemoryError _ -> throw tooMany(common);
      case Error error -> throw error;
      case Throwable thrown -> throw (RuntimeException) thrown;
    }
  }

  private void count(List<byte[]> texts) {
    try {
      PieceCounts idle = own.poll();
      PieceCounts counts = idle != null ? idle : new PieceCounts();
      for (byte[] text : texts) {
        splitter.count(text, counts);
        if (counts.length() > OWN_BYTES) {
          empty(counts);
        }
      }
      own.add(counts);
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    } finally {
      free.release();
    }
  }

  private void empty(PieceCounts counts) {
    synchronized (common) {
      common.addAll(counts);
      if (common.length() > maximum) {
        throw tooMany(common);
      }
    }
    counts.clear();
  }

  /** The error for a text whose distinct pieces are too many, which those of its beginning show. */
  static IllegalArgumentException tooMany(PieceCounts pieces) {
    return new IllegalArgumentException(
        ("the text has too many distinct pieces for the memory of this JVM, %,d bytes:"
                + " %,d of them, or more, of %,d bytes together; give the JVM more memory (-Xmx),"
                + " train on a part of the text, or split it into shorter pieces")
            .formatted(Runtime.getRuntime().maxMemory(), pieces.size(), pieces.length()));
  }

  /**
   * Waits until all texts are counted.
   *
   * @throws CancellationException if this thread is interrupted
   * @throws IllegalArgumentException if there are more distinct pieces than may be
   */
  PieceCounts finish() {
    submit();
    acquire(waiting);
    own.forEach(this::empty);
    return common;
  }

  /** Ends the threads. */
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
