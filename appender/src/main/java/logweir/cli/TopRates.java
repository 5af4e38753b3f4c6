package logweir.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;
import logweir.cli.TopSample.LogFileSize;
import logweir.cli.TopSnapshot.Row;
import logweir.cli.TopSnapshot.State;
import logweir.engine.LogStatus;

/**
 * Makes rates of counters, from one look at a log to the next. The time comes with the samples. Not
 * thread-safe.
 *
 * <p>A counter that is smaller than it was has begun anew: the slot has another writer, or the log
 * another staging area. All that it counts then has happened since.
 */
final class TopRates {
  /** How long one that has gone is still shown. */
  static final long SHOWN_AFTER_NANOS = 10_000_000_000L;

  private static final double NANOS_PER_SECOND = 1e9;

  private static final Comparator<Row> BUSIEST_FIRST =
      Comparator.comparingDouble((Row row) -> row.bytesRate().orElse(0))
          .thenComparingLong(Row::bytes)
          .reversed()
          .thenComparingInt(Row::slot);

  /** One stay of one writer in a slot; the slot alone has another writer some time. */
  private record Stay(int slot, long pid, Instant attachedAt) {
    static Stay of(LogStatus.Writer writer) {
      return new Stay(writer.slot(), writer.pid(), writer.attachedAt());
    }
  }

  private record Gone(LogStatus.Writer writer, long sinceNanos) {}

  private final Map<Stay, Gone> gone = new HashMap<>();
  private TopSample before;

  /** The moment of a sample, which is later than the one before it. */
  TopSnapshot next(TopSample now) {
    noteGone(now);
    TopSnapshot snapshot =
        new TopSnapshot(
            now.status(),
            now.trouble(),
            now.size().map(size -> OptionalLong.of(size.bytes())).orElse(OptionalLong.empty()),
            growth(now),
            totalRate(now, LogStatus::lines),
            totalRate(now, LogStatus::writeCalls),
            rows(now));
    before = now;
    return snapshot;
  }

  private void noteGone(TopSample now) {
    Set<Stay> present = new HashSet<>();
    writers(now).forEach(writer -> present.add(Stay.of(writer)));
    if (before != null && now.trouble().isEmpty()) {
      for (LogStatus.Writer writer : writers(before)) {
        if (!present.contains(Stay.of(writer))) {
          gone.put(Stay.of(writer), new Gone(writer, now.nanos()));
        }
      }
    }
    // One that could not be seen for a moment may be back.
    gone.keySet().removeAll(present);
    gone.values().removeIf(one -> now.nanos() - one.sinceNanos() > SHOWN_AFTER_NANOS);
  }

  private List<Row> rows(TopSample now) {
    Map<Stay, LogStatus.Writer> earlier = new HashMap<>();
    if (before != null) {
      writers(before).forEach(writer -> earlier.put(Stay.of(writer), writer));
    }
    List<Row> rows = new ArrayList<>();
    for (LogStatus.Writer writer : writers(now)) {
      LogStatus.Writer last = earlier.get(Stay.of(writer));
      rows.add(
          row(
              writer,
              state(now, writer),
              rate(now, last == null ? 0 : last.lines(), writer.lines()),
              rate(now, last == null ? 0 : last.bytes(), writer.bytes())));
    }
    for (Gone one : gone.values()) {
      rows.add(row(one.writer(), State.GONE, OptionalDouble.empty(), OptionalDouble.empty()));
    }
    rows.sort(BUSIEST_FIRST);
    return rows;
  }

  private static Row row(
      LogStatus.Writer writer, State state, OptionalDouble linesRate, OptionalDouble bytesRate) {
    return new Row(
        writer.slot(),
        writer.pid(),
        writer.attachedAt(),
        state,
        linesRate,
        bytesRate,
        writer.lines(),
        writer.bytes(),
        writer.directLines(),
        writer.drops());
  }

  private static State state(TopSample now, LogStatus.Writer writer) {
    if (!writer.alive()) {
      return State.DEAD;
    }
    OptionalLong publisher = now.status().orElseThrow().publisher();
    return publisher.isPresent() && publisher.getAsLong() == writer.slot()
        ? State.PUBLISHER
        : State.ALIVE;
  }

  private static List<LogStatus.Writer> writers(TopSample sample) {
    return sample.status().map(LogStatus::writers).orElse(List.of());
  }

  private OptionalDouble totalRate(TopSample now, ToLongFunction<LogStatus> total) {
    if (now.status().isEmpty()) {
      return OptionalDouble.empty();
    }
    long earlier = before == null ? 0 : before.status().map(total::applyAsLong).orElse(0L);
    return rate(now, earlier, total.applyAsLong(now.status().get()));
  }

  // A file that was rolled or cut has grown from nothing.
  private OptionalDouble growth(TopSample now) {
    if (before == null || now.size().isEmpty()) {
      return OptionalDouble.empty();
    }
    LogFileSize size = now.size().get();
    Optional<LogFileSize> same = before.size().filter(last -> last.key().equals(size.key()));
    return rate(now, same.map(LogFileSize::bytes).orElse(0L), size.bytes());
  }

  private OptionalDouble rate(TopSample now, long earlier, long later) {
    if (before == null || now.nanos() <= before.nanos()) {
      return OptionalDouble.empty();
    }
    double seconds = (now.nanos() - before.nanos()) / NANOS_PER_SECOND;
    return OptionalDouble.of((later < earlier ? later : later - earlier) / seconds);
  }
}
