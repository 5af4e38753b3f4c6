package logweir.integration.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.ScratchDirectory;

/**
 * Counts the system calls of all threads of a JVM that logs at a steady rate, by {@code strace -f
 * -c} for some seconds in the middle. The same JVM with an appender that only encodes shows which
 * of them the JVM makes anyway.
 *
 * <p>Argument, with a default: lines per second.
 */
final class SyscallProbe {
  // Long enough for the publisher's thread to be compiled too: compilers make calls of their own.
  private static final int WARM_UP_SECONDS = 25;
  private static final int WINDOW_SECONDS = 5;
  private static final int LIFE_SECONDS = WARM_UP_SECONDS + 2 * WINDOW_SECONDS;

  private final int linesPerSecond;
  private final ScratchDirectory directory;

  private SyscallProbe(int linesPerSecond, ScratchDirectory directory) {
    this.linesPerSecond = linesPerSecond;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    try (ScratchDirectory directory = ScratchDirectory.create("logweir-probe")) {
      SyscallProbe probe = new SyscallProbe(rate, directory);
      print(rate, probe.count(Route.ENCODE_ONLY), probe.count(Route.SHARED));
    }
  }

  /** Calls by name in a window of that many lines. */
  private record Count(Map<String, Long> calls, double lines, String lateMillis) {
    long of(String call) {
      return calls.getOrDefault(call, 0L);
    }

    double perLine() {
      return calls.values().stream().mapToLong(Long::longValue).sum() / lines;
    }
  }

  private Count count(Route route) throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    List<String> arguments =
        List.of(
            route.name(),
            log.toString(),
            Integer.toString(linesPerSecond),
            Integer.toString(LIFE_SECONDS));
    try (ForkedJvm jvm = ForkedJvm.start("paced", PacedJvm.class, List.of("-Xmx256m"), arguments)) {
      Thread.sleep(WARM_UP_SECONDS * 1000L);
      long start = System.nanoTime();
      Map<String, Long> calls = trace(jvm.pid());
      double lines = (System.nanoTime() - start) / 1e9 * linesPerSecond;
      jvm.awaitSuccess();
      return new Count(calls, lines, jvm.awaitPrinted(PacedJvm.LATE));
    } finally {
      Files.deleteIfExists(log);
    }
  }

  private Map<String, Long> trace(long pid) throws IOException, InterruptedException {
    Path summary = directory.resolve("strace");
    int exit =
        new ProcessBuilder(
                "timeout",
                "--signal=INT",
                Integer.toString(WINDOW_SECONDS),
                "strace",
                "-f",
                "-c",
                "-o",
                summary.toString(),
                "-p",
                Long.toString(pid))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (!Files.exists(summary)) {
      throw new IOException("strace could not be run: exit=" + exit);
    }
    List<String> lines = Files.readAllLines(summary);
    Files.delete(summary);
    return parse(lines);
  }

  // Columns: % time, seconds, usecs/call, calls, errors (may be empty), syscall.
  private static Map<String, Long> parse(List<String> summary) {
    Map<String, Long> calls = new TreeMap<>();
    for (String line : summary) {
      String[] columns = line.strip().split("\\s+", -1);
      if (columns.length >= 5 && columns[3].matches("\\d+")) {
        calls.put(columns[columns.length - 1], Long.parseLong(columns[3]));
      }
    }
    calls.remove("total");
    return calls;
  }

  private static void print(int rate, Count without, Count with) {
    System.out.printf("%n%,d lines/s, one thread, %d s%n", rate, WINDOW_SECONDS);
    System.out.printf("%-20s %12s %12s%n", "", Route.ENCODE_ONLY.title(), Route.SHARED.title());
    TreeSet<String> names = new TreeSet<>(without.calls.keySet());
    names.addAll(with.calls.keySet());
    for (String name : names) {
      System.out.printf("%-20s %12d %12d%n", name, without.of(name), with.of(name));
    }
    System.out.printf("%-20s %12.4f %12.4f%n", "calls per line", without.perLine(), with.perLine());
    System.out.printf("%-20s %12s %12s%n", "most ms late", without.lateMillis, with.lateMillis);
  }
}
