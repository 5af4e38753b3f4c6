package logweir.integration.probe;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logweir.integration.harness.ForkedJvm;
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

  /** What a round took, and how many lines did not come into the file. */
  record Round(double linesPerSecond, double cpuNanosPerLine, long missing) {}

  Round run(int linesPerThread) throws IOException {
    String round = ++rounds + ".";
    Path file = directory.resolve(route + "." + round + "log");
    jvms.forEach(jvm -> jvm.say(rounds + "\t" + file + "\t" + linesPerThread));
    jvms.forEach(jvm -> jvm.awaitPrinted(LoadJvm.READY + round));
    jvms.forEach(jvm -> jvm.say("go"));
    long start = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    double cpu = 0;
    for (ForkedJvm jvm : jvms) {
      String[] times = jvm.awaitPrinted(LoadJvm.RAN + round).split(" ", -1);
      start = Math.min(start, Long.parseLong(times[0]));
      end = Math.max(end, Long.parseLong(times[1]));
      cpu += Long.parseLong(times[2]);
    }
    long lines = (long) jvms.size() * threads * linesPerThread;
    return new Round(lines * 1e9 / (end - start), cpu / lines, missing(file, lines));
  }

  private long missing(Path file, long expected) throws IOException {
    if (!route.writes()) {
      return 0;
    }
    long found = 0;
    // A file that was rolled has its name at the start.
    String files = file.getFileName() + "*";
    try (DirectoryStream<Path> all = Files.newDirectoryStream(file.getParent(), files)) {
      for (Path one : all) {
        found += countAndDelete(one);
      }
    }
    return expected - found;
  }

  private static long countAndDelete(Path file) throws IOException {
    long found = 0;
    byte[] buffer = new byte[1 << 20];
    try (var in = Files.newInputStream(file)) {
      for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
        for (int i = 0; i < length; i++) {
          found += buffer[i] == '\n' ? 1 : 0;
        }
      }
    }
    Files.delete(file);
    return found;
  }

  @Override
  public void close() {
    jvms.forEach(ForkedJvm::close);
  }
}
