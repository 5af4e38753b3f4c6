package logweir.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.zip.CRC32;
import logweir.layout.Control;
import logweir.layout.IntentState;
import logweir.layout.RollRecord;
import logweir.layout.Slot;

/**
 * Rolls the log file. Used under the publisher lock, between two batches, so that a file that is
 * rolled ends in a whole line and no batch is on its way to it.
 *
 * <p>One roll, and what a successor finds if its process dies right behind the step:
 *
 * <pre>
 *   1. a free index is looked for               nothing has changed
 *   2. intent: ROLLING period, index, file      the path still leads to that file: steps 3 to 6
 *   3. append the footer                        what landed of it is found and skipped: 3 to 6
 *   4. window: move the archives on             goes on at the first free place: 4 to 6
 *   5. rename the file, make the next one       the path leads to no file, or to another: only 6
 *   6. record: no file, next index, rolls + 1   once more: rolls counts what is to be looked after,
 *                                               and once too often does no harm
 *   7. intent: NONE                             the next batch makes the new file
 * </pre>
 *
 * <p>Whether the file was rolled is thus told by the path alone, so that it is never rolled a
 * second time for the same reason, whoever moved it.
 *
 * <p>The processes of a group roll by one policy, that of the first of them who had any. One whose
 * policy is another, or who has none, leaves a roll that is due to them as long as one of them
 * lives; after that its own policy counts.
 */
final class Roller {
  /** What a process does about rolling. */
  private enum Part {
    /** Nobody rolls. */
    NONE,
    /** It rolls. */
    LEADS,
    /** Others do. */
    FOLLOWS
  }

  private static final long ASK_AGAIN_NANOS = 1_000_000_000L;
  private static final long TRY_AGAIN_NANOS = 10_000_000_000L;

  private final Control control;
  private final RollRecord record;
  private final Liveness liveness;
  private final LogFile log;
  private final IntentRecovery recovery;
  private final BatchWriter batches;
  private final SharedLogConfig config;
  private final RollPolicy policy;
  private final ArchivePlaces places;
  private final long policyId;
  private final ThinnedWarning failures;
  private final LongSupplier clock;

  // All below is guarded by the publisher lock.
  private long periodMillis;
  private long dueMillis;
  private long tryAgainNanos;
  private long carriedPolicy;
  private long carriedUntilNanos;

  Roller(
      StagingArea area,
      LogFile log,
      IntentRecovery recovery,
      BatchWriter batches,
      SharedLogConfig config,
      LongSupplier clock) {
    this.control = area.control();
    this.record = control.rolling();
    this.liveness = area.liveness();
    this.log = log;
    this.recovery = recovery;
    this.batches = batches;
    this.config = config;
    this.policy = config.rollPolicy().orElse(null);
    this.places = policy == null ? null : new ArchivePlaces(policy.archives());
    this.policyId = idOf(config.rollPolicy());
    this.failures = new ThinnedWarning(config.listener(), clock);
    this.clock = clock;
    this.tryAgainNanos = clock.getAsLong();
  }

  /** The number that stands for a policy in the control file; 0 for none. */
  static long idOf(Optional<RollPolicy> policy) {
    if (policy.isEmpty()) {
      return 0;
    }
    String description = policy.get().description();
    CRC32 crc = new CRC32();
    crc.update(description.getBytes(StandardCharsets.UTF_8));
    return crc.getValue() << 32 | (description.hashCode() & 0xffff_ffffL) | 1;
  }

  /**
   * Makes the log file ready for more lines: rolls it if that is due, and starts a new one with the
   * header.
   *
   * @return the file's size, or -1 if a roll is due that another process has to make
   */
  long prepareFile() throws IOException {
    long size = log.follow();
    switch (part()) {
      case NONE -> {}
      case FOLLOWS -> {
        if (isDueForOthers(size)) {
          return -1;
        }
      }
      case LEADS -> {
        keepRecord(size);
        if (isDue(size)) {
          roll(size);
          size = log.follow();
          keepRecord(size);
        }
      }
    }
    return log.startWith(config.header(), size);
  }

  /** How many bytes a file of that size takes before it is rolled, at least 1. */
  long room(long size) {
    long max =
        switch (part()) {
          case NONE -> RollPolicy.NO_MAXIMUM;
          case LEADS -> policy.maxFileBytes();
          case FOLLOWS -> record.maxBytes();
        };
    return Math.max(1, max - size);
  }

  /** Finishes a roll that somebody has begun, or takes the intent back if it is not to be made. */
  void finishInterrupted() throws IOException {
    if (part() != Part.LEADS) {
      // Nobody who has the policy lives, or one of them will find it due again.
      control.intentStateRelease(IntentState.NONE);
      return;
    }
    finish(control.intentFrom(), control.intentTo());
    config.listener().info("completed an interrupted roll: path=" + log.path());
  }

