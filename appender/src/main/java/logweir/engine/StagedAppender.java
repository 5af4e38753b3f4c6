package logweir.engine;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import logweir.layout.Control;

/**
 * Appends lines through the staging area: stages them, sees to it that somebody publishes, and
 * helps when room gets short. Thread-safe.
 */
final class StagedAppender {
  /** What became of a line. */
  enum Result {
    /** It is committed. */
    STAGED,
    /** There is no room, and nothing has moved for the maximum block time. */
    STUCK,
    /** The writer has left the staging area. */
    LEFT,
    /** The staging area is damaged; it has to be left. */
    LOST
  }

  private static final long NEVER = -1;
  private static final long TRY_OUT_NANOS = 50_000_000;
  private static final long LET_GO_NANOS = 5_000_000_000L;

  // Beside LineStager's codes: the disk refuses a chunk.
  private static final long NO_SPACE = -10;

  // A disk that is slow holds every appender up; to go past the staging area would not help, and
  // would cost the order of lines.
  private static final int SLOW_FACTOR = 10;

  private final Attachment attachment;
  private final Control control;
  private final LineStager stager;
  private final Publisher publisher;
  private final PublisherThread thread;
  private final Consumer<StagedAppender> onLost;
  private final AtomicBoolean leaving = new AtomicBoolean();
  private final AtomicBoolean news = new AtomicBoolean(true);
  private volatile Throwable leftBehind;
  private final LogFile log;
  private final ThinnedWarning warnings;
  private final LongSupplier clock;
  private final long maxBlockNanos;
  private final boolean publishesAtOnce;
  private final long maxStagedLineBytes;
  private final long helpBelowLimit;

  // When the last batch was published, as a caller saw it who then waited in vain; until there is
  // a later one, nobody waits.
  private volatile long stuckAt = NEVER;

  // The chunk that nobody installed while a caller waited; until it is there, nobody waits for it.
  private volatile long stuckForChunk = NEVER;

  /**
   * Takes a writer's part; nothing happens before {@link #start}.
   *
   * @param onLost is told, on the publisher's thread, that lines can go this way no longer, and why
   */
  StagedAppender(
      Attachment attachment,
      LogFile log,
      SharedLogConfig config,
      Runnable chores,
      LongSupplier clock,
      Consumer<StagedAppender> onLost) {
    StagingArea area = attachment.area();
    this.attachment = attachment;
    this.control = area.control();
    this.stager = new LineStager(control, area.ring(), attachment.slot(), area.writerId());
    this.publisher = new Publisher(area, log, config, clock);
    this.log = log;
    this.warnings = new ThinnedWarning(config.listener(), clock);
    this.clock = clock;
    this.maxBlockNanos = config.maxBlockTime().toNanos();
    this.publishesAtOnce = config.publishInterval().isZero();
    this.maxStagedLineBytes = control.geometry().maxStagedLineBytes();
    this.helpBelowLimit = control.geometry().ringBytes() / 2;
    String name = "logweir-publisher-" + log.path().getFileName();
    this.onLost = onLost;
    this.thread =
        new PublisherThread(attachment, stager, publisher, config, chores, name, clock, this::lost);
  }

  /**
   * Publishes once, which shows whether the staging area makes sense; before the first line.
   *
   * @throws StagingLostException if it does not
   */
  void tryOut() throws StagingLostException {
    long deadline = clock.getAsLong() + TRY_OUT_NANOS;
    while (publisher.publish() == Publisher.Outcome.BUSY && clock.getAsLong() - deadline < 0) {
      // A living publisher looks itself; a dead one, or none at all, is found out about soon.
      LockSupport.parkNanos(1_000_000);
    }
    if (publisher.isLost()) {
      throw new StagingLostException("the staging area is damaged", publisher.lossReason());
    }
  }

  /** Starts the thread that publishes. */
  void start() {
    thread.start();
  }

  Result append(byte[] source, int offset, int length) {
    if (isStageable(source, offset, length)) {
      long end = tryStage(source, offset, length);
      if (end > 0) {
        afterCommit(end);
        return Result.STAGED;
      }
    }
    return appendWaiting(source, offset, length);
  }

