package logweir.examples.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What is compared. All write the same pattern; whatever is not set has its default. */
enum Contender {
  LOGWEIR(
      "MmapSharedAppender",
      Files.SHARED,
      """
      <appender name="LOG" class="logweir.logback.MmapSharedAppender">
        <file>%1$s</file>
        %2$s
      </appender>
      """),
  LOGWEIR_0(
      "MmapSharedAppender, publishInterval 0",
      Files.SHARED,
      """
      <appender name="LOG" class="logweir.logback.MmapSharedAppender">
        <file>%1$s</file>
        <publishInterval>0</publishInterval>
        %2$s
      </appender>
      """),
  LOGWEIR_ROLLING(
      "MmapSharedAppender, rolling",
      Files.SHARED,
      """
      <appender name="LOG" class="logweir.logback.MmapSharedAppender">
        <file>%1$s</file>
        <rollingPolicy class="ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy">
          <fileNamePattern>%1$s.%%d{yyyy-MM-dd}.%%i</fileNamePattern>
          <maxFileSize>100MB</maxFileSize>
        </rollingPolicy>
        %2$s
      </appender>
      """),
  FILE(
      "FileAppender",
      Files.SHARED,
      """
      <appender name="LOG" class="ch.qos.logback.core.FileAppender">
        <file>%1$s</file>
        %2$s
      </appender>
      """),
  PRUDENT(
      "FileAppender, prudent",
      Files.SHARED,
      """
      <appender name="LOG" class="ch.qos.logback.core.FileAppender">
        <file>%1$s</file>
        <prudent>true</prudent>
        %2$s
      </appender>
      """),
  ROLLING(
      "RollingFileAppender",
      Files.ONE_EACH,
      """
      <appender name="LOG" class="ch.qos.logback.core.rolling.RollingFileAppender">
        <file>%1$s</file>
        <rollingPolicy class="ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy">
          <fileNamePattern>%1$s.%%d{yyyy-MM-dd}.%%i</fileNamePattern>
          <maxFileSize>100MB</maxFileSize>
        </rollingPolicy>
        %2$s
      </appender>
      """),
  ASYNC(
      "AsyncAppender, FileAppender",
      Files.SHARED,
      """
      <appender name="FILE" class="ch.qos.logback.core.FileAppender">
        <file>%1$s</file>
        %2$s
      </appender>
      <appender name="LOG" class="ch.qos.logback.classic.AsyncAppender">
        <discardingThreshold>0</discardingThreshold>
        <neverBlock>false</neverBlock>
        <maxFlushTime>600000</maxFlushTime>
        <appender-ref ref="FILE"/>
      </appender>
      """),
  DISRUPTOR(
      "Logstash async disruptor, FileAppender",
      Files.SHARED,
      """
      <appender name="FILE" class="ch.qos.logback.core.FileAppender">
        <file>%1$s</file>
        %2$s
      </appender>
      <appender name="LOG" class="net.logstash.logback.appender.LoggingEventAsyncDisruptorAppender">
        <appendTimeout>-1</appendTimeout>
        <shutdownGracePeriod>10 minutes</shutdownGracePeriod>
        <appender-ref ref="FILE"/>
      </appender>
      """),
  LOG4J_RANDOM_ACCESS(
      "Log4j2 RandomAccessFile",
      Files.ONE_EACH,
      """
      <RandomAccessFile name="LOG" fileName="%1$s">
        %2$s
      </RandomAccessFile>
      """),
  LOG4J_MAPPED(
      "Log4j2 MemoryMappedFile",
      Files.ONE_JVM,
      """
      <MemoryMappedFile name="LOG" fileName="%1$s">
        %2$s
      </MemoryMappedFile>
      """),
  ENCODE_ONLY(
      "encode only, write nothing",
      Files.NONE,
      """
      <appender name="LOG" class="logweir.examples.benchmark.EncodeOnlyAppender">
        %2$s
      </appender>
      """);

  /** Which files several JVMs write. */
  enum Files {
    /** All JVMs write one file. */
    SHARED,
    /** Several JVMs on one file lose lines: each has a file of its own, as one has to use it. */
    ONE_EACH,
    /** Takes part with one JVM only. */
    ONE_JVM,
    /** Writes no file. */
    NONE
  }

  private static final String LOGBACK_ENCODER =
      "<encoder><pattern>" + LineText.PATTERN + "</pattern></encoder>";
  private static final String LOG4J_LAYOUT =
      "<PatternLayout><Pattern>" + LineText.PATTERN + "</Pattern></PatternLayout>";
  private static final String LOGBACK =
      """
      <configuration>
        %s
        <root level="INFO"><appender-ref ref="LOG"/></root>
      </configuration>
      """;
  private static final String LOG4J =
      """
      <Configuration status="WARN" shutdownHook="disable">
        <Appenders>
          %s
        </Appenders>
        <Loggers>
          <Root level="INFO"><AppenderRef ref="LOG"/></Root>
        </Loggers>
      </Configuration>
      """;

  private final String title;
  private final Files files;
  private final String appender;

  Contender(String title, Files files, String appender) {
    this.title = title;
    this.files = files;
    this.appender = appender;
  }

  String title() {
    return title;
  }

  Files files() {
    return files;
  }

  /** What it is configured with, without the parts that are the same for all. */
  String appender() {
    return appender.formatted("app.log", "...").strip();
  }

  boolean writes() {
    return files != Files.NONE;
  }

  /** Whether it is this project's. */
  boolean isOurs() {
    return this == LOGWEIR || this == LOGWEIR_0 || this == LOGWEIR_ROLLING;
  }

  /** Why it does not take part with that many JVMs; empty if it does. */
  Optional<String> refusal(int jvms) {
    return files == Files.ONE_JVM && jvms > 1
        ? Optional.of("Each JVM maps the whole end of the file, so that one JVM alone can use it.")
        : Optional.empty();
  }

  /** Why a reader cannot tell when a line is there; empty if it can. */
  Optional<String> invisibility() {
    return switch (this) {
      case ENCODE_ONLY -> Optional.of("There is no file.");
      case LOG4J_MAPPED ->
          Optional.of(
              "The file is 32 MB of NUL bytes ahead of its lines: no reader that follows it sees"
                  + " where they end.");
      default -> Optional.empty();
    };
  }

  /** Starts it in this JVM. */
  Sink open(Path file) throws IOException {
    return isLog4j()
        ? new Log4jSink(LOG4J.formatted(appender.formatted(file, LOG4J_LAYOUT)))
        : new LogbackSink(LOGBACK.formatted(appender.formatted(file, LOGBACK_ENCODER)));
  }

  private boolean isLog4j() {
    return this == LOG4J_RANDOM_ACCESS || this == LOG4J_MAPPED;
  }
}
