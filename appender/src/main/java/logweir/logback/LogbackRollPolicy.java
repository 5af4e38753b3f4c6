package logweir.logback;

import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import logweir.engine.Archives;
import logweir.engine.RollPolicy;

/**
 * What Logback's policies say, for the engine. Thread-safe, as its parts are.
 *
 * @param clock the wall clock, in milliseconds since the epoch
 * @param periodEnd see {@link #periodEndMillis}
 */
record LogbackRollPolicy(
    String description,
    long maxFileBytes,
    LongSupplier clock,
    LongUnaryOperator periodEnd,
    Archives archives)
    implements RollPolicy {
  @Override
  public long nowMillis() {
    return clock.getAsLong();
  }

  @Override
  public long periodEndMillis(long millis) {
    return periodEnd.applyAsLong(millis);
  }
}
