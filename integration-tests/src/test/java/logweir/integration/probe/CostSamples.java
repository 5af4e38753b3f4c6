package logweir.integration.probe;

import java.util.Locale;

/** What a line costs, in each of some rounds. */
final class CostSamples {
  private final Samples calls = new Samples();
  private final Samples drained = new Samples();
  private final Samples cpu = new Samples();
  private long missing;

  void add(LoadJvms.Round round) {
    add(round, 0);
  }

  /** Adds the processor time that others have spent on each line. */
  void add(LoadJvms.Round round, double othersCpuNanos) {
    calls.add(round.callNanosPerLine());
    drained.add(1e9 / round.linesPerSecond());
    cpu.add(round.cpuNanosPerLine() + othersCpuNanos);
    missing += round.missing();
  }

  /** Nanoseconds of the caller. */
  double calls() {
    return calls.median();
  }

  /** Nanoseconds until all lines are in the file, divided by their number. */
  double drained() {
    return drained.median();
  }

  /** Nanoseconds of processor time. */
  double cpu() {
    return cpu.median();
  }

  static String header(String first) {
    return String.format(
        Locale.ROOT,
        "%-24s %10s %10s %10s %10s %10s %8s",
        first,
        "caller ns",
        "min",
        "max",
        "drained ns",
        "cpu ns",
        "missing");
  }

  /** A line below the header. */
  String row(String first) {
    return String.format(
        Locale.ROOT,
        "%-24s %,10.1f %,10.1f %,10.1f %,10.1f %,10.1f %8d",
        first,
        calls(),
        calls.min(),
        calls.max(),
        drained(),
        cpu(),
        missing);
  }
}
