package logweir.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import logweir.integration.harness.WorkerOrders.Way;

/** The lines that workers had to give up, as each side counts them. */
public final class DroppedLines {
  private static final Pattern LOST_LINES = Pattern.compile("lost lines=(\\d+)");
  private static final Pattern DROPS_OF_ALL =
      Pattern.compile("\"lines\": \\d+,\\s+\"drops\": (\\d+),\\s+\"completedBatches\"");
  private static final List<Fault> NEVER =
      List.of(Fault.TORN, Fault.REPEATED, Fault.NUL, Fault.FOREIGN);

  private DroppedLines() {}

  /** Those that the staging area counts, for looking while lines come. */
  public static long inStagingArea(Path log) {
    return status(log).map(LogStatus::drops).orElse(0L);
  }

  /** The lines that were not dropped, but went past the staging area one by one. */
  public static long directLines(Path log) {
    return status(log).orElseThrow().writers().stream()
        .mapToLong(LogStatus.Writer::directLines)
        .sum();
  }

  /** Whether the process of that id stages its lines. */
  public static boolean staged(Path log, long pid) {
    return status(log).stream()
        .flatMap(status -> status.writers().stream())
        .anyMatch(writer -> writer.pid() == pid && writer.lines() > 0);
  }

  private static Optional<LogStatus> status(Path log) {
    try {
      return LogStatusReader.read(log, Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those that {@code logweir status --json} tells of. */
  public static long toldByStatus(WorkerOrders orders) {
    List<String> arguments = new ArrayList<>(List.of("status", "--json"));
    orders
        .stateDirectory()
        .ifPresent(
            directory -> arguments.addAll(List.of("--state-directory", directory.toString())));
    arguments.add(orders.file().toString());
    Run status = Run.cli(arguments.toArray(String[]::new));
    Matcher drops = DROPS_OF_ALL.matcher(status.out());
    if (!drops.find()) {
      throw new AssertionError(status.toString());
    }
    return Long.parseLong(drops.group(1));
  }

  /** Those that the workers' Status messages, or their listeners', tell of. */
  public static long told(Workers workers) {
    return workers.all().stream()
        .flatMap(worker -> worker.complaints().stream())
        .map(LOST_LINES::matcher)
        .filter(Matcher::find)
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .sum();
  }

  /**
   * Those that are not in the file although the calls have returned. Workers that use the engine
   * are told so, and log the line once more; with Logback it is missing. Fails if the file has any
   * other fault; lines may have changed places.
   */
  public static long inFact(Workers workers, Path log) {
    LineReport report = LineOracle.check(log, 0, workers.expectation());
    long missing = report.count(Fault.LOST);
    long refused = workers.all().stream().mapToLong(worker -> worker.ledger().refused()).sum();
    boolean engine = workers.all().stream().allMatch(worker -> worker.orders().way() == Way.ENGINE);
    if (NEVER.stream().anyMatch(fault -> report.count(fault) > 0) || (engine && missing > 0)) {
      throw new AssertionError(report + "\n" + workers.summary());
    }
    return refused + missing;
  }
}
