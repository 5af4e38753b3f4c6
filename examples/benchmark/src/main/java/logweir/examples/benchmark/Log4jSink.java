package logweir.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The Log4j context of this JVM; there is one at a time. */
final class Log4jSink implements Sink {
  private final Path configuration;
  private final Logger logger;

  /**
   * Starts the context.
   *
   * @param xml what a {@code log4j2.xml} would have in it
   */
  Log4jSink(String xml) throws IOException {
    configuration = Files.createTempFile("log4j2-", ".xml");
    Files.writeString(configuration, xml);
    System.setProperty("log4j2.configurationFile", configuration.toString());
    logger = LogManager.getContext(false).getLogger(LineText.LOGGER);
  }

  @Override
  public void log(String message) {
    logger.info(message);
  }

  @Override
  public void close() {
    if (configuration.toFile().delete()) {
      LogManager.shutdown(); // a second one would start Log4j anew
    }
  }
}
