package logweir.integration.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Prints what {@link FaultTrials} wrote as a table in Markdown: one row for each fault, with the
 * upper end of the one-sided 95 % confidence interval of its failure rate (Clopper and Pearson,
 * Biometrika 26, 1934), and how long the others took to go on.
 */
public final class ReliabilityTable {
  private static final double CONFIDENCE = 0.95;

  private final Map<String, Row> rows = new LinkedHashMap<>();

  private static final class Row {
    private long trials;
    private long failures;
    private final List<Long> recoveryMicros = new ArrayList<>();
  }

  ReliabilityTable() {}

  public static void main(String[] arguments) throws IOException {
    Path file = arguments.length > 0 ? Path.of(arguments[0]) : FaultTrials.FILE;
    ReliabilityTable table = new ReliabilityTable();
    for (String entry : Files.readAllLines(file)) {
      table.add(entry);
    }
    System.out.print(table.toMarkdown());
  }

  void add(String entry) {
    String[] fields = entry.split(";", -1);
    Row row = rows.computeIfAbsent(fields[0], fault -> new Row());
    row.trials += Long.parseLong(fields[1]);
    row.failures += Long.parseLong(fields[2]);
    if (!fields[3].isEmpty()) {
      row.recoveryMicros.add(Long.parseLong(fields[3]));
    }
  }

  String toMarkdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        "| fault | trials | failures | at most, 95 % | recovery, median | recovery, max |\n");
    text.append("|---|---|---|---|---|---|\n");
    rows.forEach((fault, row) -> append(text, fault, row));
    return text.toString();
  }

  private static void append(StringBuilder text, String fault, Row row) {
    List<Long> sorted = new ArrayList<>(row.recoveryMicros);
    Collections.sort(sorted);
    text.append(
        String.format(
            Locale.ROOT,
            "| %s | %,d | %d | %.3g %% | %s | %s |%n",
            fault,
            row.trials,
            row.failures,
            100 * upperBound(row.failures, row.trials),
            sorted.isEmpty() ? "" : milliseconds(sorted.get(sorted.size() / 2)),
            sorted.isEmpty() ? "" : milliseconds(sorted.get(sorted.size() - 1))));
  }

  /** The failure rate that so few failures would be unlikely at. */
  static double upperBound(long failures, long trials) {
    if (failures >= trials) {
      return 1;
    }
    return BetaDistribution.of(failures + 1.0, (double) trials - failures)
        .inverseCumulativeProbability(CONFIDENCE);
  }

  private static String milliseconds(long micros) {
    return String.format(Locale.ROOT, "%.1f ms", micros / 1000.0);
  }
}
