package logweir.integration.probe;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An appender that is measured, and how many lines it takes to keep one thread busy for a while.
 */
enum Route {
  ENCODE_ONLY("encode only", 1_500_000),
  FILE("FileAppender", 300_000),
  PRUDENT("FileAppender, prudent", 100_000),
  ASYNC("AsyncAppender, FileAppender", 300_000),
  SHARED("MmapSharedAppender", 1_500_000),
  ROLLING("MmapSharedAppender, rolling", 1_500_000);

  private static final String WINDOW =
      """
          <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
            <fileNamePattern>%s.%%i</fileNamePattern>
            <maxIndex>20</maxIndex>
          </rollingPolicy>
          <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
            <maxFileSize>100MB</maxFileSize>
          </triggeringPolicy>
      """;

  private static final String ENCODER =
      """
          <encoder>
            <pattern>%d{HH:mm:ss.SSS} [%thread] %-5level %logger{36} - %msg%n</pattern>
          </encoder>
      """;

  private final String title;
  private final int lines;

  Route(String title, int lines) {
    this.title = title;
    this.lines = lines;
  }

  String title() {
    return title;
  }

  /** Lines that one thread alone logs in about half a second. */
  int lines() {
    return lines;
  }

  /** Whether its lines come into the file. */
  boolean writes() {
    return this != ENCODE_ONLY;
  }

  /** A {@code logback.xml} with this appender at the root logger. */
  String configuration(Path file) {
    return configuration(file, Optional.empty());
  }

  /** The same, with the staging area elsewhere if this appender has one. */
  String configuration(Path file, Optional<Path> stateDirectory) {
    return """
        <configuration>
        %s
          <root level="INFO"><appender-ref ref="LOG"/></root>
        </configuration>
        """
        .formatted(
            switch (this) {
              case ENCODE_ONLY -> appender("LOG", EncodeOnlyAppender.class.getName(), "");
              case FILE -> appender("LOG", "ch.qos.logback.core.FileAppender", fileTag(file));
              case PRUDENT ->
                  appender(
                      "LOG",
                      "ch.qos.logback.core.FileAppender",
                      fileTag(file) + "<prudent>true</prudent>");
              case ASYNC -> async(file);
              case SHARED ->
                  appender(
                      "LOG",
                      "logweir.logback.MmapSharedAppender",
                      fileTag(file) + stateTag(stateDirectory));
              case ROLLING ->
                  appender(
                      "LOG",
                      "logweir.logback.MmapSharedAppender",
                      fileTag(file) + WINDOW.formatted(file));
            });
  }

  private static String async(Path file) {
    return appender("FILE", "ch.qos.logback.core.FileAppender", fileTag(file))
        + """
          <appender name="LOG" class="ch.qos.logback.classic.AsyncAppender">
            <queueSize>8192</queueSize>
            <discardingThreshold>0</discardingThreshold>
            <neverBlock>false</neverBlock>
            <maxFlushTime>60000</maxFlushTime>
            <appender-ref ref="FILE"/>
          </appender>
        """;
  }

  private static String appender(String name, String type, String settings) {
    return "<appender name=\"%s\" class=\"%s\">%s%n%s</appender>%n"
        .formatted(name, type, settings, ENCODER);
  }

  private static String stateTag(Optional<Path> directory) {
    return directory.map(path -> "<stateDirectory>" + path + "</stateDirectory>").orElse("");
  }

  private static String fileTag(Path file) {
    return "<file>" + file + "</file>";
  }
}
