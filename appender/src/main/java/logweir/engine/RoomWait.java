package logweir.engine;

import java.util.function.LongSupplier;
import logweir.engine.StagedAppender.Result;
import logweir.layout.Control;

/**
 * The way of a line that finds no room at once: helps to publish, waits while things move, and says
 * when the line has to go past the staging area. Thread-safe; takes no lock of its own.
 */
final class RoomWait {
  /** Beside {@link LineStager}'s codes: the disk refuses a chunk. */
  static final long NO_SPACE = -10;

  private static final long NEVER = -1;

  // A disk that is slow holds every appender up; to go past the staging area would not help, and
  // would cost the order of lines.
  private static final int SLOW_FACTOR = 10;

  private final Attachment attachment;
  private final Control control;
  private final LineStager stager;
  private final Publisher publisher;
  private final Staging staging;
  private final LongSupplier clock;
  private final long maxBlockNanos;

  // When the last batch was published, as a caller saw it who then waited in vain; until there is
  // a later one, nobody waits.
  private volatile long stuckAt = NEVER;

  // The chunk that nobody installed while a caller waited; until it is there, nobody waits for it.
  private volatile long stuckForChunk = NEVER;

  /** Stages a line, and tells whoever publishes. */
  interface Staging {
    /**
     * As {@link LineStager#stage}, or {@link #NO_SPACE}.
     *
     * @return the position after the line, or a negative code
     */
    long stage(byte[] source, int offset, int length);
  }

  RoomWait(
      Attachment attachment,
      LineStager stager,
      Publisher publisher,
      Staging staging,
      SharedLogConfig config,
      LongSupplier clock) {
    this.attachment = attachment;
    this.control = attachment.area().control();
    this.stager = stager;
    this.publisher = publisher;
    this.staging = staging;
    this.clock = clock;
    this.maxBlockNanos = config.maxBlockTime().toNanos();
  }

  /**
   * Helps to publish until the line finds room, or nothing moves any more.
   *
   * @param stageable whether the line may be staged; else it goes through the spill file
   */
  Result append(byte[] source, int offset, int length, boolean stageable) {
    // A set interrupt flag would turn every sleep into a spin.
    boolean interrupted = Thread.interrupted();
    try {
      return appendInRounds(source, offset, length, stageable);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Result appendInRounds(byte[] source, int offset, int length, boolean stageable) {
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
      Attempt attempt =
          stageable ? stageOnce(source, offset, length) : spillOnce(source, offset, length, before);
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

  private Attempt stageOnce(byte[] source, int offset, int length) {
    Publisher.Outcome outcome = publisher.publish();
    long end = staging.stage(source, offset, length);
    if (end > 0) {
      return Attempt.DONE;
    }
    if (end == NO_SPACE || outcome == Publisher.Outcome.FAILED) {
      return Attempt.REFUSED;
    }
    return end == LineStager.NO_CHUNK ? Attempt.NO_CHUNK : Attempt.NO_ROOM;
  }

  private Attempt spillOnce(byte[] source, int offset, int length, long before) {
    Publisher.Outcome outcome = publisher.publishLarge(source, offset, length, before);
    if (outcome == Publisher.Outcome.PUBLISHED) {
      attachment.slot().countUnstagedLine(length);
      return Attempt.DONE;
    }
    return outcome == Publisher.Outcome.FAILED ? Attempt.REFUSED : Attempt.NO_ROOM;
  }
}
