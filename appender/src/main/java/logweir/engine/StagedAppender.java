package logweir.engine;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import logweir.layout.Control;
import logweir.layout.Frame;

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
    /** The disk is full, and was so for the maximum block time. */
    REFUSED,
    /** The writer has left the staging area. */
    LEFT,
    /** The staging area is damaged; it has to be left. */
    LOST
  }

  // Some milliseconds' worth flat out: the publisher's thread does not get a processor.
  private static final long MAX_UNHELPED_BYTES = 2 << 20;

  // While the backlog grows as much again: to try for the lock with each line would cost them all.
  private static final int TRIES_TO_HELP = 16;

  private static final long TRY_OUT_NANOS = 50_000_000;
  private static final long ARCHIVE_NANOS = 2_000_000_000L;
  private static final long LET_GO_NANOS = 5_000_000_000L;

  private final Attachment attachment;
  private final Control control;
  private final LineStager stager;
  private final Publisher publisher;
  private final PublisherThread thread;
  private final RoomWait roomWait;
  private final StagingGauge gauge;
  private final Optional<ArchiveKeeper> archives;
  private final Consumer<StagedAppender> onLost;
  private final AtomicBoolean leaving = new AtomicBoolean();
  private final AtomicBoolean news = new AtomicBoolean(true);
  private volatile Throwable leftBehind;
  private final LogFile log;
  private final ThinnedWarning warnings;
  private final LongSupplier clock;
  private final boolean publishesAtOnce;
  private final long maxStagedLineBytes;
  private final long helpBacklog;
  private final long helpStep;

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
      Tally tally,
      LongSupplier clock,
      Consumer<StagedAppender> onLost) {
    StagingArea area = attachment.area();
    this.attachment = attachment;
    this.control = area.control();
    this.stager = new LineStager(control, area.ring(), attachment.slot(), area.writerId());
    this.publisher = new Publisher(area, log, config, clock);
    this.roomWait =
        new RoomWait(
            attachment,
            stager,
            publisher,
            this::stage,
            log.path().getParent(),
            config,
            tally,
            clock);
    this.gauge = new StagingGauge(area, clock);
    this.log = log;
    this.warnings = new ThinnedWarning(config.listener(), clock);
    this.clock = clock;
    this.publishesAtOnce = config.publishInterval().isZero();
    this.maxStagedLineBytes = control.geometry().maxStagedLineBytes();
    this.helpBacklog = Math.min(MAX_UNHELPED_BYTES, control.geometry().ringBytes() / 2);
    this.helpStep = helpBacklog / TRIES_TO_HELP;
    String name = "logweir-publisher-" + log.path().getFileName();
    this.onLost = onLost;
    this.archives =
        config
            .rollPolicy()
            .map(
                policy ->
                    new ArchiveKeeper(
                        area, publisher, policy, log.path(), config.listener(), clock));
    Runnable allChores =
        () -> {
          chores.run();
          gauge.look();
          archives.ifPresent(ArchiveKeeper::lookAfter);
        };
    this.thread =
        new PublisherThread(
            attachment, stager, publisher, config, allChores, name, clock, this::lost);
  }

  /**
   * Publishes, which shows whether the staging area makes sense, takes part in rolling, and sees to
   * it that there are two chunks, which is enough for ever; before the first line.
   *
   * @throws StagingLostException if it does not make sense
   * @throws IOException if there is no space for the chunks
   */
  void tryOut() throws IOException {
    long deadline = clock.getAsLong() + TRY_OUT_NANOS;
    while (publisher.publish() == Publisher.Outcome.BUSY && clock.getAsLong() - deadline < 0) {
      // A living publisher looks itself; a dead one, or none at all, is found out about soon.
      LockSupport.parkNanos(1_000_000);
    }
    publisher.joinRolling();
    if (publisher.isLost()) {
      throw new StagingLostException("the staging area is damaged", publisher.lossReason());
    }
    long cursor = control.cursorVolatile();
    attachment.area().ring().install(cursor);
    attachment.area().ring().install(cursor + control.geometry().chunkBytes());
  }

  /** Starts the thread that publishes. */
  void start() {
    thread.start();
  }

  Result append(byte[] source, int offset, int length) {
    boolean stageable = length <= maxStagedLineBytes;
    if (stageable && stage(source, offset, length) > 0) {
      return Result.STAGED;
    }
    return roomWait.append(source, offset, length, stageable);
  }

  // The line is committed: what goes wrong from here on is not its own failure.
  private void afterCommit(long end, int length) {
    try {
      if (publishesAtOnce) {
        publishUpTo(end);
        return;
      }
      thread.wakeIfResting();
      if (end - control.publishedVolatile() > helpBacklog && isTurnToHelp(end, length)) {
        publisher.publish();
      }
    } catch (RuntimeException | InternalError e) {
      lose(e);
    }
  }

  private boolean isTurnToHelp(long end, int length) {
    return end / helpStep != (end - Frame.bytes(length)) / helpStep;
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
      if (outcome == Publisher.Outcome.BUSY) {
        // Whoever has the lock looks at the flag when it gives it back.
        return;
      }
      if (outcome != Publisher.Outcome.PUBLISHED && outcome != Publisher.Outcome.NOTHING) {
        break;
      }
    }
    if (control.urgentVolatile()) {
      thread.wake();
    }
  }

  /** Stages a line and has it published, or returns why it could not be; see {@link RoomWait}. */
  private long stage(byte[] source, int offset, int length) {
    try {
      long end = stager.stage(source, offset, length);
      if (end > 0) {
        afterCommit(end, length);
      }
      return end;
    } catch (StagingLostException e) {
      lose(e);
      return RoomWait.NO_SPACE;
    } catch (IOException e) {
      warnings.warn("cannot grow the staging area: path=" + log.path(), e);
      return RoomWait.NO_SPACE;
    }
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

  /** What the lanes have counted, also when the writer has left. */
  LaneCounts laneCounts() {
    return attachment.counts();
  }

  /**
   * How the staging area stands.
   *
   * @throws InternalError if it was damaged
   */
  StagingCounts stagingCounts() {
    return gauge.read();
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
      stopArchiveKeeper(deadlineNanos);
      Interrupts.shielded(() -> leaveOrAbandon(deadlineNanos));
    } finally {
      log.close();
    }
  }

  // Lines come first: to compress a file may take long.
  private void stopArchiveKeeper(long deadlineNanos) {
    if (archives.isPresent()) {
      publisher.publish();
      archives.get().stop(Math.min(deadlineNanos, System.nanoTime() + ARCHIVE_NANOS));
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
