package logweir.integration.probe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.ScratchDirectory;

/**
 * What calls take at a steady rate, from when a line is due until its call has returned: alone,
 * beside a process that fills the page cache with dirty pages of the same disk, and in a memory
 * cgroup at its limit (which needs root). The appenders take turns.
 *
 * <p>Arguments, each with a default: situations (alone,disk,cgroup), rounds (7), seconds of a run
 * (20), lines a second (10000,50000), megabytes that the disk load writes over and over (8192),
 * megabytes that the cgroup leaves for the pages of files (16).
 */
final class PressureProbe {
  // Collected seldom and quickly, and nothing is left to touch for the first time.
  private static final List<String> JVM_OPTIONS =
      List.of("-Xms64m", "-Xmx64m", "-Xmn48m", "-XX:+AlwaysPreTouch");

  private final int rounds;
  private final int seconds;
  private final int[] rates;

  private PressureProbe(int rounds, int seconds, int[] rates) {
    this.rounds = rounds;
    this.seconds = seconds;
    this.rates = rates;
  }

  private enum Contender {
    SHARED("MmapSharedAppender", Route.SHARED),
    IN_MEMORY("the same, stateDirectory in memory", Route.SHARED),
    FILE("FileAppender", Route.FILE);

    private final String title;
    private final Route route;

    Contender(String title, Route route) {
      this.title = title;
      this.route = route;
    }
  }

  public static void main(String[] arguments) throws IOException {
    List<String> situations = List.of(argument(arguments, 0, "alone,disk,cgroup").split(",", -1));
    int[] rates =
        Arrays.stream(argument(arguments, 3, "10000,50000").split(",", -1))
            .mapToInt(Integer::parseInt)
            .toArray();
    int diskMegabytes = Integer.parseInt(argument(arguments, 4, "8192"));
    int roomMegabytes = Integer.parseInt(argument(arguments, 5, "16"));
    try (ScratchDirectory directory = ScratchDirectory.create("logweir-probe")) {
      PressureProbe probe =
          new PressureProbe(
              Integer.parseInt(argument(arguments, 1, "7")),
              Integer.parseInt(argument(arguments, 2, "20")),
              rates);
      if (situations.contains("alone")) {
        probe.measure("alone", Situation.alone());
      }
      if (situations.contains("disk")) {
        probe.measure("beside a disk load", Situation.besideDiskLoad(directory, diskMegabytes));
      }
      if (situations.contains("cgroup")) {
        Optional<Situation> limited = Situation.atMemoryLimit(roomMegabytes);
        if (limited.isPresent()) {
          probe.measure("in a memory cgroup at its limit", limited.get());
        } else {
          System.out.println("skipped: needs root, and a memory cgroup of version 1 or 2");
        }
      }
    }
  }

  private static String argument(String[] arguments, int index, String byDefault) {
    return index < arguments.length ? arguments[index] : byDefault;
  }

  private void measure(String title, Situation situation) throws IOException {
    try (situation) {
      for (int rate : rates) {
        Map<Contender, Figures> figures = new EnumMap<>(Contender.class);
        for (int round = 0; round < rounds; round++) {
          for (Contender contender : Contender.values()) {
            run(contender, rate, situation)
                .addTo(figures.computeIfAbsent(contender, any -> new Figures()));
          }
        }
        print(title, rate, figures);
      }
      System.out.println("  " + situation.evidence());
    }
  }

  /** What one JVM said; times are nanoseconds at the percentiles, empty if it died. */
  private record Result(List<Double> fromDue, List<Double> calls, long missing) {
    void addTo(Figures figures) {
      if (fromDue.isEmpty()) {
        figures.died++;
        return;
      }
      for (int percentile = 0; percentile < fromDue.size(); percentile++) {
        figures.fromDue[percentile].add(fromDue.get(percentile));
        figures.calls[percentile].add(calls.get(percentile));
      }
      figures.missing += missing;
    }
  }

