package logweir.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import logweir.integration.harness.Expectation.Extent;

/**
 * Holds log files against what was logged. Every byte is accounted for: it belongs to a whole line
 * that is expected, or it is reported. Needs one bit of memory for each line.
 */
public final class LineOracle {
  private final int run;
  private final Expectation expectation;
  private final Map<Source, SourceHistory> histories = new HashMap<>();
  private final LineReport report;

  private LineOracle(String name, int run, Expectation expectation) {
    this.run = run;
    this.expectation = expectation;
    this.report = new LineReport(name);
  }

  /** Checks one file. */
  public static LineReport check(Path file, int run, Expectation expectation) {
    return check(List.of(file), run, expectation);
  }

  /** Checks files that together are the log, the oldest first. */
  public static LineReport check(List<Path> files, int run, Expectation expectation) {
    LineOracle oracle = read(files, run, expectation);
    oracle.findLostLines(false);
    return oracle.report;
  }

  /**
   * The same for files of which the oldest were removed: the first lines of each thread need not be
   * there, or none at all.
   */
  public static LineReport checkNewest(List<Path> files, int run, Expectation expectation) {
    LineOracle oracle = read(files, run, expectation);
    oracle.findLostLines(true);
    return oracle.report;
  }

  private static LineOracle read(List<Path> files, int run, Expectation expectation) {
    LineOracle oracle = new LineOracle(files.toString(), run, expectation);
    for (Path file : files) {
      oracle.read(file);
    }
    return oracle;
  }

  private void read(Path file) {
    try {
      report.addBytes(LineScanner.scan(file, new Judge(file.getFileName().toString())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void findLostLines(boolean onlyNewest) {
    expectation
        .extents()
        .forEach(
            (source, extent) -> {
              SourceHistory history = histories.getOrDefault(source, new SourceHistory());
              if (onlyNewest) {
                history.forgiveFirst(extent.acknowledged());
              }
              int missing = history.missingBelow(extent.acknowledged());
              if (missing > 0) {
                report.add(
                    Fault.LOST,
                    missing,
                    source
                        + ": "
                        + missing
                        + " of "
                        + extent.acknowledged()
                        + " lines, sequences "
                        + history.describeMissingBelow(extent.acknowledged()));
              }
            });
  }

  /** Judges the lines of one file. */
  private final class Judge implements LineScanner.Visitor {
    private final String name;

    Judge(String name) {
      this.name = name;
    }

    @Override
    public void whole(LineId id, long offset) {
      Extent extent = expectation.extents().get(id.source());
      if (id.run() != run || extent == null || id.sequence() >= extent.begun()) {
        report.add(Fault.FOREIGN, 1, at(offset) + id + " was never logged in run " + run);
        return;
      }
      report.addWholeLine();
      SourceHistory history = histories.computeIfAbsent(id.source(), s -> new SourceHistory());
      int highest = history.highest();
      switch (history.arrive(id.sequence(), offset)) {
        case IN_ORDER -> {}
        case REPEATED -> report.add(Fault.REPEATED, 1, at(offset) + id);
        case OUT_OF_ORDER ->
            report.add(Fault.OUT_OF_ORDER, 1, at(offset) + id + " after sequence " + highest);
      }
    }

    @Override
    public void broken(BrokenLine line) {
      Fault fault = line.looksForeign() ? Fault.FOREIGN : Fault.TORN;
      report.add(fault, 1, name + " " + line.describe());
      if (line.nuls() > 0) {
        report.add(Fault.NUL, line.nuls(), at(line.firstNul()) + line.nuls() + " in this line");
      }
    }

    private String at(long offset) {
      return name + " at offset " + offset + ": ";
    }
  }
}
