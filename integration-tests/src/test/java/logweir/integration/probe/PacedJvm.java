package logweir.integration.probe;

import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import logweir.integration.harness.Contexts;
import org.slf4j.Logger;

/**
 * The main program of a JVM that logs from one thread at a fixed rate, and says how far it fell
 * behind.
 */
final class PacedJvm {
  static final String LATE = "late ms ";

  private PacedJvm() {}

  public static void main(String[] arguments) {
    LoggerContext context =
        Contexts.start(Route.valueOf(arguments[0]).configuration(Path.of(arguments[1])));
    log(
        Load.logger(context),
        Integer.parseInt(arguments[2]),
        Integer.parseInt(arguments[3]) * 1_000_000_000L);
    context.stop();
  }

  private static void log(Logger logger, int linesPerSecond, long nanos) {
    Pace pace = new Pace(linesPerSecond);
    int lines = pace.lines(nanos);
    long most = 0;
    for (int number = 0; number < lines; number++) {
      long late = pace.awaitDue(number);
      logger.info(Load.message(number));
      if (number > lines / 4) {
        most = Math.max(most, late);
      }
    }
    System.out.println(LATE + most / 1_000_000);
  }
}
