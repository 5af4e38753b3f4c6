package logweir.micrometer;

import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * A count of a staging area as a counter: the area's begins anew with each area and is -1 without
 * one; this one only grows. Thread-safe.
 */
final class EverGrowing implements ToDoubleFunction<Object> {
  private final LongSupplier count;
  private long total;
  private long before;

  EverGrowing(LongSupplier count) {
    this.count = count;
  }

  @Override
  public synchronized double applyAsDouble(Object unused) {
    long now = count.getAsLong();
    if (now >= 0) {
      total += now >= before ? now - before : now;
      before = now;
    }
    return total;
  }
}
