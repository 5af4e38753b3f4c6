package logweir.integration.harness;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@link LineOracle} found: how often each fault occurs, and its first few cases. */
public final class LineReport {
  private static final int CASES_TOLD = 6;

  private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
  private final Map<Fault, List<String>> cases = new EnumMap<>(Fault.class);
  private final String name;
  private long bytes;
  private long wholeLines;

  LineReport(String name) {
    this.name = name;
    for (Fault fault : Fault.values()) {
      counts.put(fault, 0L);
      cases.put(fault, new ArrayList<>());
    }
  }

  void add(Fault fault, long times, String description) {
    counts.merge(fault, times, Long::sum);
    List<String> told = cases.get(fault);
    if (told.size() < CASES_TOLD) {
      told.add(description);
    }
  }

  void addBytes(long read) {
    bytes += read;
  }

  void addWholeLine() {
    wholeLines++;
  }

  /** Lines (bytes, for NULs) with that fault. */
  public long count(Fault fault) {
    return counts.get(fault);
  }

  /** Bytes read. */
  public long bytes() {
    return bytes;
  }

  /** Lines of workers that are whole, repeated ones included. */
  public long wholeLines() {
    return wholeLines;
  }

  public boolean isClean() {
    return counts.values().stream().allMatch(count -> count == 0);
  }

  /** Whether lines out of order are the only fault. */
  public boolean isCleanInAnyOrder() {
    return counts.entrySet().stream()
        .allMatch(entry -> entry.getKey() == Fault.OUT_OF_ORDER || entry.getValue() == 0);
  }

  /** The first cases of a fault, readable. */
  public List<String> cases(Fault fault) {
    return List.copyOf(cases.get(fault));
  }

  /** Fails with the whole report unless the file is without any fault. */
  public LineReport assertClean() {
    if (!isClean()) {
      throw new AssertionError(toString());
    }
    return this;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(name)
        .append(": ")
        .append(wholeLines)
        .append(" whole lines in ")
        .append(bytes)
        .append(" bytes");
    counts.forEach(
        (fault, count) -> text.append(", ").append(label(fault)).append(' ').append(count));
    for (Fault fault : Fault.values()) {
      for (String description : cases.get(fault)) {
        text.append("\n  ").append(label(fault)).append(": ").append(description);
      }
    }
    return text.toString();
  }

  private static String label(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
