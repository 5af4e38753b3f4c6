package logweir.integration.probe;

import ch.qos.logback.classic.LoggerContext;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;
import logweir.integration.harness.Contexts;
import logweir.integration.harness.ScratchDirectory;
import org.slf4j.Logger;

/**
 * Bytes that the logging thread allocates for each line: with an appender that only encodes, with
 * ours, and in the engine alone. Once flat-out, where callers have to help with publishing, and
 * once at a pace that leaves it to the publisher's thread.
 */
final class AllocationProbe {
  private static final int ROUNDS = 9;
  private static final int LINES = 200_000;
  private static final int WARM_UPS = 5;

  /** Between two pauses the ring is filled by far less than the half at which callers help. */
  private static final int LINES_BETWEEN_PAUSES = 1_000;

  private static final long PAUSE_NANOS = 5_000_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private AllocationProbe() {}

  public static void main(String[] arguments) throws IOException {
    try (ScratchDirectory directory = ScratchDirectory.create("logweir-probe")) {
      new AllocationProbe().measure(directory.resolve("log"));
    }
  }

  private interface Call {
    void log(int number);
  }

  private void measure(Path file) throws IOException {
    System.out.printf("%n%-28s %14s %14s%n", "bytes allocated per line", "flat-out", "paced");
    print(Route.ENCODE_ONLY.title(), throughLogback(Route.ENCODE_ONLY, file));
    print(Route.SHARED.title(), throughLogback(Route.SHARED, file));
    print("engine alone", throughEngine(file));
  }

  private double[] throughLogback(Route route, Path file) throws IOException {
    LoggerContext context = Contexts.start(route.configuration(file));
    Logger logger = Load.logger(context);
    double[] figures = perLine(number -> logger.info(Load.message(number)));
    context.stop();
    Files.deleteIfExists(file);
    return figures;
  }

  private double[] throughEngine(Path file) throws IOException {
    byte[] line = (Load.message(0) + "\n").getBytes(StandardCharsets.US_ASCII);
    double[] figures;
    try (SharedLog log = SharedLog.open(file, SharedLogConfig.defaults())) {
      figures =
          perLine(
              number -> {
                if (!log.append(line, 0, line.length)) {
                  throw new IllegalStateException("line was dropped: number=" + number);
                }
              });
    }
    Files.delete(file);
    return figures;
  }

  private double[] perLine(Call call) {
    return new double[] {median(call, Integer.MAX_VALUE), median(call, LINES_BETWEEN_PAUSES)};
  }

  private double median(Call call, int linesBetweenPauses) {
    for (int round = 0; round < WARM_UPS; round++) {
      allocated(call, linesBetweenPauses);
    }
    Samples samples = new Samples();
    for (int round = 0; round < ROUNDS; round++) {
      samples.add((double) allocated(call, linesBetweenPauses) / LINES);
    }
    return samples.median();
  }

  private long allocated(Call call, int linesBetweenPauses) {
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < LINES; i++) {
      if (i % linesBetweenPauses == linesBetweenPauses - 1) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      call.log(i);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static void print(String title, double[] figures) {
    System.out.printf("%-28s %14.2f %14.2f%n", title, figures[0], figures[1]);
  }
}
