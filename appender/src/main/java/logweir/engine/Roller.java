package logweir.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import logweir.layout.Control;
import logweir.layout.IntentState;
import logweir.layout.RollRecord;

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
 *   5. rename the file                          the path leads to no file, or to another: 6 to 8
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
 * <p>Another staging area has a publisher lock of its own: while there is one with living writers,
 * nothing is rolled, see {@link OtherAreas}.
 *
 * <p>The footer comes after whatever is likely to fail: a file that cannot be rolled gets none.
 *
 * <p>If the present file is to have its archive's name from the start, that is made before its
 * first line, as a second, hard link; step 5 then removes the other name, by which the processes
 * know the file. Which of the two steps comes next is told by the number of links.
 */
final class Roller {
  /** The index in the record of a file whose archives could not be listed. */
  private static final long UNKNOWN = -1;

  /** No moment, so that the first one that is recorded is a new one. */
  private static final long NO_PERIOD = Long.MIN_VALUE;

  private static final long TRY_AGAIN_NANOS = 10_000_000_000L;

  private final Control control;
  private final OtherAreas others;
  private final RollRecord record;
  private final RollGroup group;
  private final LogFile log;
  private final RecentLook look;
  private final IntentRecovery recovery;
  private final BatchWriter batches;
  private final SharedLogConfig config;
  private final RollPolicy policy;
  private final ArchivePlaces places;
  private final ThinnedWarning failures;
  private final LongSupplier clock;

  // All below is guarded by the publisher lock.
  private RollGroup.Part part = RollGroup.Part.NONE;
  private long periodMillis = NO_PERIOD;
  private long dueMillis;
  private long latestMillis;
  private long tryAgainNanos;
  private FileId named;

  Roller(
      StagingArea area,
      LogFile log,
      RecentLook look,
      IntentRecovery recovery,
      BatchWriter batches,
      SharedLogConfig config,
      LongSupplier clock) {
    this.control = area.control();
    this.others = area.others();
    this.record = control.rolling();
    this.group = new RollGroup(area, log.path(), config, clock);
    this.log = log;
    this.look = look;
    this.recovery = recovery;
    this.batches = batches;
    this.config = config;
    this.policy = config.rollPolicy().orElse(null);
    this.places = policy == null ? null : new ArchivePlaces(policy.archives());
    this.failures = new ThinnedWarning(config.listener(), clock);
    this.clock = clock;
    this.tryAgainNanos = clock.getAsLong();
  }

  /**
   * Takes part in the group. If this process's policy counts, the others know from now on when the
   * file is due; if another one does, the listener is told.
   */
  void join() throws IOException {
    if (group.part() == RollGroup.Part.ROLLS) {
      keepRecord(log.follow());
    }
  }

  /**
   * Makes the log file ready for more lines: rolls it if that is due, and starts a new one with the
   * header.
   *
   * @return the file's size, or -1 if a roll is due that another process has to make
   */
  long prepareFile() throws IOException {
    long size = look.size();
    part = group.part();
    switch (part) {
      case NONE -> {}
      case FOLLOWS -> {
        if (isDueForOthers(size)) {
          return -1;
        }
      }
      case ROLLS -> {
        keepRecord(size);
        if (isDue(size)) {
          roll(size);
          size = log.follow();
          keepRecord(size);
        }
        name(size);
      }
    }
    return log.startWith(config.header(), size);
  }

  /**
   * How many bytes the prepared file, of that size, takes before it is rolled, at least 1. One that
   * has its size, and is not rolled now, takes any number.
   */
  long room(long size) {
    long max =
        switch (part) {
          case NONE -> RollPolicy.NO_MAXIMUM;
          case ROLLS -> policy.maxFileBytes();
          case FOLLOWS -> record.maxBytes();
        };
    if (size >= max && (part == RollGroup.Part.FOLLOWS || isPutOff())) {
      return RollPolicy.NO_MAXIMUM;
    }
    return Math.max(1, max - size);
  }

  /**
   * Finishes a roll that somebody has begun; gives it up if nobody lives who has the same policy.
   *
   * @return false if it is left to one of those who have
   */
  boolean finishInterrupted() throws IOException {
    if (group.follows()) {
      return false;
    }
    if (policy == null || !group.isOwn()) {
      giveUp();
    } else if (finish(control.intentFrom())) {
      config.listener().info("completed an interrupted roll: path=" + log.path());
    }
    return true;
  }

  // Another policy has other places, and may have no footer.
  private void giveUp() throws IOException {
    if (log.follow() > control.intentSize()) {
      log.endLine();
    }
    control.intentStateRelease(IntentState.NONE);
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
        && !isPutOff();
  }

  private boolean isPutOff() {
    return clock.getAsLong() - tryAgainNanos < 0;
  }

