package logweir.integration.probe;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import logweir.integration.harness.Contexts;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.LogbackXml;
import logweir.integration.harness.Run;
import logweir.integration.harness.ScratchDirectory;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Way;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Measures how long the callers wait when the log's file system is frozen for a while, with the
 * state directory beside the log and in memory, and how long FileAppender's do. Needs root.
 *
 * <p>Arguments: seconds of the freeze (3), threads (2), lines a second of each (1000).
 */
public final class FreezeProbe {
  private static final String MEASURED = "calls: ";
  private static final int SECONDS_BEFORE = 3;
  private static final int SECONDS_AFTER = 3;

  private final int freezeSeconds;
  private final int threads;
  private final int rate;

  private FreezeProbe(int freezeSeconds, int threads, int rate) {
    this.freezeSeconds = freezeSeconds;
    this.threads = threads;
    this.rate = rate;
  }

  public static void main(String[] arguments) throws Exception {
    FreezeProbe probe =
        new FreezeProbe(
            argument(arguments, 0, 3), argument(arguments, 1, 2), argument(arguments, 2, 1000));
    try (ScratchDirectory directory = ScratchDirectory.create("logweir-freeze");
        ScratchDirectory memory = ScratchDirectory.createInMemory("logweir-freeze")) {
      Path disk = Files.createDirectory(directory.resolve("disk"));
      Path image = directory.resolve("image");
      Run.ok("truncate", "--size=256M", image.toString());
      Run.ok("mkfs.ext4", "-q", image.toString());
      Run.ok("mount", "-o", "loop", image.toString(), disk.toString());
      try {
        WorkerOrders shared = WorkerOrders.logTo(disk.resolve("app.log")).through(Way.LOGBACK);
        probe.measure("state directory beside the log", disk, shared);
        probe.measure("state directory in memory", disk, shared.stateDirectory(memory.path()));
        WorkerOrders file = WorkerOrders.logTo(disk.resolve("file.log"));
        probe.measure("FileAppender", disk, file.through(Way.FILE_APPENDER));
      } finally {
        Run.ok("umount", disk.toString());
      }
    }
  }

  private static int argument(String[] arguments, int index, int byDefault) {
    return index < arguments.length ? Integer.parseInt(arguments[index]) : byDefault;
  }

  private void measure(String title, Path disk, WorkerOrders orders) throws InterruptedException {
    int seconds = SECONDS_BEFORE + freezeSeconds + SECONDS_AFTER;
    List<String> arguments = new ArrayList<>(List.of("" + threads, "" + rate, "" + seconds));
    arguments.addAll(orders.toArguments());
    try (ForkedJvm jvm =
        ForkedJvm.start("callers", Callers.class, List.of("-Xmx256m"), arguments)) {
      jvm.awaitPrinted("ready");
      Thread.sleep(SECONDS_BEFORE * 1000L);
      Run.ok("fsfreeze", "--freeze", disk.toString());
      try {
        Thread.sleep(freezeSeconds * 1000L);
      } finally {
        Run.ok("fsfreeze", "--unfreeze", disk.toString());
      }
      System.out.println(title + ", " + MEASURED + jvm.awaitPrinted(MEASURED));
      jvm.awaitSuccess();
    }
  }

  /** The JVM whose calls are measured. */
  static final class Callers {
    private static final int WARM_UP_LINES = 20_000;
    private static final String PADDING = "x".repeat(110);

    private Callers() {}

    public static void main(String[] arguments) throws InterruptedException {
      int threads = Integer.parseInt(arguments[0]);
      long intervalNanos = 1_000_000_000L / Integer.parseInt(arguments[1]);
      long seconds = Long.parseLong(arguments[2]);
      WorkerOrders orders =
          WorkerOrders.parse(Arrays.asList(arguments).subList(3, arguments.length));
      LoggerContext context = Contexts.start(LogbackXml.of(orders));
      Logger logger = context.getLogger(LogbackXml.loggerName(0));
      for (int line = 0; line < WARM_UP_LINES; line++) {
        logger.info("{} {}", line, PADDING);
      }
      System.out.println("ready");
      Histogram histogram = new ConcurrentHistogram(3);
      long end = System.nanoTime() + seconds * 1_000_000_000L;
      List<Thread> callers = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        callers.add(new Thread(() -> call(logger, intervalNanos, end, histogram)));
      }
      callers.forEach(Thread::start);
      for (Thread caller : callers) {
        caller.join();
      }
      System.out.printf(
          MEASURED + "%d, p50 %.1f us, p99.9 %.1f us, max %.1f ms%n",
          histogram.getTotalCount(),
          histogram.getValueAtPercentile(50) / 1e3,
          histogram.getValueAtPercentile(99.9) / 1e3,
          histogram.getMaxValue() / 1e6);
      context.stop();
      System.exit(0);
    }

    // A stalled caller makes up for what it has missed.
    private static void call(Logger logger, long intervalNanos, long end, Histogram histogram) {
      for (long due = System.nanoTime(); due - end < 0; due += intervalNanos) {
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        long before = System.nanoTime();
        logger.info("{} {}", due, PADDING);
        histogram.recordValue(System.nanoTime() - before);
      }
    }
  }
}
