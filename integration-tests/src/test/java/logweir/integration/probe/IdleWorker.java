package logweir.integration.probe;

import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import logweir.integration.harness.Contexts;
import logweir.integration.harness.LogbackXml;
import logweir.integration.harness.Signals;

/**
 * The main program of a JVM that starts a context, with the appender if it is given a file, logs a
 * few lines and then does nothing.
 */
final class IdleWorker {
  static final String IDLE = "idle";
  private static final String NO_APPENDER = "<configuration/>";
  private static final int LINES = 1000;

  private IdleWorker() {}

  public static void main(String[] arguments) {
    Signals signals = Signals.listen();
    LoggerContext context =
        Contexts.start(
            arguments.length == 0 ? NO_APPENDER : LogbackXml.withDefaults(Path.of(arguments[0])));
    for (int line = 0; line < LINES; line++) {
      context.getLogger("idle").info("line {}", line);
    }
    System.out.println(IDLE);
    signals.awaitGo();
    context.stop();
  }
}
