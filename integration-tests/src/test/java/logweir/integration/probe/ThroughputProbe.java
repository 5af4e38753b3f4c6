package logweir.integration.probe;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import logweir.integration.harness.ScratchDirectory;

/**
 * Lines per second until all are in the file, of each {@link Route}, and the processor time of a
 * line, all threads of its JVM together. The routes take turns, so that what else the machine does
 * meets all of them alike.
 *
 * <p>Arguments, each with a default: rounds, options for the JVMs.
 */
final class ThroughputProbe {
  private static final int WARM_UPS = 3;

  private final int rounds;
  private final ScratchDirectory directory;
  private final List<String> jvmOptions;

  private ThroughputProbe(int rounds, ScratchDirectory directory, List<String> jvmOptions) {
    this.rounds = rounds;
    this.directory = directory;
    this.jvmOptions = jvmOptions;
  }

  public static void main(String[] arguments) throws IOException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
    List<String> options =
        arguments.length > 1
            ? Arrays.asList(arguments).subList(1, arguments.length)
            : List.of("-Xmx256m");
    try (ScratchDirectory directory = ScratchDirectory.create("logweir-probe")) {
      ThroughputProbe probe = new ThroughputProbe(rounds, directory, options);
      probe.measure(1, 1);
      probe.measure(2, 2);
    }
  }

  private void measure(int count, int threads) throws IOException {
    Map<Route, LoadJvms> jvms = new EnumMap<>(Route.class);
    Map<Route, Figures> figures = new EnumMap<>(Route.class);
    try {
      for (Route route : Route.values()) {
        jvms.put(route, new LoadJvms(route, count, threads, directory, jvmOptions));
        figures.put(route, new Figures());
      }
      for (int round = -WARM_UPS; round < rounds; round++) {
        for (Route route : Route.values()) {
          LoadJvms.Round result = jvms.get(route).run(route.lines() / threads);
          figures.get(route).add(round, result);
        }
      }
    } finally {
      jvms.values().forEach(LoadJvms::close);
    }
    print(count, threads, figures);
  }

  private void print(int count, int threads, Map<Route, Figures> figures) {
    System.out.printf("%n%d JVMs x %d threads, %d rounds%n", count, threads, rounds);
    System.out.printf(
        "%-28s %12s %12s %12s %8s %8s %8s%n",
        "", "lines/s", "min", "max", "x File", "cpu ns", "missing");
    double base = figures.get(Route.FILE).rates.median();
    figures.forEach(
        (route, of) ->
            System.out.printf(
                "%-28s %,12.0f %,12.0f %,12.0f %8.2f %,8.0f %8d%n",
                route.title(),
                of.rates.median(),
                of.rates.min(),
                of.rates.max(),
                of.rates.median() / base,
                of.cpu.median(),
                of.missing));
  }

  /** The rounds of one route. */
  private static final class Figures {
    private final Samples rates = new Samples();
    private final Samples cpu = new Samples();
    private long missing;

    /** Takes a round's result; those before round 0 warm up. */
    void add(int round, LoadJvms.Round result) {
      missing += result.missing();
      if (round >= 0) {
        rates.add(result.linesPerSecond());
        cpu.add(result.cpuNanosPerLine());
      }
    }
  }
}
