package logweir.engine;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import logweir.layout.OwnerWord;

/**
 * A lock between processes: a word in the control file that holds its owner's writer id. Never
 * waits. If the owner dies, the next one who tries for it takes it over.
 *
 * <p>All threads of a writer take it under the same id, so it excludes them from each other too.
 * What is written before {@link #release} is seen after the next {@link #tryAcquire}, and after a
 * take-over: the CAS reads the dead owner's own CAS, and a dead process stores nothing later.
 */
final class OwnerLock {
  private static final long PATIENCE_NANOS = 10_000_000;

  private final OwnerWord word;
  private final long writerId;
  private final Liveness liveness;
  private final LongSupplier clock;
  private volatile boolean retired;
  private volatile boolean unreleased;
  // Who held the lock at the last vain try, and since when; races only delay a question.
  private volatile long suspect;
  private volatile long askAtNanos;

  OwnerLock(OwnerWord word, long writerId, Liveness liveness, LongSupplier clock) {
    this.word = word;
    this.writerId = writerId;
    this.liveness = liveness;
    this.clock = clock;
  }

  /** What is done under the lock. */
  interface Step<T> {
    T run() throws IOException;
  }

  /**
   * Runs a step under the lock, or returns {@code ifBusy} at once.
   *
   * @throws StagingLostException if the word does not say afterwards that the lock was held
   */
  @SuppressWarnings("Finally") // An error in the release takes the place of what the step threw.
  <T> T call(Step<T> step, T ifBusy) throws IOException {
    if (!tryAcquire()) {
      return ifBusy;
    }
    try {
      return step.run();
    } finally {
      try {
        if (!release()) {
          throw new StagingLostException("the lock was taken away: owner=" + word.ownerVolatile());
        }
      } catch (StagingLostException e) {
        throw e;
      } catch (Throwable t) {
        // The stack may be used up, so no call here; the publisher's thread makes good.
        unreleased = true;
        throw t;
      }
    }
  }

  /** Gives back what a thread with no stack left could not. For one thread at a time. */
  void releaseLeftOver() {
    if (unreleased) {
      unreleased = false;
      release();
    }
  }

  /** Whether the word says that this writer holds the lock. */
  boolean isHeld() {
    return word.ownerVolatile() == writerId;
  }

  /** Takes the lock if it is free or its owner is dead. */
  boolean tryAcquire() {
    if (retired) {
      return false;
    }
    if (!word.tryTake(writerId) && !takeOverFromDead()) {
      return false;
    }
    // A thread that was about to take the lock when its writer left must not keep it; nor one whose
    // slot was cleared, because its writer looked dead: others would take the lock over.
    if (retired || !liveness.isAttached(writerId)) {
      release();
      return false;
    }
    return true;
  }

  /**
   * Gives the lock back.
   *
   * @return false if it had been taken away, which happens to none but the dead and the retired
   */
  boolean release() {
    return word.release(writerId);
  }

  /**
   * Lets no thread of this writer take the lock any more, and waits until none holds it.
   *
   * @return false if one still holds it at the deadline
   */
  boolean retire(long deadlineNanos) {
    retired = true;
    while (isHeld()) {
      if (clock.getAsLong() - deadlineNanos > 0) {
        return false;
      }
      LockSupport.parkNanos(100_000);
    }
    return true;
  }

  private boolean takeOverFromDead() {
    long owner = word.ownerVolatile();
    if (owner == 0 || owner == writerId) {
      return false;
    }
    long now = clock.getAsLong();
    if (owner != suspect) {
      suspect = owner;
      askAtNanos = now + PATIENCE_NANOS;
      return false;
    }
    if (now - askAtNanos < 0) {
      return false;
    }
    askAtNanos = now + PATIENCE_NANOS;
    if (!liveness.isDead(owner) || !word.takeOver(owner, writerId)) {
      return false;
    }
    // No call in the product: it could be one too many for the stack, and nobody holds the lock
    // then.
    if (Failpoint.ARMED) {
      Failpoint.TAKEN_OVER.reach();
    }
    return true;
  }
}
