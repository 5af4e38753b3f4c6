package logweir.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.sift.SiftingAppender;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Marker;

/**
 * Appenders that a SiftingAppender makes and stops as keys come and go; its clock is that of the
 * events.
 */
class SiftingTest {
  private static final long SECOND = 1000;
  private static final int ROUNDS = 20;
  private static final List<String> KEYS = List.of("a", "b", "c", "d", "e");
  private static final String AT_MOST_TWO = "<maxAppenderCount>2</maxAppenderCount>";

  @TempDir private Path directory;
  private long now = 1_000_000 * SECOND;

  @Test
  void shouldKeepEveryLineOfFilesThatAreClosedAndOpenedAgain() throws IOException {
    try (LogbackFixture logback = sifting("${key}.log", AT_MOST_TWO)) {
      logInTurn(logback);

      assertThat(starts(logback)).hasSizeGreaterThan(KEYS.size() * (ROUNDS / 2));
      assertQuiet(logback);
    }

    for (String key : KEYS) {
      assertThat(Files.readAllLines(directory.resolve(key + ".log")))
          .containsExactlyElementsOf(
              IntStream.range(0, ROUNDS).mapToObj(round -> key + round).toList());
    }
  }

  @Test
  void shouldKeepEveryLineOfOneFileWhoseAppendersComeAndGo() throws IOException {
    try (LogbackFixture logback = sifting("app.log", AT_MOST_TWO)) {
      logInTurn(logback);

      assertThat(starts(logback)).hasSizeGreaterThan(KEYS.size() * (ROUNDS / 2));
      assertThat(logback.errors()).isEmpty();
      // Logback 1.6 warns of what is wanted here: one file for all keys.
      assertThat(logback.warnings())
          .allMatch(
              warning -> warning.matches(".*(\\[SIFT] does not|to the same file|\\$\\{key}).*"));
    }

    assertThat(Files.readAllLines(directory.resolve("app.log")))
        .containsExactlyElementsOf(
            IntStream.range(0, ROUNDS)
                .boxed()
                .flatMap(round -> KEYS.stream().map(key -> key + round))
                .toList());
  }

  @Test
  void shouldLeaveNoThreadOfAFileThatIsClosed() {
    try (LogbackFixture logback = sifting("${key}.log", AT_MOST_TWO)) {
      logInTurn(logback);

      assertThat(publisherThreads()).hasSizeBetween(1, 3);
    }

    assertThat(publisherThreads()).isEmpty();
  }

  @Test
  void shouldCloseTheFileOfAKeyThatIsSilent() throws IOException {
    try (LogbackFixture logback = sifting("${key}.log", "<timeout>10 seconds</timeout>")) {
      log(logback, "a", "early", null);
      now += 11 * SECOND;
      log(logback, "b", "meanwhile", null);

      assertThat(sift(logback).getAppenderTracker().find("a")).isNull();

      log(logback, "a", "late", null);
      assertQuiet(logback);
    }

    assertThat(Files.readAllLines(directory.resolve("a.log"))).containsExactly("early", "late");
  }

  @Test
  void shouldCloseTheFileOfASessionThatIsOver() throws IOException {
    try (LogbackFixture logback = sifting("${key}.log", "")) {
      log(logback, "a", "last", ClassicConstants.FINALIZE_SESSION_MARKER);
      log(logback, "a", "lingering", null);
      now += 11 * SECOND;
      log(logback, "b", "meanwhile", null);

      assertThat(sift(logback).getAppenderTracker().find("a")).isNull();
      assertQuiet(logback);
    }

    assertThat(Files.readAllLines(directory.resolve("a.log"))).containsExactly("last", "lingering");
  }

  @Test
  void shouldRollTheFileOfEachKeyByAPatternOfItsOwn() {
    String policy =
        RollingXml.sizeAndTimeBased(
            RollingXml.pattern(directory.resolve("${key}-%d.%i.old.log")),
            "<maxFileSize>16</maxFileSize>");
    try (LogbackFixture logback = sifting("${key}.log", AT_MOST_TWO, policy)) {
      logInTurn(logback);

      assertQuiet(logback);
    }

    assertThat(WrittenLines.files(directory))
        .anyMatch(file -> file.toString().endsWith(".old.log"));
    assertThat(WrittenLines.in(directory))
        .hasSize(KEYS.size() * ROUNDS)
        .doesNotHaveDuplicates()
        .contains("a0", "e" + (ROUNDS - 1));
  }

  private void logInTurn(LogbackFixture logback) {
    for (int round = 0; round < ROUNDS; round++) {
      for (String key : KEYS) {
        log(logback, key, key + round, null);
        // Logback looks at most once a second which are too many.
        now += 2 * SECOND;
      }
    }
  }

  private void log(LogbackFixture logback, String key, String message, Marker marker) {
    LoggingEvent event = new LoggingEvent("", logback.logger(), Level.INFO, message, null, null);
    event.setTimeStamp(now);
    event.setMDCPropertyMap(Map.of("key", key));
    if (marker != null) {
      event.addMarker(marker);
    }
    sift(logback).doAppend(event);
  }

  private LogbackFixture sifting(String file, String setting, String... ofTheAppender) {
    return LogbackFixture.ofConfiguration(
        """
        <configuration>
          <appender name="SIFT" class="ch.qos.logback.classic.sift.SiftingAppender">
            <discriminator><key>key</key><defaultValue>none</defaultValue></discriminator>
            %s
            <sift>
              <appender name="FILE-${key}" class="logweir.logback.MmapSharedAppender">
                <file>%s/%s</file>
                <chunkSize>4KB</chunkSize>
                %s
                <encoder><pattern>%%msg%%n</pattern></encoder>
              </appender>
            </sift>
          </appender>
          <root level="info"><appender-ref ref="SIFT"/></root>
        </configuration>
        """
            .formatted(setting, directory, file, String.join("\n", ofTheAppender)),
        Map.of());
  }

  private static SiftingAppender sift(LogbackFixture logback) {
    return (SiftingAppender)
        logback.context().getLogger(Logger.ROOT_LOGGER_NAME).getAppender("SIFT");
  }

  private static List<String> starts(LogbackFixture logback) {
    return logback.infos().stream()
        .filter(info -> info.startsWith("File property is set"))
        .toList();
  }

  private static List<String> publisherThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("logweir-"))
        .toList();
  }

  private static void assertQuiet(LogbackFixture logback) {
    assertThat(logback.warnings()).isEmpty();
    assertThat(logback.errors()).isEmpty();
  }
}
