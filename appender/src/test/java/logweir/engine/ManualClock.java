package logweir.engine;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Stands still until a test moves it. Starts so late that it soon wraps, as nanoTime may. */
final class ManualClock implements LongSupplier {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5_000_000);

  @Override
  public long getAsLong() {
    return now.get();
  }

  void advanceMillis(long millis) {
    advanceNanos(millis * 1_000_000);
  }

  void advanceNanos(long nanos) {
    now.addAndGet(nanos);
  }
}
