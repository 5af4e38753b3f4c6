package logweir.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;

/**
 * A JVM that writes numbered lines to a log until it is killed with SIGKILL.
 *
 * <p>It either stages a number of lines and waits, with nobody publishing them, or writes without
 * end, so that it dies anywhere.
 */
final class DyingWriter implements AutoCloseable {
  static final SharedLogConfig CONFIG = SharedLogConfig.defaults().withGeometry(4096, 64);
  private static final int ENDLESS = Integer.MAX_VALUE;

  private final Process process;
  private final BufferedReader output;

  private DyingWriter(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a JVM that stages lines; returns when they are committed. */
  static DyingWriter staging(Path log, Optional<Path> stateDirectory, String name, int lines)
      throws IOException {
    DyingWriter writer = start(log, stateDirectory, name, lines);
    writer.awaitProgress(lines);
    return writer;
  }

  /** Starts a JVM that writes until it dies. */
  static DyingWriter endless(Path log, String name) throws IOException {
    return start(log, Optional.empty(), name, ENDLESS);
  }

  private static DyingWriter start(Path log, Optional<Path> stateDirectory, String name, int lines)
      throws IOException {
    Process process =
        new ProcessBuilder(
                System.getProperty(
                    "logweir.test.java", System.getProperty("java.home") + "/bin/java"),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                DyingWriter.class.getName(),
                log.toString(),
                stateDirectory.map(Path::toString).orElse(""),
                name,
                Integer.toString(lines))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new DyingWriter(process);
  }

  /** The text of a line. */
  static String line(String name, int number) {
    return "writer " + name + " line " + number;
  }

  long pid() {
    return process.pid();
  }

  /** Waits until that many lines are committed. */
  void awaitProgress(int lines) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (Integer.parseInt(line) >= lines) {
        return;
      }
    }
    throw new IOException("the writer ended before line " + lines);
  }

  /** Kills it; returns the number of lines that it has reported as committed. */
  int kill() throws IOException, InterruptedException {
    // By its handle: Process closes the streams, with what is still to be read.
    process.toHandle().destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IOException("the writer survived SIGKILL: pid=" + pid());
    }
    int reported = 0;
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      reported = Math.max(reported, Integer.parseInt("0" + line));
    }
    return reported;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] arguments) throws IOException {
    Path log = Path.of(arguments[0]);
    int lines = Integer.parseInt(arguments[3]);
    SharedLogConfig config =
        lines == ENDLESS ? CONFIG : CONFIG.withPublishInterval(Duration.ofMinutes(1));
    SharedLogConfig placed =
        arguments[1].isEmpty() ? config : config.withStateDirectory(Path.of(arguments[1]));
    SharedLog shared = SharedLog.open(log, placed);
    if (lines != ENDLESS) {
      awaitRestingPublisher();
    }
    for (int number = 0; number < lines; number++) {
      byte[] line = (line(arguments[2], number) + "\n").getBytes(StandardCharsets.UTF_8);
      if (!shared.append(line, 0, line.length)) {
        throw new IOException("line was refused: number=" + number);
      }
      if (lines == ENDLESS && number % 100 == 0) {
        System.out.println(number + 1);
        LockSupport.parkNanos(500_000);
      }
    }
    System.out.println(lines);
    while (true) {
      LockSupport.park();
    }
  }

  /** Waits until the publisher sleeps for its interval: until then it publishes what it sees. */
  static void awaitRestingPublisher() {
    while (Thread.getAllStackTraces().keySet().stream()
        .noneMatch(
            thread ->
                thread.getName().startsWith("logweir-publisher")
                    && thread.getState() == Thread.State.TIMED_WAITING)) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}
