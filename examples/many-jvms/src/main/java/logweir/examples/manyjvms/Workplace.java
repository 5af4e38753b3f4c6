package logweir.examples.manyjvms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The directory and the child processes of a demo. When it is closed, or this JVM is interrupted,
 * the processes are killed and the directory is deleted. Thread-safe.
 */
final class Workplace implements AutoCloseable {
  private final Path directory;
  private final boolean keep;
  private final List<Process> children = new ArrayList<>();
  private int files;
  private boolean closed;
  private boolean interrupted;

  private Workplace(Path directory, boolean keep) {
    this.directory = directory;
    this.keep = keep;
  }

  /**
   * Makes a new directory.
   *
   * @param parent of the directory
   * @param keep whether the directory stays when the workplace is closed
   */
  static Workplace create(Path parent, boolean keep) throws IOException {
    Path directory = Files.createTempDirectory(parent, "logweir-demo-");
    Workplace workplace = new Workplace(directory, keep);
    Runtime.getRuntime().addShutdownHook(new Thread(workplace::interrupt));
    return workplace;
  }

  Path directory() {
    return directory;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** A name that no other file of this directory has. */
  synchronized Path newFile(String name) {
    return directory.resolve(name + "-" + ++files);
  }

  synchronized Process start(ProcessBuilder builder) throws IOException {
    if (closed) {
      throw new IOException("the demo is over");
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
    if (!keep) {
      delete();
    }
  }

  private void delete() {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
