package logweir.integration.probe;

import java.util.Arrays;

/** Times of some kind, every one of them kept, so that the percentiles are exact. */
final class Latencies {
  private long[] nanos = new long[1024];
  private int count;

  void add(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = time;
  }

  int count() {
    return count;
  }

  /** Percentiles in microseconds. */
  @Override
  public String toString() {
    if (count == 0) {
      return "none";
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return String.format(
        "%d lines: p50 %d us, p90 %d us, p99 %d us, p99.9 %d us, max %d us",
        count,
        percentile(sorted, 0.5),
        percentile(sorted, 0.9),
        percentile(sorted, 0.99),
        percentile(sorted, 0.999),
        sorted[count - 1] / 1000);
  }

  private static long percentile(long[] sorted, double part) {
    int index = (int) Math.ceil(part * sorted.length) - 1;
    return sorted[Math.max(0, index)] / 1000;
  }
}
