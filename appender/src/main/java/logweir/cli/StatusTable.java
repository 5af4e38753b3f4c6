package logweir.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import logweir.engine.LogStatus;

/** A status as text for people: a line for each subject, then a line for each writer. */
final class StatusTable {
  private static final List<String> HEADINGS =
      List.of("SLOT", "PID", "SINCE", "STATE", "LINES", "BYTES", "DIRECT", "DROPS");

  private final DateTimeFormatter instants;

  StatusTable(ZoneId zone) {
    this.instants = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssXXX").withZone(zone);
  }

  String format(TargetLog log, LogStatus status) {
    StringBuilder text = new StringBuilder();
    addLine(text, "log", log.file().toString());
    addLine(text, "state", state(log, status));
    addLine(text, "chunks", chunks(status));
    addLine(text, "backlog", backlog(status));
    addLine(text, "publisher", publisher(status));
    addLine(text, "published", published(status));
    addLine(text, "lines", lines(status));
    addLine(text, "recovered", recovered(status));
    addLine(text, "departed", departed(status.departed()));
    text.append(System.lineSeparator());
    addRows(text, status.writers());
    return text.toString();
  }

  private static void addLine(StringBuilder text, String subject, String value) {
    text.append(String.format(Locale.ROOT, "%-11s%s%n", subject, value));
  }

  private String state(TargetLog log, LogStatus status) {
    return log.stateDirectory()
        + ", since "
        + at(status.createdAt())
        + (status.earlierBoot() ? ", of an earlier boot: the next writer discards it" : "");
  }

  private static String chunks(LogStatus status) {
    return say(
        "%,d of %,d, %,d bytes each", status.chunks(), status.maxChunks(), status.chunkBytes());
  }

  private static String backlog(LogStatus status) {
    return say(
        "%,d bytes, waiting for at most %,.1f ms",
        status.backlogBytes(), status.lag().toNanos() / 1e6);
  }

  private static String publisher(LogStatus status) {
    OptionalLong slot = status.publisher();
    return slot.isPresent() ? "slot " + slot.getAsLong() : "none of the attached";
  }

  private static String published(LogStatus status) {
    String perCall =
        status.linesPerWriteCall().isPresent()
            ? say(", %,.1f lines a call", status.linesPerWriteCall().getAsDouble())
            : "";
    return say("%,d bytes in %,d write calls", status.publishedBytes(), status.writeCalls())
        + perCall;
  }

  private static String lines(LogStatus status) {
    return say("%,d, drops %,d", status.lines(), status.drops());
  }

  private static String recovered(LogStatus status) {
    return say(
        "%,d batches completed, %,d lanes reclaimed",
        status.completedBatches(), status.reclaimedLanes());
  }

  private static String departed(LogStatus.Departed departed) {
    return say(
        "%,d writers, %,d of them dead; lines %,d, bytes %,d, direct %,d, drops %,d",
        departed.writers(),
        departed.dead(),
        departed.lines(),
        departed.bytes(),
        departed.directLines(),
        departed.drops());
  }

  private void addRows(StringBuilder text, List<LogStatus.Writer> writers) {
    List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
    writers.forEach(writer -> rows.add(row(writer)));
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(" ".repeat(width(rows, column) - row.get(column).length()));
        line.append(row.get(column)).append("  ");
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
  }

  private List<String> row(LogStatus.Writer writer) {
    return List.of(
        Integer.toString(writer.slot()),
        Long.toString(writer.pid()),
        at(writer.attachedAt()),
        writer.alive() ? "alive" : "dead",
        say("%,d", writer.lines()),
        say("%,d", writer.bytes()),
        say("%,d", writer.directLines()),
        say("%,d", writer.drops()));
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private String at(Instant instant) {
    return instants.format(instant);
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
