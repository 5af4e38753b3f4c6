package logweir.integration.probe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.ScratchDirectory;

/**
 * Measures the processor time of JVMs that have the appender attached and log nothing, beside the
 * same JVM without the appender. All with the appender share one file, and have logged before.
 *
 * <p>Arguments: seconds (30), JVMs with the appender (2). The kernel counts ticks of 10 ms in
 * {@code /proc/PID/stat}; the sum of the threads' {@code schedstat} is in nanoseconds and is
 * printed too.
 */
public final class IdleProbe {
  private static final int WARM_UP_MILLIS = 3000;

  private IdleProbe() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
    int jvms = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2;
    try (ScratchDirectory directory = ScratchDirectory.create("logweir-idle")) {
      run(directory.resolve("app.log"), seconds, jvms);
    }
  }

  private static void run(Path file, int seconds, int jvms)
      throws IOException, InterruptedException {
    List<ForkedJvm> all = new ArrayList<>();
    try {
      all.add(start("without the appender", List.of()));
      for (int jvm = 0; jvm < jvms; jvm++) {
        all.add(start("with the appender", List.of(file.toString())));
      }
      all.forEach(jvm -> jvm.awaitPrinted(IdleWorker.IDLE));
      // Compilers and collectors come to rest first.
      Thread.sleep(WARM_UP_MILLIS);
      measure(all, seconds);
    } finally {
      all.forEach(ForkedJvm::close);
    }
  }

  private static ForkedJvm start(String name, List<String> arguments) {
    return ForkedJvm.start(name, IdleWorker.class, List.of("-Xmx64m"), arguments);
  }

  private static void measure(List<ForkedJvm> jvms, int seconds)
      throws IOException, InterruptedException {
    List<CpuTime> before = CpuTime.of(jvms);
    long start = System.nanoTime();
    Thread.sleep(seconds * 1000L);
    List<CpuTime> after = CpuTime.of(jvms);
    double elapsed = System.nanoTime() - start;
    for (int jvm = 0; jvm < jvms.size(); jvm++) {
      CpuTime used = after.get(jvm).minus(before.get(jvm));
      System.out.printf(
          Locale.ROOT,
          "%s, idle for %d s: %.4f %% of a core by ticks, %.4f %% by schedstat%n",
          jvms.get(jvm).name(),
          seconds,
          100 * used.tickNanos() / elapsed,
          100 * used.scheduledNanos() / elapsed);
    }
  }
}
