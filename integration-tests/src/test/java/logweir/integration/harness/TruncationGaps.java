package logweir.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Holds a log that is copied and then truncated against what was logged. What comes to it between
 * the two is lost, whoever writes it; and the copy may end in a part of a line, since a reader may
 * see a part of a write that is under way. Nothing else may be missing or broken.
 */
public final class TruncationGaps {
  private final Path log;
  private final Map<Source, BitSet> mayBeLost = new HashMap<>();
  private final Map<Source, Integer> firstThatMay = new HashMap<>();

  public TruncationGaps(Path log) {
    this.log = log;
  }

  /** Before the copy is made: what is in the log now has to be in it. */
  public void begin() {
    scan(log, id -> firstThatMay.merge(id.source(), id.sequence() + 1, Math::max), line -> {});
  }

  /** When the log is truncated: what these begin to log from now on may not be lost. */
  public void end(Workers workers) {
    for (Worker worker : workers.all()) {
      Ledger ledger = worker.ledger();
      for (int thread = 0; thread < ledger.threads(); thread++) {
        Source source = new Source(ledger.jvm(), thread);
        int from = firstThatMay.getOrDefault(source, 0);
        int to = Math.max(from, ledger.begun(thread));
        mayBeLost.computeIfAbsent(source, s -> new BitSet()).set(from, to);
      }
    }
  }

  /**
   * Fails if there is a fault that these gaps do not account for.
   *
   * @param copies the oldest first
   * @return how many lines were lost
   */
  public long assertNothingElse(List<Path> copies, Workers workers) {
    List<Path> files = new ArrayList<>(copies);
    files.add(log);
    List<String> faults = new ArrayList<>();
    Map<Source, BitSet> found = new HashMap<>();
    for (Path file : files) {
      boolean copy = !file.equals(log);
      scan(
          file,
          id -> found.computeIfAbsent(id.source(), s -> new BitSet()).set(id.sequence()),
          line -> {
            if (!copy || line.terminated() || line.nuls() > 0 || line.foreignBytes() > 0) {
              faults.add(file.getFileName() + " " + line.describe());
            }
          });
    }
    long lost = 0;
    for (Worker worker : workers.all()) {
      lost += countLost(worker.ledger(), found, faults);
    }
    LineReport report = LineOracle.check(files, 0, workers.expectation());
    for (Fault never : List.of(Fault.REPEATED, Fault.OUT_OF_ORDER, Fault.NUL, Fault.FOREIGN)) {
      faults.addAll(report.cases(never));
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(faults + "\n" + report);
    }
    return lost;
  }

  private long countLost(Ledger ledger, Map<Source, BitSet> found, List<String> faults) {
    long lost = 0;
    for (int thread = 0; thread < ledger.threads(); thread++) {
      Source source = new Source(ledger.jvm(), thread);
      BitSet missing = new BitSet();
      missing.set(0, ledger.acknowledged(thread));
      missing.andNot(found.getOrDefault(source, new BitSet()));
      lost += missing.cardinality();
      missing.andNot(mayBeLost.getOrDefault(source, new BitSet()));
      if (!missing.isEmpty()) {
        faults.add("lost: " + source + " " + missing);
      }
    }
    return lost;
  }

  private static void scan(Path file, Consumer<LineId> whole, Consumer<BrokenLine> broken) {
    try {
      LineScanner.scan(
          file,
          new LineScanner.Visitor() {
            @Override
            public void whole(LineId id, long offset) {
              whole.accept(id);
            }

            @Override
            public void broken(BrokenLine line) {
              broken.accept(line);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
