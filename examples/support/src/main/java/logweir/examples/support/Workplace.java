package logweir.examples.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The directory and the child processes of a demo. When it is closed, or this JVM is interrupted,
 * the processes are killed and the directory is deleted. Thread-safe.
 */
public final class Workplace implements AutoCloseable {
  private static final int LINES_SHOWN = 30;

  private final Path directory;
  private final boolean keep;
  private final List<Process> children = new ArrayList<>();
  private final Set<Path> outputs = new TreeSet<>();
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
  public static Workplace create(Path parent, boolean keep) throws IOException {
    Path directory = Files.createTempDirectory(parent, "logweir-demo-");
    Workplace workplace = new Workplace(directory, keep);
    Runtime.getRuntime().addShutdownHook(new Thread(workplace::interrupt));
    return workplace;
  }

  public Path directory() {
    return directory;
  }

  public Path file(String name) {
    return directory.resolve(name);
  }

  /** A name that no other file of this directory has. */
  public synchronized Path newFile(String name) {
    return directory.resolve(name + "-" + ++files);
  }

  /** To where a child's output goes that nobody reads unless something is wrong. */
  public synchronized Redirect output(String child) {
    Path output = file(child + ".out");
    outputs.add(output);
    return Redirect.appendTo(output.toFile());
  }

  public synchronized Process start(ProcessBuilder builder) throws IOException {
    if (closed) {
      throw new IOException("the demo is over");
    }
    Process child = builder.start();
    children.add(child);
    return child;
  }

  /** The last lines of what each child has printed. */
  public synchronized String printed() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path output : outputs) {
      List<String> lines = Files.exists(output) ? Files.readAllLines(output) : List.of();
      text.append("--- ").append(output.getFileName()).append('\n');
      lines
          .subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size())
          .forEach(line -> text.append(line).append('\n'));
    }
    return text.toString();
  }

  /** Whether this JVM is being ended from outside. */
  public synchronized boolean isInterrupted() {
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
