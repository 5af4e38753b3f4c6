package logweir.integration.probe;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import logweir.integration.harness.Contexts;
import logweir.integration.harness.ScratchDirectory;

/**
 * How long a roll holds publishing up, beside the number of archives that are there already. The
 * caller publishes, so the slowest calls are those that roll.
 *
 * <p>Arguments, each with a default: rolls (300), archives (10 and 100,000, in turn, twice).
 */
final class RollProbe {
  private static final int LINES_OF_A_FILE = 1000;
  private static final int WARM_UP_ROLLS = 100;
  private static final String MESSAGE = "x".repeat(99);

  private final int rolls;

  private RollProbe(int rolls) {
    this.rolls = rolls;
  }

  public static void main(String[] arguments) throws IOException {
    RollProbe probe = new RollProbe(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300);
    if (arguments.length > 1) {
      probe.measure(Integer.parseInt(arguments[1]));
      return;
    }
    for (int round = 0; round < 2; round++) {
      probe.measure(10);
      probe.measure(100_000);
    }
  }

  private void measure(int archives) throws IOException {
    try (ScratchDirectory directory = ScratchDirectory.create("logweir-rolls")) {
      for (int index = 0; index < archives; index++) {
        Files.createFile(directory.resolve("app-2026-01-01." + index + ".log"));
      }
      LoggerContext context = Contexts.start(configuration(directory.path()));
      Latencies all = new Latencies();
      Latencies rolling = new Latencies();
      Logger logger = context.getLogger("probe");
      for (int roll = 0; roll < WARM_UP_ROLLS; roll++) {
        logFile(logger, new Latencies());
      }
      for (int roll = 0; roll < rolls; roll++) {
        rolling.add(logFile(logger, all));
      }
      context.stop();
      System.out.println("archives=" + archives);
      System.out.println("  all calls:          " + all);
      System.out.println("  calls that rolled:  " + rolling);
    }
  }

  /** Logs as many lines as fill a file; the slowest call is the one that rolls the one before. */
  private static long logFile(Logger logger, Latencies all) {
    long slowest = 0;
    for (int line = 0; line < LINES_OF_A_FILE; line++) {
      long before = System.nanoTime();
      logger.info(MESSAGE);
      long took = System.nanoTime() - before;
      all.add(took);
      slowest = Math.max(slowest, took);
    }
    return slowest;
  }

  private static String configuration(Path directory) {
    return """
        <configuration>
          <appender name="LOG" class="logweir.logback.MmapSharedAppender">
            <file>%1$s/app.log</file>
            <publishInterval>0</publishInterval>
            <encoder><pattern>%%msg%%n</pattern></encoder>
            <rollingPolicy class="ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy">
              <fileNamePattern>%1$s/app-%%d.%%i.log</fileNamePattern>
              <maxFileSize>%2$d</maxFileSize>
              <maxHistory>30</maxHistory>
            </rollingPolicy>
          </appender>
          <root level="INFO"><appender-ref ref="LOG"/></root>
        </configuration>
        """
        .formatted(directory, LINES_OF_A_FILE * (MESSAGE.length() + 1));
  }
}
