package logweir.integration.probe;

import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import logweir.integration.harness.Contexts;
import org.slf4j.Logger;

/**
 * The main program of a JVM that logs from one thread at a fixed rate. It spins until a line is
 * due, for a sleep would be a system call. Says how far it fell behind.
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
    long pause = 1_000_000_000L / linesPerSecond;
    long start = System.nanoTime();
    long late = 0;
    for (long due = 0; due < nanos; due += pause) {
      long now = System.nanoTime() - start;
      while (now < due) {
        Thread.onSpinWait();
        now = System.nanoTime() - start;
      }
      logger.info(Load.message((int) (due / pause)));
      if (due > nanos / 4) {
        late = Math.max(late, now - due);
      }
    }
    System.out.println(LATE + late / 1_000_000);
  }
}
