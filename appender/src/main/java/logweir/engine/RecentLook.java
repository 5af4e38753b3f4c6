package logweir.engine;

import java.io.IOException;
import java.util.function.LongSupplier;
import logweir.layout.Control;

/**
 * Spares a look at the log file's path before a batch, if this process has just looked: where
 * callers publish, the look would cost twice as much as the write.
 *
 * <p>So a file that somebody moves away gets lines for {@link #MAX_AGE_NANOS} longer. But nobody
 * goes back to it: who finds that the last batch went to another file than the one that he has open
 * looks himself, so lines stay in order across the files. The size is counted on from batch to
 * batch, by whoever publishes: it is the file's, or less if there are lines of others. That is what
 * an intent needs, whose batch is searched for from there on.
 *
 * <p>Guarded by the publisher lock.
 */
final class RecentLook {
  static final long MAX_AGE_NANOS = 100_000;

  private final Control control;
  private final LogFile log;
  private final LongSupplier clock;

  private long lookedNanos;
  private long rolls;

  RecentLook(Control control, LogFile log, LongSupplier clock) {
    this.control = control;
    this.log = log;
    this.clock = clock;
    this.lookedNanos = clock.getAsLong() - MAX_AGE_NANOS;
  }

  /** The size of the file, which is open then; looks at the path if need be. */
  long size() throws IOException {
    long now = clock.getAsLong();
    long rollsNow = control.rolling().rollsVolatile();
    long known = control.intentSizeAfter();
    if (now - lookedNanos < MAX_AGE_NANOS
        && rollsNow == rolls
        && known != Control.UNKNOWN_SIZE
        && isOpenOnThatOfLastBatch()) {
      return known;
    }
    lookedNanos = now;
    rolls = rollsNow;
    return log.follow();
  }

  private boolean isOpenOnThatOfLastBatch() {
    return log.isOpen() && log.id().equals(FileId.ofIntent(control));
  }
}
