package logweir.logback;

import static logweir.logback.LogbackFixture.file;
import static logweir.logback.LogbackFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.core.spi.ConfigurationEvent;
import ch.qos.logback.core.spi.ConfigurationEvent.EventType;
import ch.qos.logback.core.spi.ConfigurationEventListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration with {@code scan="true"} is loaded anew when its file changes. */
class ReconfigurationTest {
  private static final int RELOADS = 5;

  // The last is of Logback 1.6, whose policies look at the file, which a neighbour has just
  // written.
  private static final Pattern EXPECTED =
      Pattern.compile(
          "Attempted to append to non started|No appenders present|Current time is earlier than");

  @TempDir private Path directory;
  private Path log;
  private Path configuration;
  private int changes;

  @BeforeEach
  void nameTheFiles() {
    log = directory.resolve("app.log");
    configuration = directory.resolve("logback.xml");
  }

  @Test
  void shouldWriteAsTheChangedFileSays() throws IOException {
    try (LogbackFixture logback = scanning()) {
      Reloads reloads = Reloads.of(logback);
      logback.logger().info("one");
      for (int i = 1; i <= RELOADS; i++) {
        reload(reloads);
        logback.logger().info("after change {}", i);
      }

      assertThat(logback.warnings()).isEmpty();
      assertThat(logback.errors()).isEmpty();
    }

    assertThat(Files.readAllLines(log))
        .containsExactly(
            "v0 one",
            "v1 after change 1",
            "v2 after change 2",
            "v3 after change 3",
            "v4 after change 4",
            "v5 after change 5");
  }

  /**
   * While a configuration is loaded, Logback has no appender for a moment; what is logged then is
   * lost with any. All else is in the file, and all that a neighbour logs.
   */
  @Test
  void shouldLoseNoLineOfBeforeOrAfterwardsWhileThreadsLog() throws Exception {
    List<String> due = new ArrayList<>();
    int ofNeighbour;
    try (LogbackFixture neighbour = LogbackFixture.of(file(log), pattern());
        LogbackFixture logback = scanning()) {
      Reloads reloads = Reloads.of(logback);
      LoggingThread beside =
          LoggingThread.start(line -> neighbour.logger().info("neighbour {}", line));
      LoggingThread own =
          LoggingThread.start(
              line -> {
                int before = reloads.steps();
                logback.logger().info("own {}", line);
                if (before % 2 == 0 && reloads.steps() == before) {
                  due.add("own " + line);
                }
              });
      for (int i = 0; i < RELOADS; i++) {
        own.awaitLines(100);
        reload(reloads);
      }
      own.awaitLines(100);
      own.stop();
      ofNeighbour = beside.stop();

      assertThat(logback.errors()).isEmpty();
      assertThat(logback.warnings()).allMatch(warning -> EXPECTED.matcher(warning).lookingAt());
    }

    List<String> lines =
        Files.readAllLines(log).stream().map(line -> line.replaceFirst("^v\\d ", "")).toList();
    assertThat(lines).doesNotHaveDuplicates();
    assertThat(startingWith("neighbour ", lines)).hasSize(ofNeighbour);
    assertThat(due).hasSizeGreaterThan(RELOADS * 100);
    assertThat(startingWith("own ", lines)).containsSubsequence(due);
  }

  private static List<String> startingWith(String prefix, List<String> lines) {
    return lines.stream().filter(line -> line.startsWith(prefix)).toList();
  }

  @Test
  void shouldKeepTheLogOfAConfigurationThatCannotBeReplaced() throws IOException {
    try (LogbackFixture logback = scanning()) {
      Reloads reloads = Reloads.of(logback);
      logback.logger().info("before");
      change("<configuration><not-closed>");
      await().until(() -> reloads.completed() >= 1);
      logback.logger().info("after");
    }

    assertThat(Files.readAllLines(log)).containsExactly("v0 before", "v0 after");
  }

  private LogbackFixture scanning() throws IOException {
    return LogbackFixture.ofFile(write(), Map.of());
  }

  private void reload(Reloads reloads) throws IOException {
    int completed = reloads.completed();
    write();
    await().until(() -> reloads.completed() > completed);
  }

  // Whole at once, as editors do it; the time is what Logback looks at.
  private Path write() throws IOException {
    return change(
        """
        <configuration scan="true" scanPeriod="20 milliseconds">
          <appender name="FILE" class="logweir.logback.MmapSharedAppender">
            <file>%s</file>
            <rollingPolicy class="ch.qos.logback.core.rolling.TimeBasedRollingPolicy">
              <fileNamePattern>%s/app-%%d.log</fileNamePattern>
            </rollingPolicy>
            <encoder><pattern>v%d %%msg%%n</pattern></encoder>
          </appender>
          <root level="info"><appender-ref ref="FILE"/></root>
        </configuration>
        """
            .formatted(log, directory, changes));
  }

  private Path change(String text) throws IOException {
    Path next = Files.writeString(directory.resolve("next.xml"), text);
    changes++;
    Files.setLastModifiedTime(next, FileTime.fromMillis(1_000_000_000L * changes));
    return Files.move(next, configuration, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Counts what happens in a context: an odd number of steps while a change is being loaded. */
  private static final class Reloads implements ConfigurationEventListener {
    private final AtomicInteger steps = new AtomicInteger();

    static Reloads of(LogbackFixture logback) {
      Reloads reloads = new Reloads();
      logback.context().addConfigurationEventListener(reloads);
      return reloads;
    }

    @Override
    public void listen(ConfigurationEvent event) {
      boolean loading = steps.get() % 2 == 1;
      EventType type = event.getEventType();
      if (loading
          ? type == EventType.CONFIGURATION_ENDED_SUCCESSFULLY
          : type == EventType.CHANGE_DETECTED) {
        steps.incrementAndGet();
      }
    }

    int steps() {
      return steps.get();
    }

    int completed() {
      return steps.get() / 2;
    }
  }

  /** Logs until it is told to stop. */
  private static final class LoggingThread {
    private final AtomicInteger lines = new AtomicInteger();
    private final Thread thread;
    private volatile boolean stopped;

    private LoggingThread(IntConsumer logger) {
      thread =
          new Thread(
              () -> {
                while (!stopped) {
                  logger.accept(lines.get());
                  LockSupport.parkNanos(20_000);
                  lines.incrementAndGet();
                }
              });
    }

    static LoggingThread start(IntConsumer logger) {
      LoggingThread logging = new LoggingThread(logger);
      logging.thread.start();
      return logging;
    }

    /** Waits for so many more. */
    void awaitLines(int more) {
      int wanted = lines.get() + more;
      await().until(() -> lines.get() >= wanted);
    }

    /** Returns how many it has logged. */
    int stop() throws InterruptedException {
      stopped = true;
      thread.join();
      return lines.get();
    }
  }
}
