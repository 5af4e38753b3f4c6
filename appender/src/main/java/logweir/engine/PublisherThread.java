package logweir.engine;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import logweir.layout.Control;
import logweir.layout.Slot;

/**
 * The daemon thread that publishes while lines come, and rests while none do.
 *
 * <p>Of several JVMs one is on duty: the one that published last keeps at it, the others look in
 * now and then and step in when it falls silent. A JVM that logs nothing itself hands the duty on.
 *
 * <p>At rest it is woken by the next append. The thread stores {@code resting} before it reads the
 * cursor, and an append moves the cursor before it reads {@code resting}; both are volatile, so
 * either the thread sees the line or the append sees the thread at rest. If another JVM's lines
 * keep the cursor moving, that JVM publishes, ours included.
 */
final class PublisherThread {
  private static final long LOOK_NANOS = 1_000_000_000;
  private static final long LOOK_AGAIN_NANOS = 1_000_000;
  private static final long FAILURE_PAUSE_NANOS = 100_000_000;
  private static final int ROUNDS_BEFORE_REST = 64;
  private static final int DUTY_ROUNDS = 4;

  /** Below this interval there is nothing to gain from waking up. */
  private static final long MIN_INTERVAL_NANOS = 50_000;

  /** A batch of this size shows a load that is heavy enough for the interval to be doubled. */
  private static final long HEAVY_BATCH_BYTES = 8 * 1024;

  private final Attachment attachment;
  private final Control control;
  private final Slot slot;
  private final long writerId;
  private final LineStager stager;
  private final Publisher publisher;
  private final OwnerLock publisherLock;
  private final OwnerLock growLock;
  private final LongSupplier clock;
  private final ThinnedWarning warning;
  private final ThinnedWarning othersWarning;
  private final Runnable chores;
  private final boolean onlyLooks;
  private final long intervalNanos;
  private final Consumer<Throwable> onLost;
  private final Thread thread;
  private long filesSeenNanos;
  private boolean othersSeen;
  private StagingLostException leftBehind;
  private volatile boolean resting;
  private volatile boolean stopping;

