package logweir.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has become of the lines that were begun after some moment, in which earlier ones may have
 * been lost. Make it right after the moment.
 */
public final class LinesSince {
  private final Workers workers;
  private final Map<Source, Integer> first = new TreeMap<>();

  private LinesSince(Workers workers) {
    this.workers = workers;
    workers.all().stream().map(Worker::ledger).forEach(this::note);
  }

  /** The lines that these workers begin from now on. */
  public static LinesSince now(Workers workers) {
    return new LinesSince(workers);
  }

  private void note(Ledger ledger) {
    for (int thread = 0; thread < ledger.threads(); thread++) {
      first.put(new Source(ledger.jvm(), thread), ledger.begun(thread));
    }
  }

  /** How many of them were acknowledged so far, at least, by each thread. */
  public int fewestAcknowledged() {
    return workers.all().stream()
        .map(Worker::ledger)
        .mapToInt(this::fewestAcknowledged)
        .min()
        .orElseThrow();
  }

  /** Waits until each thread has had so many of them acknowledged. */
  public void awaitAcknowledged(int lines) {
    for (Worker worker : workers.all()) {
      worker.awaitWhileAlive(
          "lines of each thread", () -> fewestAcknowledged(worker.ledger()) >= lines);
    }
  }

  private int fewestAcknowledged(Ledger ledger) {
    int fewest = Integer.MAX_VALUE;
    for (int thread = 0; thread < ledger.threads(); thread++) {
      int since = first.get(new Source(ledger.jvm(), thread));
      fewest = Math.min(fewest, ledger.acknowledged(thread) - since);
    }
    return fewest;
  }

  /** Fails unless each of them that was acknowledged is in one of the files, whole and once. */
  public void assertOnce(List<Path> files) {
    Map<Source, BitSet> found = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    for (Path file : files) {
      read(file, found, faults);
    }
    for (Worker worker : workers.all()) {
      findLost(worker.ledger(), found, faults);
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(
          faults.size() + " faults: " + faults.subList(0, Math.min(10, faults.size())));
    }
  }

  private void read(Path file, Map<Source, BitSet> found, List<String> faults) {
    try {
      LineScanner.scan(
          file,
          new LineScanner.Visitor() {
            @Override
            public void whole(LineId id, long offset) {
              BitSet seen = found.computeIfAbsent(id.source(), source -> new BitSet());
              // Lines of others may be from before the moment.
              int since = first.getOrDefault(id.source(), Integer.MAX_VALUE);
              if (seen.get(id.sequence()) && id.sequence() >= since) {
                faults.add("repeated: " + id);
              }
              seen.set(id.sequence());
            }

            @Override
            public void broken(BrokenLine line) {
              // One of the moment itself; a later one that is torn is missing.
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void findLost(Ledger ledger, Map<Source, BitSet> found, List<String> faults) {
    for (int thread = 0; thread < ledger.threads(); thread++) {
      Source source = new Source(ledger.jvm(), thread);
      BitSet seen = found.getOrDefault(source, new BitSet());
      int since = first.get(source);
      int acknowledged = ledger.acknowledged(thread);
      for (int at = seen.nextClearBit(since); at < acknowledged; at = seen.nextClearBit(at + 1)) {
        faults.add("lost: " + source + " " + at + " of " + since + " to " + acknowledged);
      }
    }
  }
}
