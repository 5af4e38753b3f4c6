package logweir.integration.probe;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import logweir.integration.harness.Contexts;
import logweir.integration.harness.LogbackXml;
import logweir.integration.harness.Signals;

/**
 * The main program of a JVM that logs, at a steady rate, lines that say when they were logged, and
 * then single ones after pauses.
 */
final class TimedLineWriter {
  private static final String PADDING = "x".repeat(100);

  private final Logger logger;

  private TimedLineWriter(Logger logger) {
    this.logger = logger;
  }

  /** What the main method takes. */
  static List<String> arguments(Path file, int rate, int lines, int pauses, int pauseMillis) {
    return List.of(
        file.toString(),
        Integer.toString(rate),
        Integer.toString(lines),
        Integer.toString(pauses),
        Integer.toString(pauseMillis));
  }

  public static void main(String[] arguments) throws InterruptedException {
    int rate = Integer.parseInt(arguments[1]);
    int lines = Integer.parseInt(arguments[2]);
    int pauses = Integer.parseInt(arguments[3]);
    int pauseMillis = Integer.parseInt(arguments[4]);
    Signals.listen();
    LoggerContext context = Contexts.start(LogbackXml.withDefaults(Path.of(arguments[0])));
    TimedLineWriter writer = new TimedLineWriter(context.getLogger("timed"));
    writer.logSteadily(rate, lines);
    for (int pause = 0; pause < pauses; pause++) {
      Thread.sleep(pauseMillis);
      writer.logLine();
    }
    context.stop();
  }

  private void logSteadily(int rate, int lines) {
    long intervalNanos = 1_000_000_000L / rate;
    long due = System.nanoTime();
    for (int line = 0; line < lines; line++) {
      due += intervalNanos;
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      logLine();
    }
  }

  private void logLine() {
    logger.info("{} {}", System.nanoTime(), PADDING);
  }
}
