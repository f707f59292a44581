package dev.stoa.train;

import dev.stoa.load.ModelDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The files of a run, and who may write them.
 *
 * @param path the directory
 */
record RunDirectory(Path path) {
  private static final String TOKENS = "tokens.bin";
  private static final String CONFIG = "training.json";
  private static final String LOCK = "training.lock";

  /** What a file is called while it is written: its name, a UUID, and this ending. */
  private static final String PARTS = "*.????????-????-????-????-????????????.part";

  Path tokens() {
    return path.resolve(TOKENS);
  }

  Path config() {
    return path.resolve(CONFIG);
  }

  Path state() {
    return path.resolve(Checkpoint.FILE);
  }

  private Path modelConfig() {
    return path.resolve(ModelDirectory.CONFIG);
  }

  /**
   * Is there a run that can be resumed? What a start left behind that was killed is no run yet:
   * config.json is written after all that a resume needs, and only the model's weights after it.
   */
  boolean hasRun() {
    return Files.exists(state()) && Files.exists(modelConfig());
  }

  /**
   * Makes the directory, and refuses one with a run or a model in it.
   *
   * @return the {@linkplain #lock lock}, to be closed once the run is whole
   */
  FileChannel create() throws IOException {
    // Before the lock too, so that a model's directory is left as it is.
    requireFree();
    Files.createDirectories(path);
    FileChannel lock = lock();
    try {
      requireFree();
      deleteParts();
      return lock;
    } catch (Throwable thrown) {
      lock.close();
      throw thrown;
    }
  }

  private void requireFree() throws IOException {
    Path model = path.resolve(ModelDirectory.WEIGHTS);
    if (hasRun() || Files.exists(model)) {
      throw new FileAlreadyExistsException(
          (hasRun() ? state() : model).toString(),
          null,
          "it would be lost: resume that run, or take another directory");
    }
  }

  void requireRun() throws IOException {
    for (Path file : new Path[] {config(), tokens(), state(), modelConfig()}) {
      if (!Files.exists(file)) {
        throw new NoSuchFileException(
            file.toString(), null, "it is missing, so there is no training run to resume");
      }
    }
  }

  /**
   * Keeps every other process from starting or training a run here. The file that is locked is
   * never replaced or deleted: a lock on one that was would keep nobody away.
   *
   * @return to be closed at the end
   */
  FileChannel lock() throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    try {
      if (tryLock(channel) == null) {
        throw new FileSystemException(
            path.toString(), null, "another process is training in this directory");
      }
      return channel;
    } catch (Throwable thrown) {
      channel.close();
      throw thrown;
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Deletes the halves of files that a killed process was writing. Needs the lock. */
  void deleteParts() throws IOException {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(path, PARTS)) {
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    }
  }
}
