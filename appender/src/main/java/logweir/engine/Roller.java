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
 *   1. intent: ROLLING period, index, file      the path still leads to that file: steps 2 to 8
 *   2. index: the next free one                 the same
 *   3. window: move the archives on             goes on at the first free place: 2 to 8
 *   4. append the footer                        what landed of it is found and skipped: 2 to 8
 *   5. claim the place, rename the file         an empty claim is dropped: 2 to 8; if the path
 *                                               leads to no file, or to another: 6 to 8
 *   6. make the next one, for the same users    the path leads to another file: 7 and 8
 *   7. record: no file, next index, rolls + 1   once more: rolls counts what is to be looked after,
 *                                               and once too often does no harm
 *   8. intent: NONE
 * </pre>
 *
 * <p>Whether the file was rolled is thus told by the path alone, so that it is never rolled a
 * second time for the same reason, whoever moved it. A file that is smaller than the one that was
 * to be rolled is another one, even if it has got its number.
 *
 * <p>The footer comes after whatever is likely to fail: a file that cannot be rolled gets none.
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

  /** The index in the record of a file whose archives could not be listed. */
  private static final long UNKNOWN = -1;

  /** No moment, so that the first one that is recorded is a new one. */
  private static final long NO_PERIOD = Long.MIN_VALUE;

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
  private Part part = Part.NONE;
  private long periodMillis = NO_PERIOD;
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
    part = part();
    switch (part) {
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

  /** How many bytes the prepared file, of that size, takes before it is rolled, at least 1. */
  long room(long size) {
    long max =
        switch (part) {
          case NONE -> RollPolicy.NO_MAXIMUM;
          case LEADS -> policy.maxFileBytes();
          case FOLLOWS -> record.maxBytes();
        };
    return Math.max(1, max - size);
  }

  /**
   * Finishes a roll that somebody has begun; gives it up if nobody lives who has the same policy.
   *
   * @return false if it is left to one of those who have
   */
  boolean finishInterrupted() throws IOException {
    boolean isOwn = record.policy() == policyId;
    if (part() == Part.FOLLOWS) {
      return false;
    }
    if (!isOwn) {
      giveUp();
    } else if (finishCut(control.intentFrom())) {
      config.listener().info("completed an interrupted roll: path=" + log.path());
    }
    return true;
  }

  private boolean finishCut(long period) throws IOException {
    places.dropClaim(policy.archives().path(period, (int) control.intentTo()));
    return finish(period);
  }

  // Another policy has other places, and may have no footer.
  private void giveUp() throws IOException {
    if (log.follow() > control.intentSize()) {
      log.endLine();
    }
    control.intentStateRelease(IntentState.NONE);
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
    periodMillis = NO_PERIOD;
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

  private void keepRecord(long size) {
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
  private void recordFile(long size) {
    long now = policy.nowMillis();
    long period = hasLines(size) ? Math.min(now, log.modifiedMillis()) : now;
    record.file(log.id().device(), log.id().inode(), period, indexIn(period));
  }

  private long indexIn(long period) {
    long before = record.periodMillis();
    if (before != 0 && policy.periodEndMillis(period) == policy.periodEndMillis(before)) {
      return record.index();
    }
    boolean mayHaveArchives = before == 0 || period < before;
    return mayHaveArchives && policy.archives().windowSize() == Archives.NO_WINDOW
        ? nextIndex(period)
        : 0;
  }

  private long nextIndex(long period) {
    try {
      return policy.archives().nextIndex(period);
    } catch (IOException e) {
      putOff(e);
      return UNKNOWN;
    }
  }

  private void roll(long size) throws IOException {
    FileId file = log.id();
    long period = record.periodMillis();
    long index = record.index();
    if (index == UNKNOWN) {
      index = nextIndex(period);
    }
    if (index != UNKNOWN) {
      control.intentRelease(IntentState.ROLLING, period, index, file.device(), file.inode(), size);
      Failpoint.ROLL_RECORDED.reach();
      finish(period);
    }
  }

  // False if it was put off.
  private boolean finish(long period) throws IOException {
    FileId meant = new FileId(control.intentDevice(), control.intentInode());
    if (isAtPath(meant) && !moveAway(period, meant)) {
      return false;
    }
    long index = control.intentTo();
    createNext(meant, policy.archives().path(period, (int) index));
    record.file(0, 0, period, index + 1);
    record.rollsVolatile(record.rollsVolatile() + 1);
    Failpoint.ROLL_COUNTED.reach();
    control.intentStateRelease(IntentState.NONE);
    Failpoint.ROLL_CLEARED.reach();
    return true;
  }

  private boolean moveAway(long period, FileId file) throws IOException {
    Path place;
    try {
      place = makeRoom(period, file);
    } catch (IOException e) {
      putOff(e);
      return false;
    }
    appendFooter();
    Failpoint.FOOTER_WRITTEN.reach();
    try {
      places.moveIn(log.path(), place);
    } catch (IOException e) {
      putOff(e);
      return false;
    }
    Failpoint.FILE_ROLLED.reach();
    return true;
  }

  // Only the index of the intent changes, in one store.
  private Path makeRoom(long period, FileId file) throws IOException {
    int index = places.freeIndex(period, control.intentTo());
    control.intentRelease(
        IntentState.ROLLING, period, index, file.device(), file.inode(), control.intentSize());
    Path place = policy.archives().path(period, index);
    places.makeRoom(log.path(), period, place);
    return place;
  }

  // Does not create it.
  private boolean isAtPath(FileId meant) throws IOException {
    return SafeFiles.attributes(log.path()) != null
        && log.follow() >= control.intentSize()
        && log.id().equals(meant);
  }

  private void createNext(FileId rolled, Path place) throws IOException {
    Path archive = SafeFiles.attributes(log.path()) == null ? places.find(rolled, place) : null;
    if (archive != null) {
      log.createInPlaceOf(archive);
    }
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
