package logweir.integration.harness;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a log file has to hold: for each thread, which sequences must be there and which may be. */
public final class Expectation {
  private final SortedMap<Source, Extent> extents = new TreeMap<>();

  /** Every line from 0 to {@code lines} must be there. */
  public Expectation exactly(int jvm, int thread, int lines) {
    return between(jvm, thread, lines, lines);
  }

  /**
   * The lines before {@code acknowledged} must be there, those from there to {@code begun} may be:
   * their calls never returned.
   */
  public Expectation between(int jvm, int thread, int acknowledged, int begun) {
    Extent former = extents.put(new Source(jvm, thread), new Extent(acknowledged, begun));
    if (former != null) {
      throw new IllegalArgumentException("jvm " + jvm + " thread " + thread + " is given twice");
    }
    return this;
  }

  /** What a worker's ledger says. */
  public Expectation of(Ledger ledger) {
    for (int thread = 0; thread < ledger.threads(); thread++) {
      // Read in this order: what is acknowledged was begun before.
      int acknowledged = ledger.acknowledged(thread);
      between(ledger.jvm(), thread, acknowledged, ledger.begun(thread));
    }
    return this;
  }

  /** What the ledger that is kept for these orders says. */
  public Expectation of(WorkerOrders orders) throws IOException {
    return of(Ledger.open(orders.ledger()));
  }

  /** Lines that must be there. */
  public long requiredLines() {
    return extents.values().stream().mapToLong(Extent::acknowledged).sum();
  }

  Map<Source, Extent> extents() {
    return extents;
  }

  /** Of one thread: sequences below {@code acknowledged} must be there, below {@code begun} may. */
  record Extent(int acknowledged, int begun) {
    Extent {
      if (acknowledged < 0 || begun < acknowledged) {
        throw new IllegalArgumentException("acknowledged=" + acknowledged + ", begun=" + begun);
      }
    }
  }
}
