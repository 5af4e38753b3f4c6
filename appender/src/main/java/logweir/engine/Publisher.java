package logweir.engine;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import logweir.layout.Control;
import logweir.layout.IntentState;
import logweir.layout.LaneWord;

/**
 * Writes what is committed to the log file. Any thread of any attached JVM may call it; the
 * publisher lock lets one in.
 *
 * <p>One publish, and what its successor finds if its process dies right behind the step:
 *
 * <pre>
 *   1. take the lock                             an owner that is dead: takes it over
 *   2. finish the batch that an intent speaks of (see below)
 *   3. scan cursor and lanes: low; assemble the  nothing has changed
 *      batch [published, end), end <= low
 *   4. intent: WRITING [published, end), file    the bytes that landed are found in the file and
 *   5. append the bytes to the log file          skipped, the rest is appended: steps 5 to 8
 *   6. intent: WRITTEN                           steps 7 to 8 again, from the intent
 *   7. published = end, then the limit           the same; both are stored again
 *   8. free the abandoned lanes below published  they lie below published: freed next time
 *   9. intent: NONE, give the lock back
 * </pre>
 *
 * <p>Published moves after the bytes are in the file, and the limit after published: a chunk is
 * reused only when nobody needs its bytes any more. Steps 4, 6, 7 and 9 are releases; the successor
 * acquires them through the lock word and the intent's state.
 */
final class Publisher {
  /** What came of a wish to publish. */
  enum Outcome {
    /** Bytes were written. */
    PUBLISHED,
    /** There was nothing to write. */
    NOTHING,
    /** A living writer has the lock, or has to roll the log file first. */
    BUSY,
    /** Somebody's lane is in the way. */
    BLOCKED,
    /** The staging area has no space for the line; the listener was told. */
    NO_SPACE,
    /** The log file or the staging area could not be used; the listener was told. */
    FAILED
  }

  private static final long PATIENCE_NANOS = 10_000_000;

  // A caller publishes for others too, but not for as long as they like.
  private static final int MAX_ROUNDS = 16;

  private static final int LET_GO_TRIES = 50;
  private static final long LET_GO_PAUSE_NANOS = 200_000;

  private final Control control;
  private final ChunkRing ring;
  private final OwnerLock lock;
  private final LogFile log;
  private final IntentRecovery recovery;
  private final BatchAssembler assembler;
  private final BatchWriter batches;
  private final SpilledLine spilled;
  private final Roller roller;
  private final LaneReclaimer reclaimer;
  private final Invariants invariants;
  private final SharedLogConfig config;
  private final ThinnedWarning failures;
  private final LongSupplier clock;

  private final AtomicReference<Throwable> lossReason = new AtomicReference<>();

  // Which lane stood in the way, and since when; guarded by the lock.
  private long blockingWord;
  private long blockedSinceNanos;

  Publisher(StagingArea area, LogFile log, SharedLogConfig config, LongSupplier clock) {
    this.control = area.control();
    this.ring = area.ring();
    this.lock = area.publisherLock();
    this.log = log;
    SpillFile spill = new SpillFile(area.directory(), control.areaId());
    this.recovery = new IntentRecovery(control, log, config.header());
    this.assembler = new BatchAssembler(ring);
    this.batches = new BatchWriter(area, log, spill, clock);
    this.spilled = new SpilledLine(control, spill, log, recovery, batches);
    RecentLook look = new RecentLook(control, log, clock);
    this.roller = new Roller(area, log, look, recovery, batches, config, clock);
    this.reclaimer = new LaneReclaimer(control, ring, area.liveness(), config.listener());
    this.invariants = new Invariants(control);
    this.config = config;
    this.failures = new ThinnedWarning(config.listener(), clock);
    this.clock = clock;
  }

  /** Whether something is reserved that is not published yet, or a batch is half done. */
  boolean hasBacklog() {
    return control.publishedVolatile() != control.cursorVolatile()
        || control.intentStateAcquire() != IntentState.NONE;
  }

  /** Whether the staging area was given up by this process; it publishes nothing any more. */
  boolean isLost() {
    return lossReason.get() != null;
  }

  /** Why the staging area was given up, or null. */
  Throwable lossReason() {
    return lossReason.get();
  }

  /**
   * Gives the staging area up, for this process: what is in it cannot be what its writers put
   * there, or cannot be reached.
   *
   * <p>What is staged by then is left to the others that are attached, who come to the same
   * conclusion in their next round if the fault is not this process's own, and then to the next one
   * who attaches. It is lost if nobody can read it: at most the ring.
   *
   * <p>What shows the damage may be what this process has seen before: a position that went back,
   * an entry that has changed. One who comes later could find nothing wrong, and would publish what
   * is there; so the area is marked for all.
   */
  void lose(Throwable reason) {
    if (lossReason.compareAndSet(null, reason) && reason instanceof DamagedStagingException) {
      try {
        control.spoil();
      } catch (InternalError e) {
        // The page is gone: nobody else can read it either.
        Faults.swallowPending();
      }
    }
  }