  PublisherThread(
      Attachment attachment,
      LineStager stager,
      Publisher publisher,
      SharedLogConfig config,
      Runnable chores,
      String name,
      LongSupplier clock,
      Consumer<Throwable> onLost) {
    this.onLost = onLost;
    this.attachment = attachment;
    this.control = attachment.area().control();
    this.slot = attachment.slot();
    this.writerId = attachment.area().writerId();
    this.stager = stager;
    this.publisher = publisher;
    this.publisherLock = attachment.area().publisherLock();
    this.growLock = attachment.area().growLock();
    this.clock = clock;
    this.filesSeenNanos = clock.getAsLong();
    this.chores = chores;
    this.warning = new ThinnedWarning(config.listener(), clock);
    this.othersWarning = new ThinnedWarning(config.listener(), clock);
    // With interval 0 the callers publish, and the thread is only the net under them.
    this.onlyLooks = config.publishInterval().isZero();
    this.intervalNanos = Math.max(MIN_INTERVAL_NANOS, config.publishInterval().toNanos());
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Wakes the thread if it rests; for the append that has just committed a line. */
  void wakeIfResting() {
    if (resting && !onlyLooks) {
      wake();
    }
  }

  /** Wakes the thread at once; for a caller that leaves the rest to it. */
  void wake() {
    resting = false;
    LockSupport.unpark(thread);
  }

  /** Ends the thread; false if it has not ended within the time, because a write hangs. */
  boolean stop(long millis) {
    stopping = true;
    boolean interrupted = false;
    long deadline = System.nanoTime() + millis * 1_000_000;
    LockSupport.unpark(thread);
    while (thread.isAlive() && System.nanoTime() - deadline < 0) {
      try {
        thread.join(Math.max(1, millis));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  // A fault in the mapping may be thrown a little after the access that met it, even behind the
  // handler that was meant for it; hence two.
  private void run() {
    try {
      runRounds();
    } catch (RuntimeException | InternalError e) {
      publisher.lose(e);
    }
    Faults.swallowPending();
    if (publisher.isLost()) {
      onLost.accept(publisher.lossReason());
    } else if (leftBehind != null) {
      onLost.accept(leftBehind);
    }
  }

  private void runRounds() {
    while (goesOn()) {
      try {
        if (onlyLooks) {
          look();
        } else {
          work();
        }
      } catch (RuntimeException | InternalError e) {
        publisher.lose(e);
      } catch (Throwable t) {
        // No memory, say: the lines stay staged, and the next round tries.
        warning.warn("publishing failed: slot=" + WriterId.slot(writerId), t);
        pause(FAILURE_PAUSE_NANOS);
      }
    }
  }

  private boolean goesOn() {
    return !stopping && leftBehind == null && !publisher.isLost();
  }

  private void look() {
    settle();
    if (publisher.hasBacklog() && publisher.publish() == Publisher.Outcome.PUBLISHED) {
      pause(LOOK_AGAIN_NANOS);
    } else {
      pause(LOOK_NANOS);
    }
  }

  /** From being woken to going to rest. */
  private void work() {
    long linesBefore = slot.lines();
    int quietRounds = 0;
    while (goesOn() && quietRounds < ROUNDS_BEFORE_REST) {
      settle();
      long before = control.publishedVolatile();
      long wait = intervalNanos;
      if (publisher.hasBacklog()) {
        wait = isAnotherOnDuty() ? DUTY_ROUNDS * intervalNanos : publishAndJudge(before);
      }
      long lines = slot.lines();
      quietRounds = lines == linesBefore ? quietRounds + 1 : 0;
      linesBefore = lines;
      pause(wait);
    }
    rest();
  }

  /** Publishes, and says how long to wait for the next lines. */
  private long publishAndJudge(long publishedBefore) {
    Publisher.Outcome outcome = publisher.publish();
    if (outcome == Publisher.Outcome.FAILED) {
      return FAILURE_PAUSE_NANOS;
    }
    boolean heavy = control.publishedVolatile() - publishedBefore > HEAVY_BATCH_BYTES;
    return heavy ? 2 * intervalNanos : intervalNanos;
  }

  private boolean isAnotherOnDuty() {
    long last = control.lastPublisher();
    return last != writerId
        && last != 0
        && Math.abs(clock.getAsLong() - control.lastPublishNanosAcquire())
            < DUTY_ROUNDS * intervalNanos;
  }

  private void rest() {
    while (goesOn()) {
      if (!goToRest()) {
        publisher.publish();
        return;
      }
      park(LOOK_NANOS);
      if (!resting) {
        // Woken by an append: more lines may come, so let them gather first.
        pause(intervalNanos);
        return;
      }
    }
  }

  /**
   * Says that the thread rests, and then looks whether a line came before that could be seen.
   *
   * @return false if there is something to publish: the thread does not rest
   */
  boolean goToRest() {
    resting = true;
    settle();
    if (publisher.hasBacklog() && !isAnotherOnDuty()) {
      resting = false;
      return false;
    }
    return true;
  }

  /** Whether the thread rests, and nobody has woken it yet. */
  boolean isResting() {
    return resting;
  }

  // What threads of the application left behind when their stack was used up, and the chores.
  private void settle() {
    chores.run();
    stager.settleOrphans();
    publisherLock.releaseLeftOver();
    growLock.releaseLeftOver();
    if (!attachment.isInSlot()) {
      publisher.lose(new StagingLostException("the writer's slot was taken away"));
    }
    long now = clock.getAsLong();
    if (now - filesSeenNanos >= LOOK_NANOS) {
      filesSeenNanos = now;
      keepLock();
      if (!SlotTable.isWhole(control)) {
        publisher.lose(new DamagedStagingException("a slot does not say who its writer is"));
      }
      publisher.letGoOfMovedFile();
      lookForOthers();
      if (!attachment.isFound()) {
        leftBehind = new StagingLostException("the control file was removed or replaced");
      }
    }
  }

  private void keepLock() {
    try {
      if (!Interrupts.shielded(attachment::keepLock)) {
        warning.warn(
            "the writer's kernel lock was dropped, and is taken again; something in this JVM opens"
                + " and closes files of the state directory",
            null);
      }
    } catch (IOException e) {
      warning.warn("the writer's kernel lock was dropped, and cannot be taken again", e);
    }
  }

  // Once each time that they come.
  private void lookForOthers() {
    StagingArea area = attachment.area();
    boolean seen;
    try {
      seen = Interrupts.shielded(area.others()::areThere);
    } catch (IOException e) {
      // Whoever wants to roll has to know, and tells.
      return;
    }
    if (seen && !othersSeen) {
      othersWarning.warn(
          "others stage lines for this log in another state directory: as long as they do, it is"
              + " not rolled; give all of them one that they share: path="
              + area.directory().log()
              + ", stateDirectory="
              + area.directory().path(),
          null);
    }
    othersSeen = seen;
  }

  private void pause(long nanos) {
    if (goesOn()) {
      park(nanos);
    }
  }

  // An interrupt means nothing to this thread, but a set flag would make it spin.
  private void park(long nanos) {
    if (Thread.interrupted()) {
      warning.warn("the publisher's thread was interrupted, and goes on", null);
    }
    LockSupport.parkNanos(this, nanos);
  }
}
