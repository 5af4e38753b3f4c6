package logweir.integration.probe;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.Run;
import logweir.integration.harness.ScratchDirectory;

/** The JVMs that log through one route to one file. They keep for many rounds. */
final class LoadJvms implements AutoCloseable {
  private final Route route;
  private final int threads;
  private final ScratchDirectory directory;
  private final List<ForkedJvm> jvms = new ArrayList<>();
  private int rounds;

  LoadJvms(
      Route route, int count, int threads, ScratchDirectory directory, List<String> jvmOptions) {
    this.route = route;
    this.threads = threads;
    this.directory = directory;
    for (int i = 0; i < count; i++) {
      List<String> arguments = List.of(route.name(), Integer.toString(threads));
      jvms.add(ForkedJvm.start(route + " " + i, LoadJvm.class, jvmOptions, arguments));
    }
  }

  /**
   * What a round took, and how many lines did not come into the file.
   *
   * @param callNanosPerLine from the first call to the last one's return, of one thread
   */
  record Round(
      double linesPerSecond, double callNanosPerLine, double cpuNanosPerLine, long missing) {}

  /** Logs to a new file. */
  Round run(int linesPerThread) throws IOException {
    return run(linesPerThread, 0);
  }

  /** Logs lines of that length to a new file. */
  Round run(int linesPerThread, int lineBytes) throws IOException {
    Path file = directory.resolve(route + "." + (rounds + 1) + ".log");
    Timing timing = log(file, linesPerThread, lineBytes);
    return timing.round(linesPerThread, route.writes() ? timing.lines - countAndDelete(file) : 0);
  }

  /**
   * Logs to a file that is there, and stays there. Then waits for the disk, and takes the file out
   * of the page cache: each round is to find the memory free that the one before it had, else the
   * kernel's part of a line differs severalfold from round to round.
   */
  Round runOn(Path file, int linesPerThread) throws IOException {
    long before = Files.size(file);
    Timing timing = log(file, linesPerThread, 0);
    long missing = timing.lines - LineCount.of(file, before);
    Run.ok("dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0");
    return timing.round(linesPerThread, missing);
  }

  private record Timing(long start, long called, long end, double cpuNanos, long lines) {
    Round round(int linesPerThread, long missing) {
      double calls = (double) (called - start) / linesPerThread;
      return new Round(lines * 1e9 / (end - start), calls, cpuNanos / lines, missing);
    }
  }

  private Timing log(Path file, int linesPerThread, int lineBytes) {
    String round = ++rounds + ".";
    String order = rounds + "\t" + file + "\t" + linesPerThread + "\t" + lineBytes;
    jvms.forEach(jvm -> jvm.say(order));
    jvms.forEach(jvm -> jvm.awaitPrinted(LoadJvm.READY + round));
    jvms.forEach(jvm -> jvm.say("go"));
    long start = Long.MAX_VALUE;
    long called = Long.MIN_VALUE;
    long end = Long.MIN_VALUE;
    double cpu = 0;
    for (ForkedJvm jvm : jvms) {
      String[] times = jvm.awaitPrinted(LoadJvm.RAN + round).split(" ", -1);
      start = Math.min(start, Long.parseLong(times[0]));
      called = Math.max(called, Long.parseLong(times[1]));
      end = Math.max(end, Long.parseLong(times[2]));
      cpu += Long.parseLong(times[3]);
    }
    return new Timing(start, called, end, cpu, (long) jvms.size() * threads * linesPerThread);
  }

  private static long countAndDelete(Path file) throws IOException {
    long found = 0;
    // A file that was rolled has its name at the start.
    String files = file.getFileName() + "*";
    try (DirectoryStream<Path> all = Files.newDirectoryStream(file.getParent(), files)) {
      for (Path one : all) {
        found += LineCount.of(one, 0);
        Files.delete(one);
      }
    }
    return found;
  }

  @Override
  public void close() {
    jvms.forEach(ForkedJvm::close);
  }
}
