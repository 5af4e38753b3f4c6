package logweir.integration.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.ScratchDirectory;

/**
 * Measures how long it takes from the call of the logger until another process can read the line,
 * at the appender's default settings: first at a steady rate, then for single lines after pauses.
 *
 * <p>Arguments: JVMs (1), lines a second of all together (1000), seconds (30), pauses (10),
 * milliseconds of a pause (2000). The first two seconds are left out, since they have cold code in
 * them. The reader polls, and takes a part of a processor for it.
 */
public final class VisibilityProbe {
  private static final int MAX_LINE = 1 << 16;
  private static final long POLL_NANOS = 20_000;
  private static final int WARM_UP_SECONDS = 2;

  private final Workload workload;
  private final Latencies warmUp = new Latencies();
  private final Latencies steady = new Latencies();
  private final Latencies afterPause = new Latencies();
  private final ByteBuffer pending = ByteBuffer.allocate(MAX_LINE);

  private VisibilityProbe(Workload workload) {
    this.workload = workload;
  }

  public static void main(String[] arguments) throws IOException {
    Workload workload =
        new Workload(
            argument(arguments, 0, 1),
            argument(arguments, 1, 1000),
            argument(arguments, 2, 30),
            argument(arguments, 3, 10),
            argument(arguments, 4, 2000));
    VisibilityProbe probe = new VisibilityProbe(workload);
    try (ScratchDirectory directory = ScratchDirectory.create("logweir-visibility")) {
      probe.run(Files.createFile(directory.resolve("app.log")));
    }
    System.out.println(workload);
    System.out.println("from call to visible: " + probe.steady);
    System.out.println("the same after pauses: " + probe.afterPause);
  }

  private static int argument(String[] arguments, int index, int byDefault) {
    return index < arguments.length ? Integer.parseInt(arguments[index]) : byDefault;
  }

  private void run(Path file) throws IOException {
    List<ForkedJvm> writers = new ArrayList<>();
    try {
      for (int jvm = 0; jvm < workload.jvms; jvm++) {
        writers.add(
            ForkedJvm.start(
                "writer " + jvm,
                TimedLineWriter.class,
                List.of("-Xmx256m"),
                TimedLineWriter.arguments(
                    file,
                    workload.rateOfJvm(),
                    workload.steadyLinesOfJvm(),
                    workload.pauses,
                    workload.pauseMillis)));
      }
      readAll(file, writers);
      writers.forEach(ForkedJvm::awaitSuccess);
    } finally {
      writers.forEach(ForkedJvm::close);
    }
  }

  private void readAll(Path file, List<ForkedJvm> writers) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (warmUp.count() + steady.count() + afterPause.count() < workload.lines()) {
        boolean growing = writers.stream().anyMatch(ForkedJvm::isAlive);
        if (channel.read(pending) > 0) {
          takeLines(System.nanoTime());
        } else if (growing) {
          LockSupport.parkNanos(POLL_NANOS);
        } else {
          throw new IllegalStateException("lines are missing: " + writers);
        }
      }
    }
  }

  /** A line's first word is the time at which it was logged. */
  private void takeLines(long now) {
    pending.flip();
    int start = 0;
    for (int index = 0; index < pending.limit(); index++) {
      if (pending.get(index) == '\n') {
        String line = new String(pending.array(), start, index - start, StandardCharsets.US_ASCII);
        record(now - Long.parseLong(line.substring(0, line.indexOf(' '))));
        start = index + 1;
      }
    }
    pending.position(start);
    pending.compact();
  }

  private void record(long nanos) {
    if (warmUp.count() < workload.warmUpLines()) {
      warmUp.add(nanos);
    } else if (warmUp.count() + steady.count() < workload.jvms * workload.steadyLinesOfJvm()) {
      steady.add(nanos);
    } else {
      afterPause.add(nanos);
    }
  }

  private record Workload(int jvms, int linesPerSecond, int seconds, int pauses, int pauseMillis) {
    int rateOfJvm() {
      return linesPerSecond / jvms;
    }

    int warmUpLines() {
      return WARM_UP_SECONDS * rateOfJvm() * jvms;
    }

    int steadyLinesOfJvm() {
      return (WARM_UP_SECONDS + seconds) * rateOfJvm();
    }

    int lines() {
      return jvms * (steadyLinesOfJvm() + pauses);
    }
  }
}
