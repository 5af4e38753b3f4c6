package logweir.engine;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Counts the lines that had to be given up, and tells the listener of them: of the first at once,
 * then once in ten seconds of all that came in between. Every one is told of, in some message.
 * Thread-safe, without a lock.
 */
final class DropReport {
  private static final long PAUSE_NANOS = 10_000_000_000L;

  private final Path file;
  private final LogListener listener;
  private final LongSupplier clock;
  private final AtomicLong nextNanos;
  private final AtomicLong untold = new AtomicLong();

  DropReport(Path file, LogListener listener, LongSupplier clock) {
    this.file = file;
    this.listener = listener;
    this.clock = clock;
    this.nextNanos = new AtomicLong(clock.getAsLong());
  }

  /** Counts one more; the cause may be null. */
  void add(Throwable cause) {
    untold.incrementAndGet();
    tellIfDue(cause);
  }

  /** Tells of what was kept back, if it was kept for long enough. For whoever comes by. */
  void tellIfDue() {
    if (untold.get() > 0) {
      tellIfDue(null);
    }
  }

  /** Tells of what was kept back. */
  void tellRest() {
    tell(null);
  }

  private void tellIfDue(Throwable cause) {
    long now = clock.getAsLong();
    long next = nextNanos.get();
    if (now - next >= 0 && nextNanos.compareAndSet(next, now + PAUSE_NANOS)) {
      tell(cause);
    }
  }

  private void tell(Throwable cause) {
    long lines = untold.getAndSet(0);
    if (lines > 0) {
      listener.warn("lines could not be written: path=" + file + ", lost lines=" + lines, cause);
    }
  }
}
