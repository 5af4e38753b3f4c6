package logweir.examples.benchmark;

import java.util.concurrent.locks.LockSupport;

/**
 * When the calls of one thread are due, at a steady rate that does not wait for a slow call. Used
 * by that thread alone.
 */
final class Pace {
  // The kernel wakes a thread some 50 microseconds late, and later if it has slept deeply.
  private static final long SPIN_NANOS = 200_000;

  // Who takes that long from one look at the clock to the next was not on a processor.
  private static final long PREEMPTED_NANOS = 5_000;

  private final long startNanos;
  private final double periodNanos;
  private final boolean spins;
  private long spunNanos;

  /**
   * A schedule.
   *
   * @param startNanos of {@code System.nanoTime}, when the first call is due
   * @param periodNanos between two calls
   * @param spins whether the thread spins at last, to be exact; if not, it sleeps only
   */
  Pace(long startNanos, double periodNanos, boolean spins) {
    this.startNanos = startNanos;
    this.periodNanos = periodNanos;
    this.spins = spins;
  }

  /** The pace of one of the threads of a case, which take turns. */
  static Pace of(Case what, int jvm, int thread, long startNanos) {
    double nanosOfAll = 1e9 / what.linesPerSecond();
    int turn = (thread - 1) * what.jvms() + jvm - 1;
    return new Pace(
        startNanos + (long) (nanosOfAll * turn),
        nanosOfAll * what.allThreads(),
        what.allThreads() < Runtime.getRuntime().availableProcessors());
  }

  /** How many calls are due within that time, one at least. */
  long calls(long nanos) {
    return Math.max(1, (long) (nanos / periodNanos));
  }

  /** When a call is due, by {@code System.nanoTime}. */
  long due(long call) {
    return startNanos + (long) (call * periodNanos);
  }

  /** Returns when that time has come, at once if it has passed. */
  void await(long dueNanos) {
    long left = dueNanos - System.nanoTime();
    while (left > 0) {
      if (!spins) {
        LockSupport.parkNanos(left);
      } else if (left > SPIN_NANOS) {
        LockSupport.parkNanos(left - SPIN_NANOS);
      } else {
        spinUntil(dueNanos);
      }
      left = dueNanos - System.nanoTime();
    }
  }

  private void spinUntil(long dueNanos) {
    long before = System.nanoTime();
    while (before - dueNanos < 0) {
      Thread.onSpinWait();
      long now = System.nanoTime();
      if (now - before < PREEMPTED_NANOS) {
        spunNanos += now - before;
      }
      before = now;
    }
  }

  /** Processor time that it has spent spinning. */
  long spunNanos() {
    return spunNanos;
  }
}
