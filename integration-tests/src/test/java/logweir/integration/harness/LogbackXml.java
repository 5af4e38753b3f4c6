package logweir.integration.harness;

import java.nio.file.Path;

/** Logback configurations in which one or more appenders write one file. */
public final class LogbackXml {
  private static final String ENCODER = "<encoder><pattern>%msg%n</pattern></encoder>";
  private static final String BRACKETING =
      """
      <encoder class="ch.qos.logback.core.encoder.LayoutWrappingEncoder">
        <layout class="%s"><pattern>%%msg%%n</pattern></layout>
      </encoder>
      """
          .formatted(BracketingLayout.class.getName());

  private LogbackXml() {}

  /** The logger whose events go to that appender. */
  public static String loggerName(int appender) {
    return "to" + appender;
  }

  /** Appenders as a worker's orders name them; each has a logger of its own. */
  public static String of(WorkerOrders orders) {
    if (orders.way() == WorkerOrders.Way.FILE_APPENDER) {
      return withFileAppender(orders.file());
    }
    String stateDirectory =
        orders.stateDirectory().map("<stateDirectory>%s</stateDirectory>"::formatted).orElse("");
    StringBuilder xml = new StringBuilder("<configuration>\n");
    if (orders.hasShutdownHook()) {
      xml.append("<shutdownHook/>\n");
    }
    for (int appender = 0; appender < orders.appenders(); appender++) {
      xml.append(
          """
            <appender name="A%1$d" class="logweir.logback.MmapSharedAppender">
              %2$s
              <chunkSize>%3$d</chunkSize>
              <maxChunks>%4$d</maxChunks>
              <publishInterval>%5$d milliseconds</publishInterval>
              <maxBlockTime>%7$d milliseconds</maxBlockTime>
              %8$s
              %9$s
              %10$s
            </appender>
            <logger name="%6$s" level="INFO" additivity="false">
              <appender-ref ref="A%1$d"/>
            </logger>
          """
              .formatted(
                  appender,
                  orders.isUnnamed() ? "" : "<file>" + orders.file() + "</file>",
                  orders.chunkBytes(),
                  orders.maxChunks(),
                  orders.publishMillis(),
                  loggerName(appender),
                  orders.maxBlockMillis(),
                  stateDirectory,
                  orders.rolling().orElse(""),
                  orders.isBracketed() ? BRACKETING : ENCODER));
    }
    return xml.append("</configuration>\n").toString();
  }

  private static String withFileAppender(Path file) {
    return """
        <configuration>
          <appender name="A0" class="ch.qos.logback.core.FileAppender">
            <file>%s</file>
            <encoder><pattern>%%msg%%n</pattern></encoder>
          </appender>
          <logger name="%s" level="INFO"><appender-ref ref="A0"/></logger>
        </configuration>
        """
        .formatted(file, loggerName(0));
  }

  /** One appender with nothing set but the file, at the root logger. */
  public static String withDefaults(Path file) {
    return """
        <configuration>
          <appender name="LOG" class="logweir.logback.MmapSharedAppender">
            <file>%s</file>
            <encoder><pattern>%%msg%%n</pattern></encoder>
          </appender>
          <root level="INFO"><appender-ref ref="LOG"/></root>
        </configuration>
        """
        .formatted(file);
  }
}
