package logweir.logback;

import static logweir.logback.LogbackFixture.encoder;
import static logweir.logback.LogbackFixture.file;
import static logweir.logback.LogbackFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a thread logs while its own event is being logged. */
class NestedLoggingTest {
  private static final String TOO_DEEP =
      "Lines were logged inside one another, allowed: 8 deep, lost lines=1";

  @TempDir private Path directory;
  private Path log;

  @BeforeEach
  void nameTheLog() {
    log = directory.resolve("app.log");
  }

  @Test
  void shouldWriteWhatAnArgumentLogsBeforeItsOwnLine() throws IOException {
    try (LogbackFixture logback = LogbackFixture.of(file(log), pattern())) {
      logback.logger().info("outer {}", new Talkative(logback.logger()));
      logback.logger().info("next");

      assertThat(logback.warnings()).isEmpty();
    }

    assertThat(Files.readString(log)).isEqualTo("inner\nouter talk\nnext\n");
  }

  @Test
  void shouldWriteWhatAConverterLogs() throws IOException {
    String rule =
        "<conversionRule conversionWord=\"talk\" converterClass=\"%s\"/>"
            .formatted(TalkingConverter.class.getName());
    try (LogbackFixture logback =
        LogbackFixture.ofConfiguration(
            """
            <configuration>
              %s
              <appender name="FILE" class="logweir.logback.MmapSharedAppender">
                <file>%s</file>
                <encoder><pattern>%%talk%%msg%%n</pattern></encoder>
              </appender>
              <root level="info"><appender-ref ref="FILE"/></root>
            </configuration>
            """
                .formatted(rule, log),
            java.util.Map.of())) {
      logback.logger().info("outer");
    }

    assertThat(Files.readString(log)).isEqualTo("of the converter\nouter\n");
  }

  @Test
  void shouldWriteWhatAFilterLogsAlsoOfAnEventThatItDenies() throws IOException {
    String filter = "<filter class=\"" + TalkingFilter.class.getName() + "\"/>";
    try (LogbackFixture logback = LogbackFixture.of(file(log), filter, pattern())) {
      logback.logger().info("outer");
      logback.logger().info("denied");
    }

    assertThat(Files.readString(log)).isEqualTo("before outer\nouter\nbefore denied\n");
  }

  @Test
  void shouldWriteWhatAnEncoderLogsThatThenFails() throws IOException {
    try (LogbackFixture logback = LogbackFixture.of(file(log), encoder(TalkingAndFailing.class))) {
      logback.logger().info("lost");
      logback.logger().info("kept");

      assertThat(logback.errors()).containsExactly("Appender failed to append, lost lines=1");
    }

    assertThat(Files.readString(log)).isEqualTo("of the encoder\nkept\n");
  }

  @Test
  void shouldWriteOfAnArgumentThatLogsItselfToADepth() throws IOException {
    try (LogbackFixture logback = LogbackFixture.of(file(log), pattern())) {
      logback.logger().info("endless {}", new Endless(logback.logger()));
      logback.logger().info("next");

      assertThat(logback.warnings()).containsExactly(TOO_DEEP);
      assertThat(logback.errors()).isEmpty();
      assertThat(logback.appender().figures().orElseThrow().getFailedEvents()).isEqualTo(1);
    }

    assertThat(Files.readAllLines(log))
        .hasSize(9)
        .startsWith("inner 8")
        .endsWith("endless 1", "next");
  }

  @Test
  void shouldWriteWhatAStatefulEncoderLogsWhenItsLineIsDone() throws IOException {
    assumeTrue(EncoderGate.isStateful(new OneBuffer()), "needs Logback 1.6.4");
    try (LogbackFixture logback = LogbackFixture.of(file(log), encoder(OneBuffer.class))) {
      Logger logger = logback.logger();
      logger.info("outer {}", run(() -> logger.info("inner {}", new Talkative(logger))));
      logger.info("next");

      assertThat(logback.warnings()).isEmpty();
    }

    assertThat(Files.readAllLines(log))
        .containsExactly("[outer run]", "[inner]", "[inner talk]", "[next]");
  }

  @Test
  void shouldWriteOfAStatefulEncoderThatLogsOfEachLineToADepth() throws IOException {
    assumeTrue(EncoderGate.isStateful(new OneBuffer()), "needs Logback 1.6.4");
    try (LogbackFixture logback = LogbackFixture.of(file(log), encoder(OneBuffer.class))) {
      new Repeating(logback.logger()).run();
      logback.logger().info("next");

      assertThat(logback.warnings()).containsExactly(TOO_DEEP);
    }

    assertThat(Files.readAllLines(log))
        .hasSize(9)
        .startsWith("[1 run]")
        .endsWith("[8 run]", "[next]");
  }

  @Test
  void shouldWriteWhatAStatefulEncoderLogsBeforeAnErrorGoesToTheApplication() throws IOException {
    assumeTrue(EncoderGate.isStateful(new OneBuffer()), "needs Logback 1.6.4");
    try (LogbackFixture logback = LogbackFixture.of(file(log), encoder(OneBuffer.class))) {
      Logger logger = logback.logger();
      Runnable failing =
          () -> {
            logger.info("inner");
            throw new OutOfMemoryError("no heap");
          };
      assertThatThrownBy(() -> logger.info("lost {}", run(failing)))
          .isInstanceOf(OutOfMemoryError.class);
      assertThatThrownBy(
              () -> logger.info("outer {}", run(() -> logger.info("lost {}", run(failing)))))
          .isInstanceOf(OutOfMemoryError.class);
      logger.info("next");
    }

    assertThat(Files.readAllLines(log))
        .containsExactly("[inner]", "[outer run]", "[inner]", "[next]");
  }

