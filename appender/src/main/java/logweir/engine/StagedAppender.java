package logweir.engine;

import java.io.IOException;
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
    LEFT
  }

  private static final long NEVER = -1;

  private final Attachment attachment;
  private final Control control;
  private final LineStager stager;
  private final Publisher publisher;
  private final PublisherThread thread;
  private final LogFile log;
  private final ThinnedWarning warnings;
  private final LongSupplier clock;
  private final long maxBlockNanos;
  private final boolean publishesAtOnce;
  private final long maxStagedLineBytes;
  private final long helpBelowLimit;

  // Where published stood when a caller had waited in vain; while it stands there, nobody waits.
  private volatile long stuckAt = NEVER;

  StagedAppender(Attachment attachment, LogFile log, SharedLogConfig config, LongSupplier clock) {
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
    this.thread = new PublisherThread(attachment, publisher, config, name, clock);
    this.thread.start();
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

  private void afterCommit(long end) {
    if (publishesAtOnce) {
      publishUpTo(end);
      return;
    }
    thread.wakeIfResting();
    if (end > control.limitAcquire() - helpBelowLimit) {
      publisher.publish();
    }
  }

  // BLOCKED: the line in front is still being copied, and its writer publishes both.
  private void publishUpTo(long end) {
    while (control.publishedVolatile() < end) {
      Publisher.Outcome outcome = publisher.publishUrgently();
      if (outcome != Publisher.Outcome.PUBLISHED && outcome != Publisher.Outcome.NOTHING) {
        return;
      }
    }
  }

  private long tryStage(byte[] source, int offset, int length) {
    try {
      return stager.stage(source, offset, length);
    } catch (IOException e) {
      warnings.warn("cannot grow the staging area: path=" + log.path(), e);
      return LineStager.FULL;
    }
  }

  /** Helps to publish until the line finds room, or nothing moves any more. */
  private Result appendWaiting(byte[] source, int offset, int length) {
    boolean stageable = isStageable(source, offset, length);
    long before = control.cursorVolatile();
    long published = control.publishedVolatile();
    long deadline = clock.getAsLong() + maxBlockNanos;
    for (int round = 0; ; round++) {
      if (stager.isRetiring()) {
        return Result.LEFT;
      }
      if (stageable) {
        publisher.publish();
        long end = tryStage(source, offset, length);
        if (end > 0) {
          afterCommit(end);
          return Result.STAGED;
        }
      } else if (publisher.publishLarge(source, offset, length, before)
          == Publisher.Outcome.PUBLISHED) {
        attachment.slot().countUnstagedLine(length);
        return Result.STAGED;
      }
      long now = clock.getAsLong();
      long moved = control.publishedVolatile();
      if (moved != published) {
        published = moved;
        deadline = now + maxBlockNanos;
        stuckAt = NEVER;
      } else if (stuckAt == published || now - deadline > 0) {
        stuckAt = published;
        return Result.STUCK;
      }
      Backoff.pause(round);
    }
  }

  /** Whether a batch was cut short by a failing disk, so that the file may end in half a line. */
  boolean hasHalfBatch() {
    return publisher.isInterrupted();
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

  /** Publishes, leaves, and closes the log file; see {@link Attachment#leave}. */
  void leave(long deadlineNanos, long stopMillis) throws IOException {
    thread.stop(stopMillis);
    Interrupts.shielded(
        () -> {
          attachment.leave(stager, publisher, deadlineNanos);
          return null;
        });
    log.close();
  }
}
