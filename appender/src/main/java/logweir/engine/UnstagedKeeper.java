package logweir.engine;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The daemon thread of a log whose lines are not staged: does the chores that a publisher's thread
 * does otherwise, and tries now and then whether they can be staged by now.
 */
final class UnstagedKeeper {
  private static final long LOOK_NANOS = 1_000_000_000L;
  private static final int LOOKS_A_TRY = 5;

  private final Runnable chores;
  private final BooleanSupplier tryToStage;
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * @param chores done once a second
   * @param tryToStage called once in five seconds; true: this thread is no longer needed
   */
  UnstagedKeeper(Runnable chores, BooleanSupplier tryToStage, String name) {
    this.chores = chores;
    this.tryToStage = tryToStage;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Ends the thread; does not wait for it. */
  void stop() {
    stopping = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    long nextLook = System.nanoTime() + LOOK_NANOS;
    for (int look = 1; !stopping; ) {
      // An interrupt means nothing to this thread, but a set flag would make it spin.
      Thread.interrupted();
      LockSupport.parkNanos(this, nextLook - System.nanoTime());
      if (!stopping && System.nanoTime() - nextLook >= 0) {
        nextLook = System.nanoTime() + LOOK_NANOS;
        if (look(look++ % LOOKS_A_TRY == 0)) {
          return;
        }
      }
    }
  }

  private boolean look(boolean mayTry) {
    try {
      chores.run();
      return mayTry && tryToStage.getAsBoolean();
    } catch (RuntimeException e) {
      // Of the listener, who had it from us. The next look may be better.
      return false;
    }
  }
}