  /** The engine warns in the midst of a publish. */
  @Test
  void shouldWriteWhatAStatusListenerLogsWhenTheEngineIsDone() throws IOException {
    Path notADirectory = Files.createFile(directory.resolve("archives"));
    String policies =
        """
        <publishInterval>0</publishInterval>
        <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
          <fileNamePattern>%s/app.%%i.log</fileNamePattern>
        </rollingPolicy>
        <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
          <maxFileSize>1</maxFileSize>
        </triggeringPolicy>
        """
            .formatted(notADirectory);
    AtomicInteger heard = new AtomicInteger();
    try (LogbackFixture logback = LogbackFixture.of(file(log), policies, pattern())) {
      logback
          .context()
          .getStatusManager()
          .add(
              status -> {
                if (status.getEffectiveLevel() == Status.WARN) {
                  logback.logger().info("heard {}", heard.incrementAndGet());
                }
              });
      logback.logger().info("first");
      logback.logger().info("second");
      logback.logger().info("third");

      assertThat(heard).hasPositiveValue();
      assertThat(logback.errors()).isEmpty();
    }

    List<String> lines = Files.readAllLines(log);
    assertThat(lines).containsSubsequence("first", "second", "third");
    assertThat(lines)
        .hasSize(3 + heard.get())
        .containsAll(IntStream.rangeClosed(1, heard.get()).mapToObj(i -> "heard " + i).toList());
  }

  @Test
  void shouldLogFromInsideAnotherAppendersLine() throws IOException {
    Path other = directory.resolve("other.log");
    try (LogbackFixture outer = LogbackFixture.of(file(log), pattern());
        LogbackFixture inner = LogbackFixture.of(file(other), pattern())) {
      outer.logger().info("outer {}", new Talkative(inner.logger()));
    }

    assertThat(Files.readString(log)).isEqualTo("outer talk\n");
    assertThat(Files.readString(other)).isEqualTo("inner\n");
  }

  private record Talkative(Logger logger) {
    @Override
    public String toString() {
      logger.info("inner");
      return "talk";
    }
  }

  private record Endless(Logger logger, AtomicInteger calls) {
    Endless(Logger logger) {
      this(logger, new AtomicInteger());
    }

    @Override
    public String toString() {
      int call = calls.incrementAndGet();
      logger.info("inner {}", this);
      return Integer.toString(call);
    }
  }

  private static Run run(Runnable task) {
    return new Run(task);
  }

  /** What an encoder does in the midst of a line. */
  private record Run(Runnable task) {
    @Override
    public String toString() {
      return "run";
    }
  }

  /** Logs itself to be run again. */
  private record Repeating(Logger logger, AtomicInteger calls) implements Runnable {
    Repeating(Logger logger) {
      this(logger, new AtomicInteger());
    }

    @Override
    public void run() {
      logger.info("{} {}", calls.incrementAndGet(), new Run(this));
    }
  }

  /** Logs once, what it is named after. */
  public static final class TalkingConverter extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
      if (event.getMessage().equals("outer")) {
        ((LoggerContext) getContext()).getLogger("converter").info("of the converter");
      }
      return "";
    }
  }

  /** Logs of each event that it is asked for, but of its own. */
  public static final class TalkingFilter extends Filter<ILoggingEvent> {
    @Override
    public FilterReply decide(ILoggingEvent event) {
      if (!event.getLoggerName().equals("filter")) {
        Logger logger = ((LoggerContext) getContext()).getLogger("filter");
        logger.info("before {}", event.getMessage());
      }
      return event.getMessage().equals("denied") ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
  }

  /** Logs and throws, of an event that is to be lost. */
  public static final class TalkingAndFailing extends TestEncoders.Plain {
    @Override
    public byte[] encode(ILoggingEvent event) {
      if (event.getMessage().equals("lost")) {
        ((LoggerContext) getContext()).getLogger("encoder").info("of the encoder");
        throw new IllegalStateException("no line");
      }
      return super.encode(event);
    }
  }

  /** Has one buffer for all lines. */
  public static final class OneBuffer extends TestEncoders.Plain {
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();

    @Override
    public byte[] encode(ILoggingEvent event) {
      buffer.reset();
      buffer.write('[');
      Object[] arguments = event.getArgumentArray();
      if (arguments != null && arguments[arguments.length - 1] instanceof Run run) {
        run.task().run();
      }
      byte[] message = event.getFormattedMessage().getBytes(StandardCharsets.UTF_8);
      buffer.write(message, 0, message.length);
      buffer.write(']');
      buffer.write('\n');
      return buffer.toByteArray();
    }

    /** Overrides the method of the interface where that has it. */
    @SuppressWarnings("MissingOverride") // Logback 1.5 has no such method
    public boolean isStateful() {
      return true;
    }
  }
}
