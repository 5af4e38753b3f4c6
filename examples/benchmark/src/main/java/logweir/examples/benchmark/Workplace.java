package logweir.examples.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The directory and the child processes of a benchmark. When it is closed, or this JVM is
 * interrupted, the processes are killed and the directory is deleted. Thread-safe.
 */
final class Workplace implements AutoCloseable {
  private final Path directory;
  private final List<Process> children = new ArrayList<>();
  private int directories;
  private boolean closed;
  private boolean interrupted;

  private Workplace(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes a new directory.
   *
   * @param parent of the directory; made if it is missing
   */
  static Workplace create(Path parent) throws IOException {
    Files.createDirectories(parent);
    Path directory = Files.createTempDirectory(parent, "logweir-benchmark-");
    Workplace workplace = new Workplace(directory.toAbsolutePath());
    Runtime.getRuntime().addShutdownHook(new Thread(workplace::interrupt));
    return workplace;
  }

  Path directory() {
    return directory;
  }

  /** A new directory in it, for one round. */
  synchronized Path newDirectory() throws IOException {
    return Files.createDirectory(directory.resolve("round-" + ++directories));
  }

  synchronized Process start(ProcessBuilder builder) throws IOException {
    if (closed) {
      throw new IOException("the benchmark is over");
    }
    Process child = builder.start();
    children.add(child);
    return child;
  }

  /** Whether this JVM is being ended from outside. */
  synchronized boolean isInterrupted() {
    return interrupted;
  }

  // Also runs at an orderly end, when nobody asks any more.
  private synchronized void interrupt() {
    interrupted = true;
    close();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    children.forEach(Process::destroyForcibly);
    children.forEach(child -> child.onExit().join());
    try {
      delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a directory with all that is in it. */
  static void delete(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
