package logweir.logback;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Counts what happens often and says when to report it: the first at once, then one report in ten
 * seconds for all that happened in between. Thread-safe, without a lock.
 */
final class Thinning {
  static final long PAUSE_NANOS = 10_000_000_000L;

  private final LongSupplier clock;
  private final AtomicLong nextNanos;
  private final AtomicLong unreported = new AtomicLong();

  Thinning(LongSupplier clock) {
    this.clock = clock;
    this.nextNanos = new AtomicLong(clock.getAsLong());
  }

  /**
   * Counts one more.
   *
   * @return how many to report now, or 0: nothing is to be reported
   */
  long add() {
    unreported.incrementAndGet();
    return takeIfDue();
  }

  /** What is to be reported now, or 0; counts as reported from here on. */
  long takeIfDue() {
    if (unreported.get() == 0) {
      return 0;
    }
    long now = clock.getAsLong();
    long next = nextNanos.get();
    if (now - next < 0 || !nextNanos.compareAndSet(next, now + PAUSE_NANOS)) {
      return 0;
    }
    return takeUnreported();
  }

  /** What was counted and not yet reported; counts as reported from here on. */
  long takeUnreported() {
    return unreported.getAndSet(0);
  }
}