  // A zero byte at a line's start would look like a reservation that was never filled.
  private boolean isStageable(byte[] source, int offset, int length) {
    return length <= maxStagedLineBytes && source[offset] != 0;
  }

  // The line is committed: what goes wrong from here on is not its own failure.
  private void afterCommit(long end) {
    try {
      if (publishesAtOnce) {
        publishUpTo(end);
        return;
      }
      thread.wakeIfResting();
      if (end > control.limitAcquire() - helpBelowLimit) {
        publisher.publish();
      }
    } catch (RuntimeException | InternalError e) {
      lose(e);
    }
  }

  // BLOCKED: the line in front is still being copied, and its writer publishes both.
  private void publishUpTo(long end) {
    while (control.publishedVolatile() < end) {
      Publisher.Outcome outcome = publisher.publishUrgently();
      if (outcome == Publisher.Outcome.NOTHING && control.publishedVolatile() < end) {
        // The cursor was beyond the line once, and there is nothing between it and published.
        lose(new DamagedStagingException("the cursor went back: position=" + end));
        break;
      }
      if (outcome != Publisher.Outcome.PUBLISHED && outcome != Publisher.Outcome.NOTHING) {
        break;
      }
    }
    if (control.urgentVolatile()) {
      thread.wake();
    }
  }

  private long tryStage(byte[] source, int offset, int length) {
    try {
      return stager.stage(source, offset, length);
    } catch (StagingLostException e) {
      lose(e);
      return NO_SPACE;
    } catch (IOException e) {
      warnings.warn("cannot grow the staging area: path=" + log.path(), e);
      return NO_SPACE;
    }
  }

