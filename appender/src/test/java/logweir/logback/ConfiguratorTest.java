package logweir.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appender is configured by a program as any other one of Logback. */
class ConfiguratorTest {
  @TempDir private Path directory;
  private Path log;

  @BeforeEach
  void nameTheLog() {
    log = directory.resolve("app.log");
  }

  @Test
  void shouldWriteWhatComesToALoggerThatAProgramHasAttachedItTo() throws IOException {
    try (LogbackFixture logback = LogbackFixture.unconfigured()) {
      attach(logback.context(), newAppender(logback.context(), log));
      logback.logger().info("in code");

      assertQuiet(logback);
    }

    assertThat(Files.readString(log)).isEqualTo("in code\n");
  }

  @Test
  void shouldRollByAPolicyThatAProgramHasGivenIt() {
    try (LogbackFixture logback = LogbackFixture.unconfigured()) {
      LoggerContext context = logback.context();
      MmapSharedAppender<ILoggingEvent> appender = newAppender(context, log);
      SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
      policy.setContext(context);
      policy.setParent(appender);
      policy.setFileNamePattern(directory.resolve("old-%d.%i.log").toString());
      policy.setMaxFileSize(new FileSize(6));
      policy.start();
      appender.setRollingPolicy(policy);
      attach(context, appender);
      for (String message : new String[] {"one", "two", "three"}) {
        logback.logger().info(message);
      }

      assertQuiet(logback);
    }

    assertThat(WrittenLines.in(directory)).containsExactlyInAnyOrder("one", "two", "three");
    assertThat(WrittenLines.files(directory))
        .anyMatch(file -> file.getFileName().toString().startsWith("old-"));
  }

  /** As a configurator in a jar, which the class path's META-INF names. */
  @Test
  void shouldBeConfiguredByAServiceOfTheClassPath() throws IOException, JoranException {
    Path services = Files.createDirectories(directory.resolve("jar/META-INF/services"));
    Files.writeString(
        services.resolve(Configurator.class.getName()), OfTheClassPath.class.getName() + "\n");
    URL[] jar = {directory.resolve("jar").toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(jar, getClass().getClassLoader());
        LogbackFixture logback = LogbackFixture.unconfigured()) {
      logback.context().putProperty("LOG", log.toString());
      new ContextInitializer(logback.context()).autoConfig(loader);
      logback.logger().info("by a service");

      assertQuiet(logback);
    }

    assertThat(Files.readString(log)).isEqualTo("by a service\n");
  }

  /** Writes the file that the context's property LOG names. */
  public static final class OfTheClassPath extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
      attach(context, newAppender(context, Path.of(context.getProperty("LOG"))));
      return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
  }

  private static MmapSharedAppender<ILoggingEvent> newAppender(LoggerContext context, Path file) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    MmapSharedAppender<ILoggingEvent> appender = new MmapSharedAppender<>();
    appender.setContext(context);
    appender.setName("FILE");
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    return appender;
  }

  private static void attach(LoggerContext context, MmapSharedAppender<ILoggingEvent> appender) {
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  private static void assertQuiet(LogbackFixture logback) {
    assertThat(logback.warnings()).isEmpty();
    assertThat(logback.errors()).isEmpty();
    assertThat(logback.appender().isStarted()).isTrue();
  }
}
