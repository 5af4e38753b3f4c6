package logweir.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import logweir.cli.TopSnapshot.Row;
import logweir.engine.LogStatus;

/**
 * Draws a moment of a log as lines of text: a head of five lines, then a line for each writer.
 * Knows nothing of terminals; no line is longer than the width that it is given.
 */
final class TopScreen {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uu-MM-dd", Locale.ROOT);

  private static final String HEADINGS =
      "SLOT     PID SINCE    STATE    LINES/S BYTES/S       LINES   BYTES DIRECT DROPS";
  private static final String ELLIPSIS = "...";

  private final String log;
  private final ZoneId zone;

  /**
   * @param log path of the log, whose start is left out where it is too long
   * @param zone in which times are told
   */
  TopScreen(String log, ZoneId zone) {
    this.log = log;
    this.zone = zone;
  }

  /**
   * Draws.
   *
   * @param rows how many lines there is room for; writers that find none are counted in the last
   */
  List<String> draw(TopSnapshot snapshot, Instant now, int columns, int rows) {
    List<String> lines = new ArrayList<>();
    lines.add(title(now, columns));
    lines.add(file(snapshot));
    if (snapshot.status().isPresent()) {
      addStaging(lines, snapshot, snapshot.status().get(), now);
    } else {
      lines.add(
          snapshot
              .trouble()
              .map(why -> "staging  " + why)
              .orElse("staging  no writer is attached, nothing is staged"));
    }
    lines.add("");
    addWriters(lines, snapshot.rows(), now, rows);
    return lines.stream().limit(rows).map(line -> cut(line, columns)).toList();
  }

  private String title(Instant now, int columns) {
    String start = "logweir top  " + TIME.format(now.atZone(zone)) + "  ";
    int room = Math.max(ELLIPSIS.length(), columns - start.length());
    return start
        + (log.length() <= room
            ? log
            : ELLIPSIS + log.substring(log.length() - room + ELLIPSIS.length()));
  }

  private static String file(TopSnapshot snapshot) {
    if (snapshot.fileBytes().isEmpty()) {
      return "file     none";
    }
    return say(
        "file     %s, %s/s    lines %s/s    writes %s/s",
        Quantity.bytes(snapshot.fileBytes().getAsLong()),
        Quantity.bytes(snapshot.growth()),
        Quantity.count(snapshot.linesRate(), 11),
        Quantity.count(snapshot.writesRate(), 9));
  }

  private void addStaging(List<String> lines, TopSnapshot snapshot, LogStatus status, Instant now) {
    lines.add(
        say(
            "staging  since %s    backlog %s    lag %.1f ms%s",
            since(status.createdAt(), now),
            Quantity.bytes(status.backlogBytes()),
            status.lag().toNanos() / 1e6,
            status.earlierBoot() ? "    of an earlier boot" : ""));
    lines.add(
        say(
            "chunks   %d of %d, %s each    publisher %s",
            status.chunks(),
            status.maxChunks(),
            Quantity.bytes(status.chunkBytes()),
            publisher(snapshot)));
    lines.add(
        say(
            "lines    %s    drops %s    recovered %d batches, %d lanes    left %d, dead %d",
            Quantity.count(status.lines(), 14),
            Quantity.count(status.drops(), 7),
            status.completedBatches(),
            status.reclaimedLanes(),
            status.departed().writers(),
            status.departed().dead()));
  }

  private static String publisher(TopSnapshot snapshot) {
    return snapshot.rows().stream()
        .filter(row -> row.state() == TopSnapshot.State.PUBLISHER)
        .findFirst()
        .map(row -> "pid " + row.pid() + " in slot " + row.slot() + " (*)")
        .orElse("none");
  }

  private void addWriters(List<String> lines, List<Row> writers, Instant now, int rows) {
    lines.add(HEADINGS);
    int room = rows - lines.size();
    boolean all = writers.size() <= room;
    writers.stream()
        .limit(all ? room : Math.max(0, room - 1))
        .forEach(row -> lines.add(line(row, now)));
    if (!all) {
      lines.add(ELLIPSIS + " and " + (writers.size() - Math.max(0, room - 1)) + " more");
    }
  }

  private String line(Row row, Instant now) {
    return String.format(
        Locale.ROOT,
        "%4d %7s %-8s %-6s %9s %7s %11s %7s %6s %5s",
        row.slot(),
        row.pid(),
        since(row.attachedAt(), now),
        switch (row.state()) {
          case ALIVE -> "alive";
          case PUBLISHER -> "alive*";
          case DEAD -> "dead";
          case GONE -> "gone";
        },
        Quantity.count(row.linesRate(), 9),
        Quantity.bytes(row.bytesRate()),
        Quantity.count(row.lines(), 11),
        Quantity.bytes(row.bytes()),
        Quantity.count(row.directLines(), 6),
        Quantity.count(row.drops(), 5));
  }

  // The time of today, or the day.
  private String since(Instant instant, Instant now) {
    ZonedDateTime then = instant.atZone(zone);
    boolean today = then.toLocalDate().equals(now.atZone(zone).toLocalDate());
    return (today ? TIME : DAY).format(then);
  }

  private static String cut(String line, int columns) {
    return line.length() <= columns ? line : line.substring(0, columns);
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
