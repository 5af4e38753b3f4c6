package logweir.integration.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import logweir.integration.harness.ForkedJvm;

/**
 * Processor time that a process has used.
 *
 * @param tickNanos user and system time of {@code /proc/PID/stat}, in steps of 10 ms
 * @param scheduledNanos sum of the time on a processor of its threads; exact
 */
record CpuTime(long tickNanos, long scheduledNanos) {
  private static final long NANOS_OF_A_TICK = 10_000_000;
  private static final int FIELDS_BEFORE_USER_TIME = 11;

  static List<CpuTime> of(List<ForkedJvm> jvms) throws IOException {
    List<CpuTime> times = new ArrayList<>();
    for (ForkedJvm jvm : jvms) {
      Path process = Path.of("/proc", Long.toString(jvm.pid()));
      times.add(new CpuTime(ticks(process) * NANOS_OF_A_TICK, scheduled(process)));
    }
    return times;
  }

  CpuTime minus(CpuTime earlier) {
    return new CpuTime(tickNanos - earlier.tickNanos, scheduledNanos - earlier.scheduledNanos);
  }

  private static long ticks(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    // The command's name may hold anything, blanks included, but stands in parentheses.
    StringTokenizer fields = new StringTokenizer(stat.substring(stat.lastIndexOf(')') + 1));
    for (int field = 0; field < FIELDS_BEFORE_USER_TIME; field++) {
      fields.nextToken();
    }
    return Long.parseLong(fields.nextToken()) + Long.parseLong(fields.nextToken());
  }

  private static long scheduled(Path process) throws IOException {
    long sum = 0;
    try (var threads = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path thread : threads) {
        sum += scheduledOfThread(thread);
      }
    }
    return sum;
  }

  private static long scheduledOfThread(Path thread) throws IOException {
    try {
      String schedstat = Files.readString(thread.resolve("schedstat"));
      return Long.parseLong(new StringTokenizer(schedstat).nextToken());
    } catch (NoSuchFileException e) {
      // The thread has ended, or the kernel keeps no such statistics.
      return 0;
    }
  }
}
