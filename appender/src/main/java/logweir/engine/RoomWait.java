package logweir.engine;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import logweir.engine.StagedAppender.Result;
import logweir.layout.Control;

/**
 * The way of a line that finds no room at once: helps to publish, waits while things move, and says
 * when the line has to go past the staging area, or has to be given up. Thread-safe; takes no lock
 * of its own.
 *
 * <p>A line that goes past the staging area is appended without the publisher lock. On a disk that
 * has no room it could get in between the two halves of a batch, so it only goes there if nothing
 * says that the disk is full: a batch that was refused while the line waited, or a log file system
 * without room for another chunk when the staging area cannot have one.
 */
final class RoomWait {
  /** Beside {@link LineStager}'s codes: there is no space for a chunk. */
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
  private final Tally tally;
  private final LongSupplier clock;
  private final long maxBlockNanos;
  private final Path logDirectory;

  // When the last batch was published, as a caller saw it who then waited in vain; until there is
  // a later one, nobody waits.
  private volatile long stuckAt = NEVER;

  // The same for one whose batch the disk has refused; its line is given up, and so are the others.
  private volatile long refusedAt = NEVER;

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
      Path logDirectory,
      SharedLogConfig config,
      Tally tally,
      LongSupplier clock) {
    this.attachment = attachment;
    this.control = attachment.area().control();
    this.stager = stager;
    this.publisher = publisher;
    this.staging = staging;
    this.tally = tally;
    this.clock = clock;
    this.maxBlockNanos = config.maxBlockTime().toNanos();
    this.logDirectory = logDirectory;
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
    Watch watch = new Watch(length);
    try {
      return appendInRounds(watch, source, offset, length, stageable);
    } finally {
      watch.tally();
    }
  }

  private Result appendInRounds(
      Watch watch, byte[] source, int offset, int length, boolean stageable) {
    for (int round = 0; ; round++) {
      if (stager.isRetiring()) {
        return Result.LEFT;
      }
      if (publisher.isLost() || !attachment.isInSlot()) {
        return Result.LOST;
      }
      // One that goes through the spill file is on its usual way, the first time.
      watch.blocked |= stageable || round > 0;
      Attempt attempt =
          stageable
              ? stageOnce(source, offset, length)
              : spillOnce(source, offset, length, watch.start);
      if (attempt == Attempt.DONE) {
        return Result.STAGED;
      }
      if (!publisher.isLost()) {
        Result verdict = watch.verdict(attempt);
        if (verdict != null) {
          return verdict;
        }
      }
      Backoff.pause(round);
    }
  }

  private enum Attempt {
    DONE,
    /** The ring is full, or another one is publishing. */
    NO_ROOM,
    /** Another one is installing the chunk. */
    NO_CHUNK,
    /** The staging area cannot grow. */
    NO_SPACE,
    /** The log file refuses a batch. */
    REFUSED
  }

  /**
   * How long a caller has waited, and whether things move for it. A batch that gets written makes
   * room in the ring; it makes no chunk, so whoever waits for one looks at the chunks: short lines
   * may still be staged and published in front of the missing one. And it makes no space on a disk.
   */
  private final class Watch {
    /** Whatever this thread has staged lies below. */
    final long start = control.cursorVolatile();

    private final int length;
    private long lastPublish = control.lastPublishNanosAcquire();
    private long missingChunk = firstMissing();
    private final long begin = clock.getAsLong();
    private long waitingSince = begin;
    private long deadline = waitingSince + maxBlockNanos;
    private boolean refused;
    private boolean blocked;

    Watch(int length) {
      this.length = length;
    }

    /** Counts how long the call was held up, if it was. */
    void tally() {
      if (blocked) {
        tally.addBlocked(clock.getAsLong() - begin);
      }
    }

    /** What becomes of the line after a vain attempt; null if the next one may do better. */
    Result verdict(Attempt attempt) {
      if (attempt == Attempt.NO_SPACE && control.publishedVolatile() >= start && hasLogRoom()) {
        return Result.STUCK;
      }
      // Another one may be at the disk when the time is up; what it refuses, it refuses to all.
      refused |= attempt == Attempt.REFUSED;
      long now = clock.getAsLong();
      if (hasMoved(attempt)) {
        waitingSince = now;
        deadline = now + maxBlockNanos;
        refused = false;
        return null;
      }
      if (isKnownRefused(attempt)) {
        return Result.REFUSED;
      }
      if (isKnownStuck(attempt)) {
        return Result.STUCK;
      }
      return now - deadline > 0 ? verdictInTheEnd(attempt, now) : null;
    }

    private Result verdictInTheEnd(Attempt attempt, long now) {
      if (refused || (attempt == Attempt.NO_SPACE && !hasLogRoom())) {
        refusedAt = lastPublish;
        return Result.REFUSED;
      }
      if (attempt != Attempt.NO_SPACE && isMerelySlow(now - waitingSince)) {
        deadline = now + maxBlockNanos;
        return null;
      }
      noteStuck(attempt);
      return Result.STUCK;
    }

    private boolean isMerelySlow(long waitedNanos) {
      return waitedNanos < SLOW_FACTOR * maxBlockNanos
          && attachment.area().liveness().allSurelyRun();
    }

    private boolean hasLogRoom() {
      return FileSystems.hasRoom(logDirectory, control.geometry().chunkBytes() + (long) length);
    }

    // Since the last attempt of this kind.
    private boolean hasMoved(Attempt attempt) {
      if (attempt == Attempt.NO_CHUNK) {
        long before = missingChunk;
        missingChunk = firstMissing();
        return missingChunk != before;
      }
      long before = lastPublish;
      lastPublish = control.lastPublishNanosAcquire();
      return attempt != Attempt.NO_SPACE && lastPublish != before;
    }

    // Whoever finds another one at the disk learns nothing new of it, unless that one is stopped.
    private boolean isKnownRefused(Attempt attempt) {
      return refusedAt == lastPublish
          && (attempt == Attempt.REFUSED
              || attempt == Attempt.NO_SPACE
              || attachment.area().liveness().allSurelyRun());
    }

    private boolean isKnownStuck(Attempt attempt) {
      return switch (attempt) {
        case NO_CHUNK -> stuckForChunk == missingChunk;
        case NO_ROOM -> stuckAt == lastPublish;
        default -> false;
      };
    }

    private void noteStuck(Attempt attempt) {
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
    if (outcome == Publisher.Outcome.FAILED) {
      return Attempt.REFUSED;
    }
    if (end == NO_SPACE) {
      return Attempt.NO_SPACE;
    }
    return end == LineStager.NO_CHUNK ? Attempt.NO_CHUNK : Attempt.NO_ROOM;
  }

  private Attempt spillOnce(byte[] source, int offset, int length, long before) {
    Publisher.Outcome outcome = publisher.publishLarge(source, offset, length, before);
    if (outcome == Publisher.Outcome.PUBLISHED) {
      attachment.slot().countUnstagedLine(length);
      tally.addSpilled(length);
    }
    return switch (outcome) {
      case PUBLISHED -> Attempt.DONE;
      case NO_SPACE -> Attempt.NO_SPACE;
      case FAILED -> Attempt.REFUSED;
      default -> Attempt.NO_ROOM;
    };
  }
}
