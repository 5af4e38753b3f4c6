package logweir.examples.springboot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Instances of the service that write one log file. When this is closed, or this JVM is
 * interrupted, those that still run are killed. Thread-safe.
 */
final class Instances implements AutoCloseable {
  private final Path directory;
  private final SharedLogFile log;
  private final List<Instance> all = new ArrayList<>();
  private boolean closed;

  /**
   * Starts nothing yet.
   *
   * @param directory of the log file, and of what the instances print
   */
  Instances(Path directory) {
    this.directory = directory;
    this.log = new SharedLogFile(directory.resolve("orders.log"));
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  SharedLogFile log() {
    return log;
  }

  /** Starts one; it does not take requests yet. */
  synchronized Instance start() throws IOException {
    if (closed) {
      throw new IOException("the instances are being ended");
    }
    Instance instance = Instance.start(log, directory.resolve("printed-" + (all.size() + 1)));
    all.add(instance);
    return instance;
  }

  /** What is needed to understand a failure. */
  synchronized String describe() {
    StringBuilder text = new StringBuilder();
    for (Instance instance : all) {
      text.append("pid ").append(instance.pid()).append(" printed:\n").append(instance.printed());
    }
    List<String> lines = log.text();
    text.append("last of ")
        .append(lines.size())
        .append(" lines in ")
        .append(log.path())
        .append(":\n");
    lines
        .subList(Math.max(0, lines.size() - 40), lines.size())
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  @Override
  public synchronized void close() {
    closed = true;
    all.forEach(Instance::kill);
  }
}