  /** The rounds of one contender. */
  private static final class Figures {
    private final Samples[] fromDue = {new Samples(), new Samples(), new Samples(), new Samples()};
    private final Samples[] calls = {new Samples(), new Samples(), new Samples(), new Samples()};
    private int died;
    private long missing;

    String row(String title) {
      if (isEmpty()) {
        return String.format("%-34s died=%d", title, died);
      }
      return String.format(
          Locale.ROOT,
          "%-34s %,9.1f %,9.1f %,9.1f %,11.1f %,11.1f %,10.1f %,11.1f %8d %5d",
          title,
          fromDue[0].median() / 1e3,
          fromDue[1].median() / 1e3,
          fromDue[2].median() / 1e3,
          fromDue[3].median() / 1e3,
          fromDue[3].max() / 1e3,
          calls[2].median() / 1e3,
          calls[3].median() / 1e3,
          missing,
          died);
    }

    /** Beside FileAppender's. */
    String comparison(String title, Figures file) {
      if (isEmpty() || file.isEmpty()) {
        return title + ": no comparison";
      }
      return String.format(
          Locale.ROOT,
          "%-34s x FileAppender: p50 %.2f, p99 %.2f, p99.9 %.2f, max %.2f, worst max %.2f",
          title,
          fromDue[0].median() / file.fromDue[0].median(),
          fromDue[1].median() / file.fromDue[1].median(),
          fromDue[2].median() / file.fromDue[2].median(),
          fromDue[3].median() / file.fromDue[3].median(),
          fromDue[3].max() / file.fromDue[3].max());
    }

    private boolean isEmpty() {
      return fromDue[0].isEmpty();
    }
  }

  private Result run(Contender contender, int rate, Situation situation) throws IOException {
    situation.beforeStart();
    try (ScratchDirectory own = ScratchDirectory.create("logweir-run");
        ScratchDirectory memory = ScratchDirectory.createInMemory("logweir-probe")) {
      Path file = own.resolve("app.log");
      Optional<Path> state =
          contender == Contender.IN_MEMORY ? Optional.of(memory.path()) : Optional.empty();
      List<String> arguments = LatencyJvm.arguments(contender.route, file, rate, seconds, state);
      try (ForkedJvm jvm =
          ForkedJvm.start(
              contender.title, situation.prefix(), LatencyJvm.class, JVM_OPTIONS, arguments)) {
        jvm.awaitPrinted(LatencyJvm.WARM);
        situation.whenWarm();
        jvm.say("go");
        List<Double> calls = numbers(jvm.awaitPrinted(LatencyJvm.CALLS));
        List<Double> fromDue = numbers(jvm.awaitPrinted(LatencyJvm.FROM_DUE));
        situation.whenDone();
        jvm.awaitSuccess();
        long missing = LatencyJvm.lines(rate, seconds) - LineCount.of(file, 0);
        return new Result(fromDue, calls, missing);
      } catch (AssertionError e) {
        // Killed for want of memory, say.
        System.out.println(e.getMessage());
        return new Result(List.of(), List.of(), 0);
      }
    }
  }

  private static List<Double> numbers(String text) {
    return Arrays.stream(text.split(" ", -1)).map(Double::valueOf).toList();
  }

  private void print(String title, int rate, Map<Contender, Figures> figures) {
    System.out.printf("%n%s, %,d lines/s, %d rounds of %d s%n", title, rate, rounds, seconds);
    System.out.printf(
        "%-34s %9s %9s %9s %11s %11s %10s %11s %8s %5s%n",
        "microseconds from due to return",
        "p50",
        "p99",
        "p99.9",
        "max",
        "worst max",
        "call p99.9",
        "call max",
        "missing",
        "died");
    figures.forEach((contender, of) -> System.out.println(of.row(contender.title)));
    Figures file = figures.get(Contender.FILE);
    figures.forEach((contender, of) -> System.out.println(of.comparison(contender.title, file)));
  }
}