  private void keepRecord(long size) {
    if (!isRecorded() || !hasLines(size)) {
      recordFile(size);
    }
    if (record.periodMillis() != periodMillis) {
      periodMillis = record.periodMillis();
      latestMillis = Math.max(latestMillis, periodMillis);
      dueMillis = policy.periodEndMillis(periodMillis);
    }
  }

  // Where that cannot be done, the file gets its name when it is rolled.
  private void name(long size) {
    FileId present = log.id();
    // A new file may have got the number of one that was named.
    boolean isKnown = present.equals(named) && hasLines(size);
    if (!policy.archives().namesPresentFile() || isKnown || isPutOff()) {
      return;
    }
    try {
      long period = record.periodMillis();
      if (!isNamed(size, present, period)) {
        long from = recordedIndex(period);
        if (from == UNKNOWN) {
          return;
        }
        int index = places.name(log.path(), period, from);
        Failpoint.FILE_NAMED.reach();
        record.file(present.device(), present.inode(), period, index);
      }
      named = present;
    } catch (IOException e) {
      tryLater("cannot give the log file its archive's name: path=", e);
    }
  }

  // A new file may have got a second name in another way, by how it is made.
  private boolean isNamed(long size, FileId present, long period) throws IOException {
    return hasLines(size)
        ? places.isNamed(log.path())
        : isAt(present, policy.archives().path(period, (int) Math.max(0, record.index())));
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
    record.file(log.id().device(), log.id().inode(), period, indexOf(log.id(), period));
    record.due(policy.maxFileBytes(), policy.periodEndMillis(period));
  }

  // It may have its name already, from processes that have left.
  private long indexOf(FileId present, long period) {
    long index = indexIn(period);
    boolean isLast =
        policy.archives().namesPresentFile()
            && index > 0
            && isAt(present, policy.archives().path(period, (int) index - 1));
    return isLast ? index - 1 : index;
  }

  private static boolean isAt(FileId file, Path place) {
    try {
      return file.isAt(place);
    } catch (IOException e) {
      return false;
    }
  }

  private long indexIn(long period) {
    long before = record.periodMillis();
    if (before != 0 && policy.periodEndMillis(period) == policy.periodEndMillis(before)) {
      return record.index();
    }
    boolean mayHaveArchives = before == 0 || period <= latestMillis;
    return mayHaveArchives ? nextIndex(period) : 0;
  }

  // Asked for once more if the archives could not be listed when the file was recorded.
  private long recordedIndex(long period) {
    return record.index() == UNKNOWN ? nextIndex(period) : record.index();
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
    long index = recordedIndex(period);
    if (index != UNKNOWN) {
      control.intentRelease(IntentState.ROLLING, period, index, file.device(), file.inode(), size);
      Failpoint.ROLL_RECORDED.reach();
      finish(period);
    }
  }

  // False if it was put off.
  private boolean finish(long period) throws IOException {
    FileId meant = FileId.ofIntent(control);
    if (isAtPath(meant) && !moveAway(period)) {
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

  private boolean moveAway(long period) throws IOException {
    Path place;
    try {
      others.requireNone();
      if (places.isNamed(log.path())) {
        return moveTo(null);
      }
      int index = places.freeIndex(period, control.intentTo());
      control.intentTo(index);
      place = policy.archives().path(period, index);
      places.makeRoom(log.path(), period, place);
    } catch (IOException e) {
      putOff(e);
      return false;
    }
    return moveTo(place);
  }

  // Null: it is there already, under that name.
  private boolean moveTo(Path place) throws IOException {
    appendFooter();
    Failpoint.FOOTER_WRITTEN.reach();
    try {
      if (place == null) {
        Files.delete(log.path());
      } else {
        ArchivePlaces.move(log.path(), place);
      }
    } catch (IOException e) {
      putOff(e);
      return false;
    }
    Failpoint.FILE_ROLLED.reach();
    return true;
  }

  // Does not create it.
  private boolean isAtPath(FileId meant) throws IOException {
    return SafeFiles.attributes(log.path()) != null
        && log.follow() >= control.intentSize()
        && log.id().equals(meant);
  }

  private void createNext(FileId rolled, Path place) throws IOException {
    Path archive = SafeFiles.attributes(log.path()) == null ? find(rolled, place) : null;
    if (archive != null) {
      log.createInPlaceOf(archive);
    }
  }

  // Null: it is gone, or this process may not look there; the next file is as any new one then.
  private Path find(FileId rolled, Path place) {
    try {
      return places.find(rolled, place);
    } catch (IOException e) {
      return null;
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
    tryLater("cannot roll the log file, it grows on: path=", cause);
    control.intentStateRelease(IntentState.NONE);
  }

  private void tryLater(String message, IOException cause) {
    failures.warn(message + log.path(), cause);
    tryAgainNanos = clock.getAsLong() + TRY_AGAIN_NANOS;
  }
}
