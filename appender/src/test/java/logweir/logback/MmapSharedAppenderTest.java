package logweir.logback;

import static logweir.logback.LogbackFixture.encoder;
import static logweir.logback.LogbackFixture.file;
import static logweir.logback.LogbackFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MmapSharedAppenderTest {
  @TempDir private Path directory;
  private Path log;

  @BeforeEach
  void nameTheLog() {
    log = directory.resolve("app.log");
  }

  @Test
  void shouldWriteEveryLineInOrder() throws IOException {
    try (LogbackFixture logback = LogbackFixture.of(file(log), pattern())) {
      logback.logger().info("one");
      logback.logger().info("two");
      logback.logger().info("three");
    }

    assertThat(Files.readString(log)).isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void shouldUseThePatternLayoutEncoderForAnEncoderWithoutClass() {
    try (LogbackFixture logback = LogbackFixture.of(file(log), pattern())) {
      assertThat(logback.appender().getEncoder()).isInstanceOf(PatternLayoutEncoder.class);
      assertThat(logback.warnings()).isEmpty();
      assertThat(logback.errors()).isEmpty();
    }
  }

  @Test
  void shouldWrapALayoutAndWarnAboutItAsAFileAppenderDoes() throws IOException {
    try (LogbackFixture logback =
        LogbackFixture.of(file(log), "<layout><pattern>%level %msg%n</pattern></layout>")) {
      logback.logger().info("laid out");

      assertThat(logback.appender().getEncoder()).isInstanceOf(LayoutWrappingEncoder.class);
      assertThat(logback.warnings()).hasSize(3).first().asString().contains("layout");
      assertThat(logback.errors()).isEmpty();
    }

    assertThat(Files.readString(log)).isEqualTo("INFO laid out\n");
  }

  @Test
  void shouldResolveVariablesInThePathAndTrimIt() throws IOException {
    Map<String, String> properties = Map.of("DIR", directory.toString());
    try (LogbackFixture logback =
        LogbackFixture.of(properties, "<file>\n  ${DIR}/app.log  \n</file>", pattern())) {
      logback.logger().info("found");

      assertThat(logback.appender().getFile()).isEqualTo(log.toString());
    }

    assertThat(Files.readString(log)).isEqualTo("found\n");
  }

  @Test
  void shouldCreateMissingParentDirectories() throws IOException {
    Path deep = directory.resolve("a/b/c/app.log");
    try (LogbackFixture logback = LogbackFixture.of(file(deep), pattern())) {
      logback.logger().info("deep");
    }

    assertThat(Files.readString(deep)).isEqualTo("deep\n");
  }

  @Test
  void shouldFollowASymbolicLinkToTheParentDirectory() throws IOException {
    Path real = Files.createDirectory(directory.resolve("real"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    try (LogbackFixture logback = LogbackFixture.of(file(link.resolve("app.log")), pattern())) {
      logback.logger().info("linked");

      assertThat(logback.errors()).isEmpty();
    }

    assertThat(Files.readString(real.resolve("app.log"))).isEqualTo("linked\n");
  }

  @Test
  void shouldKeepWhatTheFileHolds() throws IOException {
    Files.writeString(log, "before\n");
    try (LogbackFixture logback = LogbackFixture.of(file(log), pattern())) {
      logback.logger().info("after");
    }

    assertThat(Files.readString(log)).isEqualTo("before\nafter\n");
  }

  @Test
  void shouldGiveTheFileTheWantedPermissions() throws IOException {
    String permissions = "<filePermissions>rw-rw----</filePermissions>";
    try (LogbackFixture logback = LogbackFixture.of(file(log), permissions, pattern())) {
      logback.logger().info("private");
    }

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
        .isEqualTo("rw-rw----");
  }

  @Test
  void shouldHonourFilters() throws IOException {
    String filter =
        """
        <filter class="ch.qos.logback.classic.filter.ThresholdFilter"><level>WARN</level></filter>
        """;
    try (LogbackFixture logback = LogbackFixture.of(file(log), filter, pattern())) {
      logback.logger().info("filtered");
      logback.logger().warn("kept");
    }

    assertThat(Files.readString(log)).isEqualTo("kept\n");
  }

  @Test
  void shouldWriteNothingForANullOrEmptyResultOfTheEncoder() throws IOException {
    try (LogbackFixture logback =
        LogbackFixture.of(file(log), encoder(TestEncoders.Silent.class))) {
      logback.logger().info("null");
      logback.logger().info("empty");
      logback.logger().info("something");

      assertThat(logback.errors()).isEmpty();
    }

    assertThat(Files.readString(log)).isEqualTo("something\n");
  }

  @Test
  void shouldWriteHeaderAndFooterOnceForAFileOfTwoAppenders() throws IOException {
    String[] elements = {file(log), encoder(TestEncoders.Framed.class)};
    try (LogbackFixture first = LogbackFixture.of(elements)) {
      try (LogbackFixture second = LogbackFixture.of(elements)) {
        first.logger().info("one");
        second.logger().info("two");
      }
    }

    assertThat(Files.readAllLines(log)).containsOnlyOnce("header", "footer", "one", "two");
    assertThat(Files.readAllLines(log)).first().isEqualTo("header");
    assertThat(Files.readAllLines(log)).last().isEqualTo("footer");
  }

  @Test
  void shouldStartAgainAfterAStop() throws IOException {
    try (LogbackFixture logback =
        LogbackFixture.of(file(log), encoder(TestEncoders.Strict.class))) {
      logback.logger().info("one");
      logback.appender().stop();
      logback.logger().info("unheard");
      logback.appender().start();
      logback.logger().info("two");

      assertThat(logback.errors()).isEmpty();
    }

    assertThat(Files.readString(log)).isEqualTo("one\ntwo\n");
  }

  @Test
  void shouldStopAndStartTwiceWithoutHarm() throws IOException {
    try (LogbackFixture logback = LogbackFixture.of(file(log), pattern())) {
      logback.appender().start();
      logback.logger().info("once");
      logback.appender().stop();
      logback.appender().stop();

      assertThat(logback.errors()).isEmpty();
      assertThat(logback.appender().getEncoder().isStarted()).isFalse();
    }

    assertThat(Files.readString(log)).isEqualTo("once\n");
  }

  @Test
  void shouldTakeTheSettingsFromAProgramToo() throws IOException {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    MmapSharedAppender<ILoggingEvent> appender = new MmapSharedAppender<>();
    appender.setContext(context);
    appender.setName("FILE");
    appender.setFile(log.toString());
    appender.setChunkSize(FileSize.valueOf("8KB"));
    appender.setMaxChunks(4);
    appender.setPublishInterval(Duration.buildByMilliseconds(0));
    appender.setMaxBlockTime(Duration.buildByMilliseconds(500));
    appender.setStateDirectory(directory.resolve("state").toString());
    appender.setEncoder(encoder);

    appender.start();
    appender.doAppend(
        new LoggingEvent("", context.getLogger("test"), Level.INFO, "in code", null, null));

    assertThat(Files.readString(log)).isEqualTo("in code\n");
    appender.stop();
  }

  @Test
  void shouldHaveNoFileBeforeOneIsSet() {
    assertThat(new MmapSharedAppender<ILoggingEvent>().getFile()).isNull();
  }

  @Test
  void shouldNotThrowWhenItLogsWithoutBeingStarted() {
    try (LogbackFixture logback = LogbackFixture.of(pattern())) {
      assertThatCode(() -> logback.logger().info("nowhere")).doesNotThrowAnyException();

      assertThat(logback.appender().isStarted()).isFalse();
      assertThat(logback.warnings()).hasSize(1).first().asString().contains("non started");
    }
  }

  @Test
  void shouldAcceptWhatAFileAppenderIsConfiguredWith() throws IOException {
    try (LogbackFixture logback =
        LogbackFixture.of(
            file(log),
            "<append>true</append>",
            "<prudent>true</prudent>",
            "<immediateFlush>false</immediateFlush>",
            "<bufferSize>64KB</bufferSize>",
            "<lazy>true</lazy>",
            pattern())) {
      logback.logger().info("migrated");

      assertThat(logback.warnings()).isEmpty();
      assertThat(logback.errors()).isEmpty();
    }

    assertThat(Files.readString(log)).isEqualTo("migrated\n");
  }

  @Test
  void shouldWarnThatTheFileIsAppendedToWhenAppendIsFalse() throws IOException {
    Files.writeString(log, "before\n");
    try (LogbackFixture logback =
        LogbackFixture.of("<append>false</append>", file(log), pattern())) {
      logback.logger().info("after");

      assertThat(logback.warnings())
          .containsExactly(
              "append=false has no effect: the file is shared and is always appended to");
    }

    assertThat(Files.readString(log)).isEqualTo("before\nafter\n");
  }

  @Test
  void shouldNeverOpenAStreamOfItsOwn() throws IOException {
    Path other = directory.resolve("other.log");
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    try (LogbackFixture logback = LogbackFixture.of(file(log), pattern())) {
      logback.appender().openFile(other.toString());
      logback.appender().setOutputStream(stream);
      logback.logger().info("one");

      assertThat(logback.appender().getOutputStream()).isNull();
      assertThat(logback.warnings())
          .containsExactly(
              "openFile has no effect, file=" + other + ": the file is opened at the start",
              "outputStream has no effect: lines go into the file");
    }

    assertThat(Files.readString(log)).isEqualTo("one\n");
    assertThat(other).doesNotExist();
    assertThat(stream.size()).isZero();
  }

  @Test
  void shouldNotBePrudentInTheEyesOfAPolicy() {
    try (LogbackFixture logback =
        LogbackFixture.of("<prudent>true</prudent>", file(log), pattern())) {
      assertThat(logback.appender().isPrudent()).isFalse();
      assertThat(logback.appender().isAppend()).isTrue();
      assertThat(logback.appender().rawFileProperty()).isEqualTo(log.toString());
    }
  }
}
