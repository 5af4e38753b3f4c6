package logweir.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A log file that any number of processes on this host append lines to, each line whole and exactly
 * once.
 *
 * <p>Thread-safe and process-safe. A line is bytes from 1 byte on; it should end with a line end,
 * which is not added. Once {@link #append} has returned true, the line gets to the file even if
 * this process is killed: whoever else has the log open publishes it, or the next one who opens it.
 * The lines of one thread keep their order, unless the staging area is stuck (its publisher was
 * stopped, say) and lines have to go past it.
 *
 * <p>If lines cannot be staged (a network file system, no permission, a foreign version, no room),
 * each is appended with one write of its own, and the listener is told why; every five seconds it
 * is tried again.
 */
public final class SharedLog implements AutoCloseable {
  private static final long CLOSE_NANOS = 5_000_000_000L;
  private static final long STOP_MILLIS = 2_000;
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Path file;
  private final SharedLogConfig config;
  private final DirectAppender direct;
  private final DropReport drops;
  private final Tally tally = new Tally();
  private final LongSupplier clock;
  private final Thread shutdownHook;
  private volatile UnstagedKeeper keeper;
  private volatile long fileSeenNanos;
  private volatile Runnable chore = () -> {};

  // What is to be left at the end, null if there is nothing; and whether the end has come.
  private final ReentrantLock leaving = new ReentrantLock();
  private StagedAppender attached;
  private boolean ended;

  // Where lines go; null when they go straight to the file.
  private volatile StagedAppender staged;
  private volatile boolean closed;

  private SharedLog(Path file, SharedLogConfig config, LongSupplier clock) {
    this.file = file;
    this.config = config;
    LogFile log = new LogFile(file, config.filePermissions());
    this.direct = new DirectAppender(log, config.header(), config.maxBlockTime());
    this.drops = new DropReport(file, config.listener(), clock);
    this.clock = clock;
    this.fileSeenNanos = clock.getAsLong();
    this.shutdownHook = new Thread(this::leave, "logweir-shutdown");
    this.keeper = newKeeper();
  }

  private UnstagedKeeper newKeeper() {
    return new UnstagedKeeper(
        this::doChores, this::stageAgain, "logweir-unstaged-" + file.getFileName());
  }

  /**
   * Opens a log, creating the file and its parent directories if need be.
   *
   * @param file the log file; its directory may be a symbolic link, it itself must not
   * @param config how to share it
   * @return the log, to be closed by the caller
   * @throws IOException if the log file itself cannot be opened
   */
  public static SharedLog open(Path file, SharedLogConfig config) throws IOException {
    return open(file, config, System::nanoTime);
  }

  static SharedLog open(Path file, SharedLogConfig config, LongSupplier clock) throws IOException {
    Path resolved = resolve(file);
    LogFile log = new LogFile(resolved, config.filePermissions());
    Interrupts.shielded(log::follow);
    SharedLog shared = new SharedLog(resolved, config, clock);
    try {
      Runtime.getRuntime().addShutdownHook(shared.shutdownHook);
    } catch (IllegalStateException shuttingDown) {
      shared.ended = true;
    }
    try {
      shared.stage(log);
    } catch (IOException | RuntimeException | OutOfMemoryError | InternalError e) {
      String message = "lines are not staged, each is a write" + shared.ifNotRolled() + ": path=";
      config.listener().warn(message + resolved, e);
      shared.keeper.start();
    }
    return shared;
  }

  /** Attaches, so that lines are staged from now on; closes the log file if that fails. */
  private void stage(LogFile log) throws IOException {
    StagedAppender appender;
    try {
      appender = attach(log);
    } catch (IOException | RuntimeException | OutOfMemoryError | InternalError e) {
      log.close();
      throw e;
    }
    if (!take(appender)) {
      appender.leave(System.nanoTime() + CLOSE_NANOS, STOP_MILLIS);
      throw new IOException("the log is being closed, or has a line to finish: path=" + file);
    }
    if (appender.lossReason() != null) {
      // Told before it was taken.
      staged = null;
    }
  }

  // While no line is written past the staging area: what was written so stands before what is
  // staged, and no line is cut that would have to be finished behind it.
  private boolean take(StagedAppender appender) {
    leaving.lock();
    try {
      if (ended || !direct.whileWhole(() -> staged = appender)) {
        return false;
      }
      attached = appender;
      tally.countLanes(appender.laneCounts());
      return true;
    } finally {
      leaving.unlock();
    }
  }

  // What was in the way may be gone: a full disk, a stopped process, a writer too many.
  private boolean stageAgain() {
    try {
      stage(new LogFile(file, config.filePermissions()));
      config.listener().info("lines are staged from now on: path=" + file);
      return true;
    } catch (IOException | RuntimeException | OutOfMemoryError | InternalError e) {
      return false;
    }
  }

  // For a daemon thread: about once a second, or more often.
  private void doChores() {
    direct.finish();
    drops.tellIfDue();
    long now = clock.getAsLong();
    if (now - fileSeenNanos >= LOOK_NANOS) {
      fileSeenNanos = now;
      direct.letGoOfMovedFile();
      // Should the staging area be damaged, what was counted since is not known.
      tally.read();
      doOthersChore();
    }
  }

  private void doOthersChore() {
    try {
      chore.run();
    } catch (RuntimeException e) {
      chore = () -> {};
      config.listener().warn("what was to be done every second failed: path=" + file, e);
    }
  }

  private StagedAppender attach(LogFile log) throws IOException {
    FileSystems.requireLocal(file);
    if (config.stateDirectory().isPresent()) {
      createDirectories(config.stateDirectory().get());
    }
    StateDirectory directory = StateDirectory.of(file, config.stateDirectory());
    directory.create();
    directory.requireTrustedOwner();
    FileSystems.requireMappable(directory.path());
    Attachment attachment =
        Interrupts.shielded(() -> Attachment.attach(directory, log, config, clock));
    try {
      StagedAppender appender =
          new StagedAppender(
              attachment, log, config, this::doChores, tally, clock, this::abandonStaging);
      appender.tryOut();
      appender.start();
      return appender;
    } catch (IOException | RuntimeException | Error e) {
      // No thread for the publisher, say. Nobody has staged anything yet.
      attachment.withdraw();
      throw e;
    }
  }

  // Asked first: some JDKs refuse to "create" a directory that is there as a symbolic link.
  private static void createDirectories(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
  }

  // One name for one log, whichever way it is spelled; a link in its last part is not followed.
  private static Path resolve(Path file) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    if (absolute.getFileName() == null || Files.isDirectory(absolute)) {
      throw new IOException("not a file: path=" + absolute);
    }
    createDirectories(absolute.getParent());
    return resolveExisting(absolute);
  }

  static Path resolveExisting(Path file) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    return absolute.getParent().toRealPath().resolve(absolute.getFileName());
  }

  /** {@return the log file, absolute} */
  public Path file() {
    return file;
  }

  /** {@return whether lines go through the staging area; else each is a write of its own} */
  public boolean isStaged() {
    return staged != null;
  }

  /**
   * Appends one line. Takes no lock and makes no system call in the common case; waits for at most
   * the configured maximum block time if nothing moves.
   *
   * @param source has the line
   * @param offset where it starts
   * @param length bytes of it, its line end included
   * @return false if the line had to be given up, because the disk refuses it or the log is closed
   */
  public boolean append(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (length == 0) {
      return true;
    }
    StagedAppender current = staged;
    if (current == null) {
      return !closed && appendDirectly(source, offset, length);
    }
    try {
      return appendStaged(current, source, offset, length);
    } catch (RuntimeException | InternalError e) {
      // A page of the mapping has lost its backing, or what it says is impossible; the line was
      // not committed.
      Faults.swallowPending();
      current.lose(e);
      abandonStaging(current);
      return !closed && appendDirectly(source, offset, length);
    }
  }

  private boolean appendStaged(StagedAppender current, byte[] source, int offset, int length) {
    return switch (current.append(source, offset, length)) {
      case STAGED -> true;
      case STUCK -> appendPastStaging(current, source, offset, length);
      case REFUSED -> drop(current);
      case LEFT -> appendAfterLeaving(source, offset, length);
      case LOST -> {
        abandonStaging(current);
        yield appendDirectly(source, offset, length);
      }
    };
  }

  // What this thread has staged before is published while the writer leaves: let it come first.
  private boolean appendAfterLeaving(byte[] source, int offset, int length) {
    long deadline = System.nanoTime() + config.maxBlockTime().toNanos();
    while (staged != null && !closed && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(100_000);
    }
    return !closed && appendDirectly(source, offset, length);
  }

  private boolean appendPastStaging(StagedAppender current, byte[] source, int offset, int length) {
    if (current.hasHalfBatch()) {
      // Behind half a batch a line would be torn.
      return drop(current);
    }
    boolean done = appendDirectly(source, offset, length);
    count(current, length, done);
    return done;
  }

  // The disk is full: to let a line go is better than to let one be torn.
  private boolean drop(StagedAppender current) {
    tally.addDrop();
    drops.add(null);
    count(current, 0, false);
    return false;
  }

  private static void count(StagedAppender current, int length, boolean done) {
    try {
      current.countUnstaged(length, done);
    } catch (InternalError e) {
      // The line is where it is, counted or not.
      current.lose(e);
    }
  }

  private boolean appendDirectly(byte[] source, int offset, int length) {
    try {
      direct.append(source, offset, length);
      tally.addDirect(length);
      return true;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      tally.addDrop();
      drops.add(e);
      return false;
    }
  }

  // Once for each staging area; another one is tried for later.
  private void abandonStaging(StagedAppender lost) {
    if (staged == lost) {
      staged = null;
    }
    if (lost.isNews()) {
      String message = "the staging area was lost, each line is a write from now on";
      config.listener().warn(message + ifNotRolled() + ": path=" + file, lost.lossReason());
      keepUnstaged();
    }
  }

  private String ifNotRolled() {
    return config.rollPolicy().isPresent() ? ", and this process does not roll the file" : "";
  }

  private void keepUnstaged() {
    UnstagedKeeper next = newKeeper();
    keeper = next;
    try {
      next.start();
    } catch (OutOfMemoryError e) {
      // No thread for it: the lines of this log stay unstaged, but they are written.
      config.listener().warn("lines will not be staged again: path=" + file, e);
    }
    if (closed) {
      // It was closed at the same time, and may have stopped the one before.
      next.stop();
    }
  }

  /**
   * Gives unused space of the staging area back to the file system. Idempotent, and safe at any
   * time.
   *
   * @return false if another writer is growing it right now, or died doing so; nothing was done
   * @throws IOException if the staging area cannot be cut, or was lost
   */
  public boolean trim() throws IOException {
    StagedAppender current = staged;
    try {
      return current == null || current.trim();
    } catch (RuntimeException | InternalError e) {
      throw new IOException("the staging area cannot be trimmed: path=" + file, e);
    }
  }

  /**
   * {@return what the staging area says of itself; empty if lines are not staged}
   *
   * @throws IOException if it cannot be read
   */
  public Optional<LogStatus> status() throws IOException {
    return isStaged() ? LogStatusReader.read(file, config.stateDirectory()) : Optional.empty();
  }

  /** What this log has done since it was opened, in this process; also when it is closed. */
  public LogCounts counts() {
    return tally.read();
  }

  /**
   * How the staging area stands that this log shares with other processes; empty if its lines are
   * not staged. Opens no file.
   */
  public Optional<StagingCounts> stagingCounts() {
    StagedAppender current = staged;
    try {
      return current == null ? Optional.empty() : Optional.of(current.stagingCounts());
    } catch (RuntimeException | InternalError e) {
      // Its next line finds out that the staging area is damaged.
      Faults.swallowPending();
      return Optional.empty();
    }
  }

  /**
   * Has something done about once a second until the log is closed, by a thread of its own: it must
   * be short. Replaces what was to be done before; once it has failed, it is not done again.
   */
  public void everySecond(Runnable chore) {
    this.chore = chore;
  }

  /** Publishes what is staged, leaves the staging area and closes the file. Idempotent; bounded. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    keeper.stop();
    leave();
    removeShutdownHook();
    drops.tellRest();
    direct.finish();
    try {
      direct.close();
    } catch (IOException e) {
      config.listener().warn("cannot close the log file: path=" + file, e);
    }
  }

  private void removeShutdownHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is going down already, and runs the hook itself.
    }
  }

  // At the JVM's shutdown too: lines that come after it go straight to the file.
  private void leave() {
    StagedAppender last = takeLast();
    if (last == null) {
      return;
    }
    try {
      last.leave(System.nanoTime() + CLOSE_NANOS, STOP_MILLIS);
    } catch (IOException | RuntimeException | InternalError e) {
      config.listener().warn("could not leave the staging area in order: path=" + file, e);
    } finally {
      staged = null;
    }
    if (last.lossReason() != null) {
      abandonStaging(last);
    }
  }

  private StagedAppender takeLast() {
    leaving.lock();
    try {
      StagedAppender last = attached;
      attached = null;
      ended = true;
      return last;
    } finally {
      leaving.unlock();
    }
  }
}
