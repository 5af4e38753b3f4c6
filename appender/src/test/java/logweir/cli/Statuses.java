package logweir.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import logweir.engine.LogStatus;

/** Statuses for tests. */
final class Statuses {
  static final Instant CREATED = Instant.parse("2026-03-01T10:00:00Z");

  private Statuses() {}

  /** Of a log that slot 0 publishes; as much was written as the writers say. */
  static LogStatus of(LogStatus.Writer... writers) {
    return of(0, writers);
  }

  /** The same with lines of writers that have left. */
  static LogStatus of(long departedLines, LogStatus.Writer... writers) {
    return new LogStatus(
        CREATED,
        false,
        1 << 20,
        16,
        2,
        51_200,
        16_384,
        Duration.ofNanos(1_540_000),
        OptionalLong.of(0),
        4,
        departedLines,
        5_000,
        1,
        2,
        new LogStatus.Departed(3, 1, departedLines, 0, 0, 0),
        List.of(writers));
  }

  static LogStatus.Writer writer(int slot, long lines, long bytes) {
    return new LogStatus.Writer(
        slot, 1000 + slot, CREATED.plusSeconds(60L * slot), true, lines, bytes, 0, 0);
  }

  static LogStatus.Writer dead(LogStatus.Writer writer) {
    return new LogStatus.Writer(
        writer.slot(),
        writer.pid(),
        writer.attachedAt(),
        false,
        writer.lines(),
        writer.bytes(),
        writer.directLines(),
        writer.drops());
  }
}
