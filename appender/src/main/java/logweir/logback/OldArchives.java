package logweir.logback;

import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.helper.ArchiveRemover;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Removes what a TimeBasedRollingPolicy has too much of, with the policy's own ArchiveRemover,
 * which has the limits. Thread-safe: one removal at a time, since that one keeps a time in a field.
 */
final class OldArchives {
  private static final long LOOK_MILLIS = 200;

  private final TimeBasedRollingPolicy<?> policy;
  private long latestMillis = Long.MIN_VALUE;
  private boolean removing; // by the start of the policy

  OldArchives(TimeBasedRollingPolicy<?> policy) {
    this.policy = policy;
    this.removing = policy.isCleanHistoryOnStart();
  }

  boolean removedAtStart() {
    return policy.isCleanHistoryOnStart();
  }

  /**
   * Removes and waits until it is done. A time before the last one is taken for the last one: the
   * remover would throw.
   */
  synchronized void remove(long nowMillis) throws IOException {
    if (policy.getMaxHistory() == CoreConstants.UNBOUNDED_HISTORY) {
      return;
    }
    awaitRemovalOfStart();
    latestMillis = Math.max(latestMillis, nowMillis);
    ArchiveRemover remover = policy.getTimeBasedFileNamingAndTriggeringPolicy().getArchiveRemover();
    ExecutorService executor = policy.getContext().getAlternateExecutorService();
    try {
      // Its clean(Instant) would not look at the total size.
      await(remover.cleanAsynchronously(Instant.ofEpochMilli(latestMillis)), executor);
    } catch (RejectedExecutionException e) {
      throw new IOException("the Logback context is being stopped", e);
    }
  }

  // The policy's start() may have begun a removal, and stop() waits for it. Two at once would share
  // a calendar that is not thread-safe, and might take one period for another. The policy itself
  // has nothing to do any more; that it says it is not started, while the appender is, must do.
  private void awaitRemovalOfStart() {
    if (removing) {
      policy.stop();
      removing = false;
    }
  }

  // A task that was not begun when its executor was shut down is never done.
  private static void await(Future<?> removal, ExecutorService executor) throws IOException {
    boolean done = false;
    while (!done) {
      boolean last = executor.isShutdown();
      try {
        removal.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        done = true;
      } catch (TimeoutException e) {
        if (last) {
          throw new IOException("the Logback context was stopped", e);
        }
      } catch (ExecutionException e) {
        throw new IOException("old archives cannot be removed: " + e.getCause(), e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while old archives are removed");
      }
    }
  }
}
