package logweir.engine;

import java.util.concurrent.locks.LockSupport;

/** Waits a little longer each round: spins, then yields, then sleeps. No state of its own. */
final class Backoff {
  private static final int SPINS = 64;
  private static final int YIELDS = 64;
  private static final int ROUNDS_A_PAUSE = 8;
  private static final int MAX_DOUBLINGS = 6;
  private static final long MIN_PAUSE_NANOS = 20_000;
  private static final long MAX_PAUSE_NANOS = 1_000_000;

  private Backoff() {}

  /** Waits for the given round of a loop, counted from 0. */
  static void pause(int round) {
    if (round < SPINS) {
      Thread.onSpinWait();
    } else if (round < SPINS + YIELDS) {
      yieldProcessor();
    } else {
      int doublings = Math.min(MAX_DOUBLINGS, (round - SPINS - YIELDS) / ROUNDS_A_PAUSE);
      LockSupport.parkNanos(Math.min(MAX_PAUSE_NANOS, MIN_PAUSE_NANOS << doublings));
    }
  }

  /** Lets another thread run: with more threads than processors, the one that is waited for. */
  @SuppressWarnings("ThreadPriorityCheck") // A hint only; nothing depends on its being followed.
  static void yieldProcessor() {
    Thread.yield();
  }
}