  /**
   * Publishes all that is committed. Does not wait: neither for the lock nor for a lane.
   *
   * <p>A writer that finds the lock taken raises the urgent flag; it is looked at after the lock
   * was given back. Each side stores before it loads, so one of them sees the other: either the
   * writer gets the lock, or the holder sees the flag and publishes again; a few times, then it
   * leaves the flag to the publisher's thread.
   */
  Outcome publish() {
    Outcome outcome = Outcome.BUSY;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      outcome = underLock(this::publishLocked);
      if (outcome == Outcome.BUSY || outcome == Outcome.FAILED || !control.urgentVolatile()) {
        break;
      }
    }
    return outcome;
  }

  /** The same for one who has to know why it cannot be done. */
  Outcome publishOrThrow() throws IOException {
    Outcome outcome = lock.call(() -> Interrupts.shielded(this::publishLocked), Outcome.BUSY);
    publishIfUrgent();
    return outcome;
  }

  // For whoever gives the lock back: a writer that has found it taken counts on that.
  private void publishIfUrgent() {
    if (control.urgentVolatile()) {
      publish();
    }
  }

  /**
   * Takes part in rolling: this process's policy counts from now on if nobody is there who has one.
   * If the lock is taken, or a roll is to be finished, that is left to the first publish.
   */
  void joinRolling() {
    underLock(
        () -> {
          if (control.intentStateAcquire() == IntentState.NONE) {
            roller.join();
          }
          return Outcome.NOTHING;
        });
    publishIfUrgent();
  }

  /**
   * Closes the log file if it was renamed or removed, so that its space can be given back. A
   * publish of this process finds that out by itself; so this is for one that has nothing to
   * publish, and tries for a while to get in between those of others.
   */
  void letGoOfMovedFile() {
    try {
      if (!log.seemsMoved()) {
        return;
      }
    } catch (IOException e) {
      failures.warn("cannot look at the log file: path=" + log.path(), e);
      return;
    }
    for (int tries = 0; tries < LET_GO_TRIES && letGo() == Outcome.BUSY; tries++) {
      LockSupport.parkNanos(LET_GO_PAUSE_NANOS);
    }
    publishIfUrgent();
  }

  private Outcome letGo() {
    return underLock(
        () -> {
          log.letGoIfMoved();
          return Outcome.NOTHING;
        });
  }

  /** The same; if a living publisher is at it, it is told to look once more before it rests. */
  Outcome publishUrgently() {
    Outcome outcome = publish();
    if (outcome == Outcome.BUSY) {
      control.urgentVolatile(true);
      outcome = publish();
    }
    return outcome;
  }

  /**
   * Publishes a line that is too long for the ring, behind everything before {@code after}.
   *
   * @return PUBLISHED if the line is in the file, or sure to get there; else it has to be tried
   *     again
   */
  Outcome publishLarge(byte[] source, int offset, int length, long after) {
    Outcome outcome = underLock(() -> publishLargeLocked(source, offset, length, after));
    publishIfUrgent();
    return outcome;
  }

  private Outcome publishLargeLocked(byte[] source, int offset, int length, long after)
      throws IOException {
    if (publishLocked() == Outcome.BUSY) {
      return Outcome.BUSY;
    }
    if (control.publishedVolatile() < after) {
      return Outcome.BLOCKED;
    }
    long size = roller.prepareFile();
    if (size < 0) {
      // Those who are to roll look when something is staged, and nothing is.
      size = log.startWith(config.header(), log.follow());
    }
    if (!storeSpilled(source, offset, length)) {
      return Outcome.NO_SPACE;
    }
    spilled.record(length, size);
    try {
      Interrupts.shielded(spilled::finish);
    } catch (StagingLostException e) {
      // The line is gone from the spill file, and the caller still has it.
      throw e;
    } catch (IOException e) {
      // The intent stands: whoever publishes next finishes the line.
      failures.warn("cannot write to the log file: path=" + log.path(), e);
    }
    return Outcome.PUBLISHED;
  }

  private boolean storeSpilled(byte[] source, int offset, int length) throws IOException {
    try {
      Interrupts.shielded(() -> spilled.store(source, offset, length));
      return true;
    } catch (StagingLostException e) {
      throw e;
    } catch (IOException e) {
      failures.warn("cannot store a long line: path=" + log.path(), e);
      return false;
    }
  }

  /** Appends the footer, if there is one; for the last writer, with nothing left to publish. */
  void appendFooter() throws IOException {
    if (!config.footer().isEmpty()) {
      log.follow();
      log.append(Batch.of(config.footer().buffer()).buffers());
    }
  }

  // A RuntimeException comes of an impossible value, an InternalError of a page without backing; an
  // OutOfMemoryError says nothing of the staging area.
  private Outcome underLock(OwnerLock.Step<Outcome> step) {
    if (isLost()) {
      return Outcome.FAILED;
    }
    try {
      return lock.call(() -> Interrupts.shielded(step::run), Outcome.BUSY);
    } catch (StagingLostException | RuntimeException | InternalError e) {
      lose(e);
      return Outcome.FAILED;
    } catch (IOException e) {
      failures.warn("cannot write to the log file: path=" + log.path(), e);
      return Outcome.FAILED;
    }
  }

  private Outcome publishLocked() throws IOException {
    if (control.urgentVolatile()) {
      // Put down before the cursor is read: what it stands for is then seen.
      control.urgentVolatile(false);
    }
    Failpoint.PUBLISH_LOCKED.reach();
    invariants.check();
    if (!finishInterrupted()) {
      return Outcome.BUSY;
    }
    LaneScan scan = scan();
    if (isBlockedForLong(scan) && reclaimer.reclaim(scan) == LaneReclaimer.Result.RECLAIMED) {
      scan = scan();
    }
    if (scan.low() <= control.publishedVolatile()) {
      return scan.blocker() == null ? Outcome.NOTHING : Outcome.BLOCKED;
    }
    Outcome outcome = writeStaged(scan);
    prepareNextChunk(scan.cursor());
    return outcome;
  }

  private LaneScan scan() throws StagingLostException {
    LaneScan scan = LaneScan.of(control);
    invariants.check(scan);
    return scan;
  }

  // In as many batches as the events and the file take. Each has a scan of its own, since lanes
  // that
  // an earlier one has freed may be in use again; all end where the first scan does.
  private Outcome writeStaged(LaneScan first) throws IOException {
    LaneScan scan = first;
    long start = control.publishedVolatile();
    long published = start;
    while (published < first.low()) {
      long size = roller.prepareFile();
      if (size < 0) {
        return published == start ? Outcome.BUSY : Outcome.PUBLISHED;
      }
      Batch batch = assembler.next(published, first.low(), scan.abandoned(), roller.room(size));
      write(batch, published, size, scan.abandoned());
      published = batch.end();
      if (published < first.low()) {
        scan = scan();
      }
    }
    return Outcome.PUBLISHED;
  }

  private void write(Batch batch, long from, long size, List<LaneScan.Use> abandoned)
      throws IOException {
    long to = batch.end();
    FileId file = log.id();
    Failpoint.SCANNED.reach();
    control.intentRelease(IntentState.WRITING, from, to, file.device(), file.inode(), size);
    Failpoint.INTENT_RECORDED.reach();
    batches.append(batch);
    Failpoint.APPENDED.reach();
    control.intentSizeAfter(size + batch.length());
    control.intentStateRelease(IntentState.WRITTEN);
    Failpoint.INTENT_WRITTEN.reach();
    finish(to, abandoned);
  }

  private void finish(long to, List<LaneScan.Use> abandoned) {
    control.publishedRelease(to);
    invariants.moved(to);
    Failpoint.PUBLISHED.reach();
    for (LaneScan.Use use : abandoned) {
      if (use.start() + use.lane().length() <= to) {
        use.lane().wordRelease(LaneWord.free(use.writerId()));
      }
    }
    Failpoint.LANES_FREED.reach();
    control.intentStateRelease(IntentState.NONE);
    Failpoint.INTENT_CLEARED.reach();
  }

  /**
   * Finishes what a dead publisher, or a failed write of a living one, has left half done.
   *
   * @return false if it is a roll that another process has to finish
   */
  private boolean finishInterrupted() throws IOException {
    long state = control.intentStateAcquire();
    if (state == IntentState.ROLLING) {
      return roller.finishInterrupted();
    }
    if (state != IntentState.NONE) {
      finishBatch(state);
    }
    return true;
  }

  private void finishBatch(long state) throws IOException {
    if (state == IntentState.SPILLING) {
      spilled.finish();
    } else {
      List<LaneScan.Use> abandoned = scan().abandoned();
      if (state == IntentState.WRITING) {
        Batch batch = assembler.again(control.intentFrom(), control.intentTo(), abandoned);
        recovery.skipLanded(batch);
        Failpoint.LANDED_COUNTED.reach();
        batches.append(batch);
        Failpoint.APPENDED.reach();
        control.intentStateRelease(IntentState.WRITTEN);
      }
      finish(control.intentTo(), abandoned);
    }
    control.addToTotal(Control.Total.COMPLETED_BATCHES, 1);
    config.listener().info("completed an interrupted batch: path=" + log.path());
  }

  private boolean isBlockedForLong(LaneScan scan) {
    LaneScan.Use blocker = scan.blocker();
    if (blocker == null) {
      blockingWord = 0;
      return false;
    }
    long now = clock.getAsLong();
    if (blocker.word() != blockingWord) {
      blockingWord = blocker.word();
      blockedSinceNanos = now;
      return false;
    }
    if (now - blockedSinceNanos <= PATIENCE_NANOS) {
      return false;
    }
    // To ask costs system calls: a writer that is stopped, not dead, is asked for again later.
    blockedSinceNanos = now;
    return true;
  }

  // Callers then seldom have to install a chunk themselves.
  private void prepareNextChunk(long cursor) throws StagingLostException {
    try {
      long next = cursor + control.geometry().chunkBytes();
      if (ring.install(cursor) == ChunkRing.Install.READY) {
        ring.install(next);
      }
    } catch (StagingLostException e) {
      throw e;
    } catch (IOException e) {
      failures.warn("cannot grow the staging area: path=" + log.path(), e);
    }
  }
}
