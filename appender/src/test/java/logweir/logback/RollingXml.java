package logweir.logback;

import ch.qos.logback.core.rolling.TriggeringPolicy;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import logweir.engine.RollPolicy;

/** Elements as they stand in a RollingFileAppender, and what they are read as. */
final class RollingXml {
  private static final String PACKAGE = "ch.qos.logback.core.rolling.";

  private RollingXml() {}

  /** Whether this Logback has that policy, named without its package. */
  static boolean isThere(String policy) {
    try {
      Class.forName(PACKAGE + policy);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  static String timeBased(String... elements) {
    return policy("rollingPolicy", PACKAGE + "TimeBasedRollingPolicy", elements);
  }

  static String sizeAndTimeBased(String... elements) {
    return policy("rollingPolicy", PACKAGE + "SizeAndTimeBasedRollingPolicy", elements);
  }

  static String fixedWindow(String... elements) {
    return policy("rollingPolicy", PACKAGE + "FixedWindowRollingPolicy", elements);
  }

  static String sizeBased(String maxFileSize) {
    return policy(
        "triggeringPolicy",
        PACKAGE + "SizeBasedTriggeringPolicy",
        "<maxFileSize>" + maxFileSize + "</maxFileSize>");
  }

  static String policy(String element, String type, String... elements) {
    return "<%s class=\"%s\">%s</%s>".formatted(element, type, String.join("", elements), element);
  }

  static String pattern(Object fileNamePattern) {
    return "<fileNamePattern>" + fileNamePattern + "</fileNamePattern>";
  }

  /** What the engine rolls by if the appender's policies are as they are. */
  static RollPolicy read(LogbackFixture logback, LongSupplier clock) {
    MmapSharedAppender<?> appender = logback.appender();
    Path log = Path.of(appender.getFile()).toAbsolutePath();
    return new PolicyReader(appender, policiesOf(appender), new PresentFile(log, false), clock)
        .read()
        .orElseThrow();
  }

  private static <E> Policies<E> policiesOf(MmapSharedAppender<E> appender) {
    Policies<E> policies = new Policies<>(appender);
    policies.rolling(appender.getRollingPolicy());
    TriggeringPolicy<E> triggering = appender.getTriggeringPolicy();
    if (triggering != appender.getRollingPolicy()) {
      policies.triggering(triggering);
    }
    return policies;
  }
}
