package dev.stoa.tokenizer.corpus;

import dev.stoa.file.FormatException;
import dev.stoa.tokenizer.TrainingProgress;
import dev.stoa.tokenizer.bytes.Utf8;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Reads texts to train on and has their pieces counted.
 *
 * @param splitter takes the pieces out of a text
 * @param cuts where a long text may be cut before that
 * @param uncut words that no cut may go through
 * @param threads how many threads count
 * @param progress told what was read
 */
public record Corpus(
    PieceCounting.Splitter splitter,
    TextChunks.Cuts cuts,
    List<byte[]> uncut,
    int threads,
    TrainingProgress progress) {

  /**
   * For each byte of the distinct pieces, the least memory that counting (the piece, its count, its
   * place in a hash table) and learning (two numbers for each byte) need: a text that needs more
   * than there is can be refused early.
   */
  private static final int MEMORY_PER_BYTE = 16;

  /**
   * Refuses numbers of threads that cannot be.
   *
   * @param threads a number of threads
   * @throws IllegalArgumentException if it is not from 1 to 1024
   */
  public static void checkThreads(int threads) {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads must be from 1 to 1024, not " + threads);
    }
  }

  private PieceCounting start() {
    return new PieceCounting(
        splitter, threads, Math.max(1 << 20, Runtime.getRuntime().maxMemory() / MEMORY_PER_BYTE));
  }

  /**
   * Counts the pieces of texts, each by itself.
   *
   * @param texts the texts, taken one at a time
   * @return the counts
   * @throws IllegalArgumentException if there is no piece, or more distinct ones than memory holds
   */
  public PieceCounts ofTexts(Iterable<String> texts) {
    try (PieceCounting counting = start()) {
      long read = 0;
      for (String text : texts) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(new ByteArrayInputStream(bytes), null, read, 0, counting);
        read += bytes.length;
      }
      return required(counting.finish());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Counts the pieces of files of UTF-8, each by itself.
   *
   * @param files the files
   * @return the counts
   * @throws FormatException if a file is not UTF-8
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if there is no piece, or more distinct ones than memory holds
   */
  public PieceCounts ofFiles(List<Path> files) throws IOException {
    long total = 0;
    for (Path file : files) {
      total += Files.size(file);
    }
    try (PieceCounting counting = start()) {
      long read = 0;
      for (Path file : files) {
        try (InputStream in = Files.newInputStream(file)) {
          read = add(in, file, read, total, counting);
        }
      }
      return required(counting.finish());
    }
  }

  /**
   * Adds one text.
   *
   * @param file where it is from, or null for one that is surely UTF-8
   * @return how much is read then
   */
  private long add(InputStream in, Path file, long before, long total, PieceCounting counting)
      throws IOException {
    TextChunks chunks = new TextChunks(in, cuts, uncut, PieceCounting.BATCH_BYTES);
    long read = before;
    for (byte[] chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
      int valid = file == null ? chunk.length : Utf8.firstInvalid(chunk, chunk.length);
      if (valid < chunk.length) {
        throw FormatException.atByte(
            file, read - before + valid, "expected UTF-8 (iconv converts other texts)");
      }
      counting.add(chunk);
      read += chunk.length;
      progress.read(read, total);
    }
    return read;
  }

  /**
   * Learns from counted pieces. What learning needs depends on how they repeat: if memory ends, it
   * is because of them, and nothing of what was learned is kept.
   *
   * @param <T> what is learned
   * @param pieces the counts, which a message names
   * @param learning learns
   * @return what was learned
   * @throws IllegalArgumentException if memory ends
   */
  public static <T> T learn(PieceCounts pieces, Supplier<T> learning) {
    try {
      return learning.get();
    } catch (OutOfMemoryError e) {
      throw PieceCounting.tooMany(pieces);
    }
  }

  /** Ends a training whose thread was interrupted. */
  public static void checkInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the training was interrupted");
    }
  }

  private static PieceCounts required(PieceCounts pieces) {
    if (pieces.size() == 0) {
      throw new IllegalArgumentException("the text is empty: there is nothing to train on");
    }
    return pieces;
  }
}