  /** Helps to publish until the line finds room, or nothing moves any more. */
  private Result appendWaiting(byte[] source, int offset, int length) {
    // A set interrupt flag would turn every sleep into a spin.
    boolean interrupted = Thread.interrupted();
    try {
      return appendInRounds(source, offset, length);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Result appendInRounds(byte[] source, int offset, int length) {
    long before = control.cursorVolatile();
    Watch watch = new Watch();
    long waitingSince = clock.getAsLong();
    long deadline = waitingSince + maxBlockNanos;
    boolean refused = false;
    for (int round = 0; ; round++) {
      if (stager.isRetiring()) {
        return Result.LEFT;
      }
      if (publisher.isLost() || !attachment.isInSlot()) {
        return Result.LOST;
      }
      Attempt attempt = appendOnce(source, offset, length, before);
      if (attempt == Attempt.DONE) {
        return Result.STAGED;
      }
      // Another one may be at the disk when the time is up; what it refuses, it refuses to all.
      refused |= attempt == Attempt.REFUSED;
      long now = clock.getAsLong();
      if (watch.hasMoved(attempt)) {
        waitingSince = now;
        deadline = now + maxBlockNanos;
        refused = false;
      } else if (watch.isKnownStuck(attempt)) {
        return Result.STUCK;
      } else if (now - deadline > 0) {
        if (refused || !isMerelySlow(now - waitingSince)) {
          watch.noteStuck(refused ? Attempt.REFUSED : attempt);
          return Result.STUCK;
        }
        deadline = now + maxBlockNanos;
      }
      Backoff.pause(round);
    }
  }

  private boolean isMerelySlow(long waitedNanos) {
    return waitedNanos < SLOW_FACTOR * maxBlockNanos && attachment.area().liveness().allSurelyRun();
  }

  private enum Attempt {
    DONE,
    NO_ROOM,
    NO_CHUNK,
    REFUSED
  }

  /**
   * Whether things move for a caller that waits. A batch that gets written makes room in the ring;
   * it makes no chunk, so whoever waits for one looks at the chunks: short lines may still be
   * staged and published in front of the missing one.
   */
  private final class Watch {
    private long lastPublish = control.lastPublishNanosAcquire();
    private long missingChunk = firstMissing();

    /** Since the last attempt of this kind. */
    boolean hasMoved(Attempt attempt) {
      if (attempt == Attempt.NO_CHUNK) {
        long before = missingChunk;
        missingChunk = firstMissing();
        return missingChunk != before;
      }
      long before = lastPublish;
      lastPublish = control.lastPublishNanosAcquire();
      return lastPublish != before;
    }

    boolean isKnownStuck(Attempt attempt) {
      return attempt == Attempt.NO_CHUNK ? stuckForChunk == missingChunk : stuckAt == lastPublish;
    }

    void noteStuck(Attempt attempt) {
      if (attempt == Attempt.NO_CHUNK) {
        stuckForChunk = missingChunk;
      } else {
        stuckAt = lastPublish;
      }
    }

    private long firstMissing() {
      return attachment.area().ring().firstMissing(control.cursorVolatile());
    }
  }

  private Attempt appendOnce(byte[] source, int offset, int length, long before) {
    if (!isStageable(source, offset, length)) {
      Publisher.Outcome outcome = publisher.publishLarge(source, offset, length, before);
      if (outcome == Publisher.Outcome.PUBLISHED) {
        attachment.slot().countUnstagedLine(length);
        return Attempt.DONE;
      }
      return outcome == Publisher.Outcome.FAILED ? Attempt.REFUSED : Attempt.NO_ROOM;
    }
    Publisher.Outcome outcome = publisher.publish();
    long end = tryStage(source, offset, length);
    if (end > 0) {
      afterCommit(end);
      return Attempt.DONE;
    }
    if (end == NO_SPACE || outcome == Publisher.Outcome.FAILED) {
      return Attempt.REFUSED;
    }
    return end == LineStager.NO_CHUNK ? Attempt.NO_CHUNK : Attempt.NO_ROOM;
  }

  /** Whether a batch was cut short by a failing disk, so that the file may end in half a line. */
  boolean hasHalfBatch() {
    return control.isIntentCut();
  }

  /** Counts a line that had to go past the staging area, or was given up. */
  void countUnstaged(int length, boolean written) {
    if (written) {
      attachment.slot().addDirectLine();
      attachment.slot().countUnstagedLine(length);
    } else {
      attachment.slot().addDrop();
    }
  }

  boolean trim() throws IOException {
    return attachment.area().ring().trim();
  }

  /** Gives the staging area up; the publisher's thread lets go of it. */
  void lose(Throwable reason) {
    publisher.lose(reason);
    thread.wake();
  }

  /** Why lines can go this way no longer, or null. */
  Throwable lossReason() {
    Throwable reason = publisher.lossReason();
    return reason != null ? reason : leftBehind;
  }

  /** Whether nobody has been told of the loss yet; true once. */
  boolean isNews() {
    return news.compareAndSet(true, false);
  }

  // On the publisher's thread, which ends here. Calls go past the staging area before its lanes are
  // taken away.
  private void lost(Throwable reason) {
    leftBehind = reason;
    onLost.accept(this);
    try {
      leave(System.nanoTime() + LET_GO_NANOS);
    } catch (IOException | RuntimeException | InternalError e) {
      warnings.warn("could not leave the staging area in order: path=" + log.path(), e);
    }
  }

  /** Publishes, leaves, and closes the log file; see {@link Attachment#leave}. */
  void leave(long deadlineNanos, long stopMillis) throws IOException {
    thread.stop(stopMillis);
    leave(deadlineNanos);
  }

  private void leave(long deadlineNanos) throws IOException {
    if (!leaving.compareAndSet(false, true)) {
      return;
    }
    try {
      Interrupts.shielded(() -> leaveOrAbandon(deadlineNanos));
    } finally {
      log.close();
    }
  }

  private Void leaveOrAbandon(long deadlineNanos) throws IOException {
    try {
      attachment.leave(stager, publisher, deadlineNanos);
    } catch (RuntimeException | InternalError e) {
      Faults.swallowPending();
      publisher.lose(e);
      attachment.abandon(stager, deadlineNanos);
    }
    return null;
  }
}
