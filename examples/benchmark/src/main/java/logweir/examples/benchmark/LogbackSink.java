package logweir.examples.benchmark;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** A Logback context of its own. Its warnings and errors go to standard error. */
final class LogbackSink implements Sink {
  private final LoggerContext context = new LoggerContext();
  private final Logger logger;

  /**
   * Starts the context.
   *
   * @param xml what a {@code logback.xml} would have in it
   */
  LogbackSink(String xml) {
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.getStatusManager().add(LogbackSink::print);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    } catch (JoranException e) {
      throw new IllegalArgumentException(xml, e);
    }
    context.start();
    logger = context.getLogger(LineText.LOGGER);
  }

  private static void print(Status status) {
    if (status.getEffectiveLevel() >= Status.WARN) {
      System.err.println(status);
    }
  }

  @Override
  public void log(String message) {
    logger.info(message);
  }

  @Override
  public void close() {
    context.stop();
  }
}
