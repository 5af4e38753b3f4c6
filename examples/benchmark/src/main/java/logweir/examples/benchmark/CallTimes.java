package logweir.examples.benchmark;

import org.HdrHistogram.Histogram;

/**
 * How long the calls of one thread took, in nanoseconds. Used by that thread alone.
 *
 * <p>Reading the clock takes a good part of the time of a fast call. So as long as calls are fast,
 * one in eight is timed and stands for eight; the seven between are timed together, and one that
 * stalled is found by that. As soon as calls take long enough for the clock not to matter, each is
 * timed.
 */
final class CallTimes {
  private static final int UNTIMED = 7;
  private static final long SLOW_CALL_NANOS = 2_000;
  private static final long STALL_NANOS = 1_000_000;
  private static final long MAX_NANOS = 1_000_000_000_000L;

  private final Histogram histogram = new Histogram(MAX_NANOS, 3);
  private final boolean every;
  private int untimed;

  /**
   * Has no times yet.
   *
   * @param every whether each call is timed, however fast it is
   */
  CallTimes(boolean every) {
    this.every = every;
    this.untimed = every ? 0 : UNTIMED;
  }

  /** How many calls to make before the next one that is timed. */
  int untimed() {
    return untimed;
  }

  /** Takes a call that was timed by itself. */
  void add(long nanos) {
    histogram.recordValue(Math.min(Math.max(nanos, 0), MAX_NANOS));
  }

  /**
   * Takes some calls that were timed together, and the one behind them, timed by itself.
   *
   * @param calls before the last one, as many as {@link #untimed()} said
   * @param together nanoseconds of these
   * @param last nanoseconds of the last one
   */
  void add(int calls, long together, long last) {
    if (calls > 0 && together >= STALL_NANOS) {
      add(together); // of one of them, but for the others' share, which is small beside it
    }
    if (last >= STALL_NANOS) {
      add(last); // stalls are all seen, so each stands for itself
    } else {
      histogram.recordValueWithCount(Math.max(last, 0), calls + 1);
    }
    untimed = every || together + last > SLOW_CALL_NANOS * (calls + 1) ? 0 : UNTIMED;
  }

  Histogram histogram() {
    return histogram;
  }
}
