package logweir.logback;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A logger context as an application has it: made by Joran from a configuration. */
final class LogbackFixture implements AutoCloseable {
  private static final String FILE = "FILE";

  private final LoggerContext context = new LoggerContext();

  // Logback itself forgets some of what comes between the first and the last.
  private final List<Status> statuses = new CopyOnWriteArrayList<>();

  private LogbackFixture(Map<String, String> properties) {
    context.getStatusManager().add(new Heard());
    context.setMDCAdapter(new LogbackMDCAdapter());
    properties.forEach(context::putProperty);
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

  /** A context of a whole configuration file's text. */
  static LogbackFixture ofConfiguration(String configuration, Map<String, String> properties) {
    LogbackFixture logback = new LogbackFixture(properties);
    try {
      logback
          .configurator()
          .doConfigure(new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)));
    } catch (JoranException e) {
      throw new IllegalArgumentException(configuration, e);
    }
    return logback;
  }

  /** A context of a configuration file. */
  static LogbackFixture ofFile(Path configuration, Map<String, String> properties) {
    LogbackFixture logback = new LogbackFixture(properties);
    try {
      logback.configurator().doConfigure(configuration.toFile());
    } catch (JoranException e) {
      throw new IllegalArgumentException(configuration.toString(), e);
    }
    return logback;
  }

  /** A context that is not configured yet. */
  static LogbackFixture unconfigured() {
    return new LogbackFixture(Map.of());
  }

  private JoranConfigurator configurator() {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    return configurator;
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

  LoggerContext context() {
    return context;
  }

  /** The root logger's appender named FILE. */
  MmapSharedAppender<ILoggingEvent> appender() {
    return (MmapSharedAppender<ILoggingEvent>)
        requireNonNull(context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(FILE));
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
    return statuses.stream()
        .filter(status -> status.getLevel() == level)
        .map(Status::getMessage)
        .toList();
  }

  private final class Heard implements StatusListener {
    @Override
    public void addStatusEvent(Status status) {
      statuses.add(status);
    }

    @Override
    public boolean isResetResistant() {
      return true;
    }
  }
}
