package logweir.examples.benchmark;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * What came out of one round.
 *
 * @param round from 1 on, in its pass
 * @param lines that were logged
 * @param figures those that its pass measures
 */
record Result(
    Case what,
    Contender contender,
    Pass pass,
    int round,
    long lines,
    Map<Figure, Double> figures,
    LineCheck.Violations violations) {
  Result {
    figures = Map.copyOf(figures);
  }

  static Result of(
      Case what,
      Contender contender,
      Pass pass,
      int round,
      List<Orders.Ran> ran,
      LineCheck.Violations violations) {
    long lines = ran.stream().flatMap(of -> of.logged().stream()).mapToLong(Long::longValue).sum();
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    if (pass == Pass.MEASURED) {
      putFigures(figures, ran, (double) lines);
    }
    return new Result(what, contender, pass, round, lines, figures, violations);
  }

  private static void putFigures(Map<Figure, Double> figures, List<Orders.Ran> ran, double lines) {
    long start = ran.stream().mapToLong(Orders.Ran::firstCallNanos).min().orElseThrow();
    long end = ran.stream().mapToLong(Orders.Ran::drainedNanos).max().orElseThrow();
    figures.put(Figure.LINES_PER_SECOND, lines * 1e9 / (end - start));
    figures.put(
        Figure.CPU_SECONDS, ran.stream().mapToLong(Orders.Ran::cpuNanos).sum() / 1e3 / lines);
    figures.put(
        Figure.ALLOCATED_BYTES, ran.stream().mapToLong(Orders.Ran::allocatedBytes).sum() / lines);
    Histogram times = Orders.toHistogram(ran.get(0).callTimes());
    ran.stream().skip(1).map(of -> Orders.toHistogram(of.callTimes())).forEach(times::add);
    figures.put(Figure.CALL_P50, (double) times.getValueAtPercentile(50));
    figures.put(Figure.CALL_P99, (double) times.getValueAtPercentile(99));
    figures.put(Figure.CALL_P999, (double) times.getValueAtPercentile(99.9));
    figures.put(Figure.CALL_MAX, (double) times.getMaxValue());
  }

  /** The same with the system calls that were counted; without, if the pass does not count them. */
  Result withSystemCalls(long calls) {
    return pass == Pass.SYSTEM_CALLS
        ? with(Map.of(Figure.SYSTEM_CALLS, (double) calls / lines))
        : this;
  }

  /**
   * The same with the time until lines were visible.
   *
   * @param ages of lines when a reader found them; null if there was no reader
   */
  Result withAges(Histogram ages) {
    return ages == null || ages.getTotalCount() == 0
        ? this
        : with(
            Map.of(
                Figure.VISIBLE_P50, (double) ages.getValueAtPercentile(50),
                Figure.VISIBLE_P99, (double) ages.getValueAtPercentile(99),
                Figure.VISIBLE_MAX, (double) ages.getMaxValue()));
  }

  private Result with(Map<Figure, Double> more) {
    Map<Figure, Double> all = new EnumMap<>(more);
    all.putAll(figures);
    return new Result(what, contender, pass, round, lines, all, violations);
  }

  /** A figure; empty if this pass does not measure it. */
  OptionalDouble figure(Figure figure) {
    Double value = figures.get(figure);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
