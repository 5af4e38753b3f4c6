package logweir.logback;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A logger context as an application has it: made by Joran from a configuration. */
final class LogbackFixture implements AutoCloseable {
  private static final String FILE = "FILE";

  private final LoggerContext context = new LoggerContext();
  private final MmapSharedAppender<ILoggingEvent> appender;

  private LogbackFixture(String configuration, Map<String, String> properties) {
    context.setMDCAdapter(new LogbackMDCAdapter());
    properties.forEach(context::putProperty);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(
          new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)));
    } catch (JoranException e) {
      throw new IllegalArgumentException(configuration, e);
    }
    appender = findAppender();
  }

  /** A context whose only appender, named FILE, has these elements inside. */
  static LogbackFixture of(String... elements) {
    return of(Map.of(), elements);
  }

  static LogbackFixture of(Map<String, String> properties, String... elements) {
    return ofConfiguration(
        """
        <configuration>
          <appender name="FILE" class="logweir.logback.MmapSharedAppender">
            %s
          </appender>
          <root level="info"><appender-ref ref="FILE"/></root>
        </configuration>
        """
            .formatted(String.join("\n", elements)),
        properties);
  }

  /** A context of a whole configuration file's text, which has an appender named FILE. */
  static LogbackFixture ofConfiguration(String configuration, Map<String, String> properties) {
    return new LogbackFixture(configuration, properties);
  }

  static String file(Path path) {
    return "<file>" + path + "</file>";
  }

  /** An encoder element without a class: only the message and a line feed. */
  static String pattern() {
    return "<encoder><pattern>%msg%n</pattern></encoder>";
  }

  static String encoder(Class<?> type) {
    return "<encoder class=\"" + type.getName() + "\"/>";
  }

  Logger logger() {
    return context.getLogger("test");
  }

  MmapSharedAppender<ILoggingEvent> appender() {
    return appender;
  }

  List<String> infos() {
    return messages(Status.INFO);
  }

  List<String> warnings() {
    return messages(Status.WARN);
  }

  List<String> errors() {
    return messages(Status.ERROR);
  }

  /** Stops the context; the messages stay. */
  @Override
  public void close() {
    context.stop();
  }

  private List<String> messages(int level) {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() == level)
        .map(Status::getMessage)
        .toList();
  }

  private MmapSharedAppender<ILoggingEvent> findAppender() {
    return (MmapSharedAppender<ILoggingEvent>)
        requireNonNull(context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(FILE));
  }
}
