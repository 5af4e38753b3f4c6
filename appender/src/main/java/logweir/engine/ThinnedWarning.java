package logweir.engine;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Passes on one warning in ten seconds, and with it how many it kept back. Thread-safe. */
final class ThinnedWarning {
  private static final long PAUSE_NANOS = 10_000_000_000L;

  private final LogListener listener;
  private final LongSupplier clock;
  private final AtomicLong nextNanos;
  private final AtomicLong kept = new AtomicLong();

  ThinnedWarning(LogListener listener, LongSupplier clock) {
    this.listener = listener;
    this.clock = clock;
    this.nextNanos = new AtomicLong(clock.getAsLong());
  }

  void warn(String message, Throwable cause) {
    long now = clock.getAsLong();
    long next = nextNanos.get();
    if (now - next < 0 || !nextNanos.compareAndSet(next, now + PAUSE_NANOS)) {
      kept.incrementAndGet();
      return;
    }
    long before = kept.getAndSet(0);
    listener.warn(before == 0 ? message : message + ", repeated=" + before, cause);
  }
}
