package logweir.integration.probe;

import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import logweir.integration.harness.Contexts;
import logweir.integration.harness.Signals;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;

/**
 * The main program of a JVM that warms up, says so, and at "go" logs from one thread at a fixed
 * rate. Says what its calls took, and how long after the lines were due they had returned: a call
 * that waits makes those behind it late.
 */
final class LatencyJvm {
  static final String WARM = "warm";
  static final String CALLS = "calls ";
  static final String FROM_DUE = "from due ";
  static final int WARM_UP_LINES = 200_000;

  private static final long WARM_UP_NANOS = 1_000_000_000;
  private static final double[] PERCENTILES = {50, 99, 99.9, 100};

  private final Logger logger;
  private final Histogram calls = new Histogram(3);
  private final Histogram fromDue = new Histogram(3);

  private LatencyJvm(Logger logger) {
    this.logger = logger;
  }

  /** What the main method takes. */
  static List<String> arguments(
      Route route, Path file, int linesPerSecond, int seconds, Optional<Path> stateDirectory) {
    return List.of(
        route.name(),
        file.toString(),
        Integer.toString(linesPerSecond),
        Integer.toString(seconds),
        stateDirectory.map(Path::toString).orElse(""));
  }

  /** How many lines such a JVM logs. */
  static long lines(int linesPerSecond, int seconds) {
    Pace pace = new Pace(linesPerSecond);
    return (long) WARM_UP_LINES + pace.lines(WARM_UP_NANOS) + pace.lines(seconds * 1_000_000_000L);
  }

  public static void main(String[] arguments) throws InterruptedException {
    Signals signals = Signals.listen();
    Optional<Path> stateDirectory =
        Optional.of(arguments[4]).filter(name -> !name.isEmpty()).map(Path::of);
    LoggerContext context =
        Contexts.start(
            Route.valueOf(arguments[0]).configuration(Path.of(arguments[1]), stateDirectory));
    int linesPerSecond = Integer.parseInt(arguments[2]);
    Load.run(context, 1, WARM_UP_LINES, Load.messages(0));
    new LatencyJvm(Load.logger(context)).log(linesPerSecond, WARM_UP_NANOS);
    System.out.println(WARM);
    signals.awaitGo();
    LatencyJvm measured = new LatencyJvm(Load.logger(context));
    measured.log(linesPerSecond, Integer.parseInt(arguments[3]) * 1_000_000_000L);
    context.stop();
    System.out.println(CALLS + text(measured.calls));
    System.out.println(FROM_DUE + text(measured.fromDue));
    System.exit(0);
  }

  private void log(int linesPerSecond, long nanos) {
    Pace pace = new Pace(linesPerSecond);
    int lines = pace.lines(nanos);
    for (int number = 0; number < lines; number++) {
      long late = pace.awaitDue(number);
      long before = System.nanoTime();
      logger.info(Load.message(number));
      long took = System.nanoTime() - before;
      calls.recordValue(took);
      fromDue.recordValue(late + took);
    }
  }

  // Nanoseconds at the percentiles.
  private static String text(Histogram histogram) {
    StringBuilder text = new StringBuilder();
    for (double percentile : PERCENTILES) {
      text.append(histogram.getValueAtPercentile(percentile)).append(' ');
    }
    return text.toString();
  }
}
