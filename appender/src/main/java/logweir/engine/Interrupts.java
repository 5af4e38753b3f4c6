package logweir.engine;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * Runs file operations on the application's threads without losing a channel to an interrupt.
 *
 * <p>An interrupted thread closes the channel that it touches. The flag is therefore put aside for
 * the time of the operation and set again after it; an interrupt that comes in between closes the
 * channel all the same, and the operation runs once more, on a channel that it opens anew.
 */
final class Interrupts {
  /** An operation that may run again from its start. */
  interface Operation<T> {
    T run() throws IOException;
  }

  private Interrupts() {}

  /** Runs an operation that finds out by itself how far an interrupted run of it has come. */
  static <T> T shielded(Operation<T> operation) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return operation.run();
        } catch (ClosedByInterruptException e) {
          // Also clears the flag; else the next run would fail like this one.
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Takes a lock, waiting so long at most whether interrupted or not; the flag stays as it is. */
  static boolean uninterruptibly(Lock lock, long nanos) {
    long deadline = System.nanoTime() + nanos;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