  private Part part() {
    long group = record.policy();
    if (group == policyId) {
      return policy == null ? Part.NONE : Part.LEADS;
    }
    if (group != 0 && isCarried(group)) {
      return Part.FOLLOWS;
    }
    return policy == null ? Part.NONE : lead();
  }

  // Whether somebody lives who has that policy. To ask costs system calls.
  private boolean isCarried(long group) {
    long now = clock.getAsLong();
    if (group == carriedPolicy && now - carriedUntilNanos < 0) {
      return true;
    }
    boolean news = group != carriedPolicy;
    carriedPolicy = 0;
    for (int index = 0; index < control.slotLimitVolatile(); index++) {
      Slot slot = control.slot(index);
      long writerId = slot.writerIdVolatile();
      if (writerId != 0 && slot.rollPolicy() == group && !liveness.isDead(writerId)) {
        carriedPolicy = group;
        carriedUntilNanos = now + ASK_AGAIN_NANOS;
        if (news && policy != null) {
          config
              .listener()
              .warn(
                  "rolling is left to the processes that were there before, whose policy is"
                      + " another: path="
                      + log.path()
                      + ", policy="
                      + policy.description(),
                  null);
        }
        return true;
      }
    }
    return false;
  }

  private Part lead() {
    record.file(0, 0, 0, 0);
    record.policy(policyId);
    record.rollsVolatile(record.rollsVolatile() + 1);
    return Part.LEADS;
  }

  private boolean isDueForOthers(long size) {
    long now = policy == null ? System.currentTimeMillis() : policy.nowMillis();
    return isRecorded()
        && hasLines(size)
        && (size >= record.maxBytes() || now >= record.dueMillis());
  }

  private boolean isDue(long size) {
    return hasLines(size)
        && (size >= policy.maxFileBytes() || policy.nowMillis() >= dueMillis)
        && clock.getAsLong() - tryAgainNanos >= 0;
  }

  private void keepRecord(long size) throws IOException {
    if (!isRecorded() || !hasLines(size)) {
      recordFile(size);
    }
    if (record.periodMillis() != periodMillis) {
      periodMillis = record.periodMillis();
      dueMillis = policy.periodEndMillis(periodMillis);
      record.due(policy.maxFileBytes(), dueMillis);
    }
  }

  private boolean isRecorded() {
    return record.isOf(log.id().device(), log.id().inode());
  }

  private boolean hasLines(long size) {
    return size > config.header().length();
  }

  // The file is new, or not the one that was written before: its lines may be older than today.
  private void recordFile(long size) throws IOException {
    long now = policy.nowMillis();
    long period = hasLines(size) ? Math.min(now, log.modifiedMillis()) : now;
    boolean isFirst = record.periodMillis() == 0;
    long index = 0;
    if (isFirst && policy.archives().windowSize() == Archives.NO_WINDOW) {
      index = policy.archives().nextIndex(period);
    } else if (policy.periodEndMillis(period) == policy.periodEndMillis(record.periodMillis())) {
      index = record.index();
    }
    record.file(log.id().device(), log.id().inode(), period, index);
  }

  private void roll(long size) throws IOException {
    FileId file = log.id();
    long period = record.periodMillis();
    try {
      int index = places.freeIndex(period, record.index());
      control.intentRelease(IntentState.ROLLING, period, index, file.device(), file.inode(), size);
    } catch (IOException e) {
      putOff(e);
      return;
    }
    Failpoint.ROLL_RECORDED.reach();
    finish(period, control.intentTo());
  }

  private void finish(long period, long index) throws IOException {
    FileId meant = new FileId(control.intentDevice(), control.intentInode());
    log.follow();
    if (log.id().equals(meant)) {
      appendFooter();
      Failpoint.FOOTER_WRITTEN.reach();
      Path place;
      try {
        place = places.moveIn(log.path(), period, (int) index);
      } catch (IOException e) {
        putOff(e);
        return;
      }
      Failpoint.FILE_ROLLED.reach();
      log.createInPlaceOf(place);
    }
    record.file(0, 0, period, index + 1);
    record.rollsVolatile(record.rollsVolatile() + 1);
    Failpoint.ROLL_COUNTED.reach();
    control.intentStateRelease(IntentState.NONE);
    Failpoint.ROLL_CLEARED.reach();
  }

  private void appendFooter() throws IOException {
    if (!config.footer().isEmpty()) {
      Batch footer = Batch.of(config.footer().buffer());
      recovery.skipLanded(footer);
      batches.append(footer);
    }
  }

  // The lines matter more than their file's name: they go on into the file that is there.
  private void putOff(IOException cause) {
    failures.warn("cannot roll the log file, it grows on: path=" + log.path(), cause);
    tryAgainNanos = clock.getAsLong() + TRY_AGAIN_NANOS;
    control.intentStateRelease(IntentState.NONE);
  }
}
