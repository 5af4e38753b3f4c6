package logweir.integration.harness;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import logweir.integration.harness.WorkerOrders.Interrupts;

/**
 * Interrupts one logging thread as its orders say, and counts the interrupts whose flag did not
 * survive a call. All but the constructor is called by that thread.
 */
final class InterruptedLogging implements AutoCloseable {
  private static final int LONGEST_PAUSE_NANOS = 200_000;
  private static final int LOOK_NANOS = 20_000;

  private final Interrupts mode;
  private final Thread target = Thread.currentThread();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger seen = new AtomicInteger();
  private final Thread interrupter = new Thread(this::interruptAtRandom, "interrupter");
  private volatile boolean finished;

  InterruptedLogging(Interrupts mode) {
    this.mode = mode;
  }

  static InterruptedLogging of(Interrupts mode) {
    InterruptedLogging logging = new InterruptedLogging(mode);
    if (mode == Interrupts.AT_RANDOM) {
      logging.interrupter.start();
    }
    return logging;
  }

  void beforeCall() {
    if (mode == Interrupts.BEFORE_EACH_CALL) {
      sent.incrementAndGet();
      target.interrupt();
    }
  }

  void afterCall() {
    if (mode != Interrupts.NONE && Thread.interrupted()) {
      seen.incrementAndGet();
    }
  }

  /** How many interrupts there were; call after {@link #close}. */
  int sent() {
    return sent.get();
  }

  /** How many of them were swallowed; call after {@link #close}. */
  int swallowed() {
    return sent.get() - seen.get();
  }

  @Override
  public void close() {
    finished = true;
    boolean joined = !interrupter.isAlive();
    while (!joined) {
      try {
        interrupter.join();
        joined = true;
      } catch (InterruptedException e) {
        seen.incrementAndGet();
      }
    }
    afterCall();
  }

  /** Sends the next interrupt only when the last one was seen, since flags do not add up. */
  private void interruptAtRandom() {
    while (!finished) {
      LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_NANOS));
      sent.incrementAndGet();
      target.interrupt();
      while (seen.get() < sent.get() && !finished) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }
}
