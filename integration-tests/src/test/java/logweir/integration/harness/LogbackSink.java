package logweir.integration.harness;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import logweir.logback.ClockedAppenders;

/** Lines that go through a logger context that an XML text has configured. */
final class LogbackSink implements LogSink {
  private final LoggerContext context;
  private final List<Logger> loggers;

  private LogbackSink(LoggerContext context, List<Logger> loggers) {
    this.context = context;
    this.loggers = loggers;
  }

  static LogbackSink open(WorkerOrders orders) throws IOException {
    LoggerContext context = Contexts.start(LogbackXml.of(orders));
    if (orders.wallClock().isPresent()) {
      ClockedAppenders.use(context, WallClock.open(orders.wallClock().get()));
    }
    List<Logger> loggers =
        IntStream.range(0, orders.appenders())
            .mapToObj(appender -> context.getLogger(LogbackXml.loggerName(appender)))
            .toList();
    return new LogbackSink(context, loggers);
  }

  @Override
  public boolean log(int thread, byte[] line) {
    String message = new String(line, 0, line.length - 1, StandardCharsets.ISO_8859_1);
    loggers.get(thread % loggers.size()).info(message);
    return true;
  }

  @Override
  public void close() {
    context.stop();
  }
}
