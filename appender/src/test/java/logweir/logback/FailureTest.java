package logweir.logback;

import static logweir.logback.LogbackFixture.encoder;
import static logweir.logback.LogbackFixture.file;
import static logweir.logback.LogbackFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import logweir.logback.TestEncoders.Throwing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an application notices, and the operator reads, when a line cannot be made. */
class FailureTest {
  @TempDir private Path directory;
  private Path log;

  @BeforeEach
  void nameTheLog() {
    log = directory.resolve("app.log");
  }

  static Stream<Throwing.Cause> lineFailures() {
    return Stream.of(
        () -> new IllegalStateException("no line"),
        () -> new IOException("no line"),
        () -> new StackOverflowError("no line"),
        () -> new NoClassDefFoundError("no line"),
        () -> new AssertionError("no line"),
        () -> new InternalError("no line"));
  }

  @ParameterizedTest
  @MethodSource("lineFailures")
  void shouldReportWhatTheEncoderThrowsAndGoOn(Throwing.Cause cause) throws IOException {
    try (LogbackFixture logback = LogbackFixture.of(file(log), encoder(Throwing.class))) {
      assertThatCode(() -> logback.logger().info("lost", cause)).doesNotThrowAnyException();
      logback.logger().info("kept");

      assertThat(logback.errors()).containsExactly("Appender failed to append, lost lines=1");
    }

    assertThat(Files.readString(log)).isEqualTo("kept\n");
  }

  /** As when a thread logs while another one configures the context anew. */
  @Test
  void shouldTellOfALineUnderWhichItIsStopped() throws IOException {
    try (LogbackFixture logback = LogbackFixture.of(file(log), pattern())) {
      Object stopping =
          new Object() {
            @Override
            public String toString() {
              logback.appender().stop();
              return "too late";
            }
          };
      logback.logger().info("in time");
      logback.logger().info("{}", stopping);

      assertThat(logback.warnings())
          .containsExactly("Attempted to append to non started appender, lost lines=1");
      assertThat(logback.errors()).isEmpty();
    }

    assertThat(Files.readString(log)).isEqualTo("in time\n");
  }

  @Test
  void shouldReportAnOutOfMemoryErrorAndLetTheApplicationSeeIt() throws IOException {
    Throwing.Cause cause = () -> new OutOfMemoryError("no heap");
    try (LogbackFixture logback = LogbackFixture.of(file(log), encoder(Throwing.class))) {
      assertThatThrownBy(() -> logback.logger().info("lost", cause))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessage("no heap");
      logback.logger().info("kept");

      assertThat(logback.errors()).containsExactly("Appender failed to append, lost lines=1");
    }

    assertThat(Files.readString(log)).isEqualTo("kept\n");
  }

  @Test
  void shouldReportManyFailuresInFewMessagesAndCountThemAll() {
    Throwing.Cause cause = () -> new IllegalStateException("no line");
    try (LogbackFixture logback = LogbackFixture.of(file(log), encoder(Throwing.class))) {
      for (int i = 0; i < 1000; i++) {
        logback.logger().info("lost", cause);
      }
      logback.appender().stop();

      assertThat(logback.errors()).hasSizeLessThan(5);
      assertThat(logback.errors().stream().mapToLong(FailureTest::lostLines).sum()).isEqualTo(1000);
    }
  }

  @Test
  void shouldCountInItsMessagesAllLinesOfAnAppenderThatNeverStarted() {
    try (LogbackFixture logback = LogbackFixture.of(file(log), "<maxChunks>0</maxChunks>")) {
      for (int i = 0; i < 100; i++) {
        logback.logger().info("lost");
      }
      logback.appender().stop();

      assertThat(logback.warnings()).hasSize(2);
      assertThat(logback.warnings().stream().mapToLong(FailureTest::lostLines).sum())
          .isEqualTo(100);
    }
  }

  private static long lostLines(String message) {
    return Long.parseLong(message.substring(message.indexOf('=') + 1));
  }
}
