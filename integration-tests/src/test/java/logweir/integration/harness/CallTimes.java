package logweir.integration.harness;

import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long the calls of a worker's threads take, and, beside them, how long the machine lets a
 * thread wait that only sleeps: what both show is not the product's doing. Thread-safe.
 */
public final class CallTimes {
  private static final long NAP_NANOS = 1_000_000;
  private static final int DIGITS = 2;
  private static final double ALMOST_ALL = 99.9;

  private final Recorder calls = new Recorder(DIGITS);
  private final Recorder stalls = new Recorder(DIGITS);

  private CallTimes() {}

  /** Starts to measure, to the end of this JVM. */
  static CallTimes measure() {
    CallTimes times = new CallTimes();
    Thread sleeper = new Thread(times::sleep, "stalls");
    sleeper.setDaemon(true);
    sleeper.start();
    return times;
  }

  private void sleep() {
    while (true) {
      long before = System.nanoTime();
      LockSupport.parkNanos(NAP_NANOS);
      stalls.recordValue(Math.max(0, System.nanoTime() - before - NAP_NANOS));
    }
  }

  void addCall(long nanos) {
    calls.recordValue(nanos);
  }

  /** What was measured since it was last told. */
  String tell() {
    Histogram called = calls.getIntervalHistogram();
    return called.getTotalCount()
        + " "
        + called.getValueAtPercentile(50)
        + " "
        + called.getValueAtPercentile(ALMOST_ALL)
        + " "
        + called.getMaxValue()
        + " "
        + stalls.getIntervalHistogram().getMaxValue();
  }

  /**
   * The times of one stretch.
   *
   * @param calls how many calls returned in it
   * @param median nanoseconds
   * @param almostAll the 99.9th percentile, nanoseconds
   * @param longest nanoseconds
   * @param longestStall what a thread that only sleeps had to wait at most, nanoseconds
   */
  public record Told(long calls, long median, long almostAll, long longest, long longestStall) {
    static Told parse(String text) {
      String[] numbers = text.split(" ", -1);
      return new Told(
          Long.parseLong(numbers[0]),
          Long.parseLong(numbers[1]),
          Long.parseLong(numbers[2]),
          Long.parseLong(numbers[3]),
          Long.parseLong(numbers[4]));
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d calls, median %.3f ms, 99.9 %% %.3f ms, longest %.3f ms, longest stall %.3f ms",
          calls,
          median / 1e6,
          almostAll / 1e6,
          longest / 1e6,
          longestStall / 1e6);
    }
  }
}
