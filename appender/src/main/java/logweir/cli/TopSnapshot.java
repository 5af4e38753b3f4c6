package logweir.cli;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import logweir.engine.LogStatus;

/**
 * A moment of a log, with what happened a second since the look before. Rates are empty where there
 * was none.
 *
 * @param status of the staging area; empty if there is none
 * @param trouble why the staging area cannot be read
 * @param fileBytes size of the log file; empty if there is none
 * @param growth bytes a second that the file has grown by
 * @param linesRate lines a second of all writers
 * @param writesRate write(2) calls a second for batches
 * @param rows the writers, and those that have just gone; the busiest first
 */
record TopSnapshot(
    Optional<LogStatus> status,
    Optional<String> trouble,
    OptionalLong fileBytes,
    OptionalDouble growth,
    OptionalDouble linesRate,
    OptionalDouble writesRate,
    List<Row> rows) {

  TopSnapshot {
    rows = List.copyOf(rows);
  }

  /** What a writer is. */
  enum State {
    ALIVE,
    /** The one that wrote the last batch. */
    PUBLISHER,
    /** Its process has ended without leaving; somebody will clear it away. */
    DEAD,
    /** It has left, or was cleared away. */
    GONE
  }

  /** One writer: one appender of one JVM. Rates are of a second. */
  record Row(
      int slot,
      long pid,
      Instant attachedAt,
      State state,
      OptionalDouble linesRate,
      OptionalDouble bytesRate,
      long lines,
      long bytes,
      long directLines,
      long drops) {}
}
