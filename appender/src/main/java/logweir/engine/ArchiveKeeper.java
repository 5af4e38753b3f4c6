package logweir.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logweir.layout.IntentState;
import logweir.layout.RollRecord;

/**
 * Compresses archives and removes old ones, beside publishing, on a thread that comes when there is
 * something to do and goes when it is done. Thread-safe; the tidy lock lets one process in.
 *
 * <p>What is to be done is told by the directory alone: an archive that is not compressed, whoever
 * rolled it, and however far somebody had come with it who died.
 *
 * <pre>
 *   1. compress into a directory of its own     removed by the next one, who starts anew
 *   2. take the publisher lock                  the archive does not move from here on
 *   3. rename the compressed file               both are there: the next one removes the other
 *   4. remove that directory, then the archive
 * </pre>
 *
 * <p>So a file that has a compressed archive's name is whole at any time. And a writer that leaves
 * need not wait for its thread: without the publisher lock that can do no more than remove what it
 * has made.
 */
final class ArchiveKeeper {
  private static final String WORK_SUFFIX = ".compressing";
  private static final Pattern WORK =
      Pattern.compile("\\.(?<archive>.+)\\.\\p{XDigit}+" + Pattern.quote(WORK_SUFFIX));
  private static final long ASK_AGAIN_NANOS = 1_000_000_000L;
  private static final long TRY_AGAIN_NANOS = 10_000_000_000L;
  private static final long MIN_PAUSE_NANOS = 200_000;
  private static final long MAX_PAUSE_NANOS = 10_000_000;

  private enum Outcome {
    DONE,
    /** Somebody else is at it. */
    BUSY,
    FAILED
  }

  private final StagingArea area;
  private final Publisher publisher;
  private final RollRecord record;
  private final Archives archives;
  private final ArchivePlaces places;
  private final RollPolicy policy;
  private final long policyId;
  private final String threadName;
  private final ThinnedWarning failures;
  private final LongSupplier clock;
  private final AtomicReference<Thread> thread = new AtomicReference<>();
  private volatile long notBeforeNanos;
  private volatile boolean stopping;

  ArchiveKeeper(
      StagingArea area,
      Publisher publisher,
      RollPolicy policy,
      Path log,
      LogListener listener,
      LongSupplier clock) {
    this.area = area;
    this.publisher = publisher;
    this.record = area.control().rolling();
    this.archives = policy.archives();
    this.places = new ArchivePlaces(archives);
    this.policy = policy;
    this.policyId = RollGroup.idOf(Optional.of(policy));
    this.threadName = "logweir-archives-" + log.getFileName();
    this.failures = new ThinnedWarning(listener, clock);
    this.clock = clock;
    this.notBeforeNanos = clock.getAsLong();
  }

  /** Starts the thread if there is something to do; cheap if there is not. */
  void lookAfter() {
    if (stopping
        || record.tidiedVolatile() == record.rollsVolatile()
        || record.policy() != policyId
        || thread.get() != null
        || clock.getAsLong() - notBeforeNanos < 0) {
      return;
    }
    Thread next = new Thread(this::run, threadName);
    next.setDaemon(true);
    if (thread.compareAndSet(null, next)) {
      try {
        next.start();
      } catch (OutOfMemoryError e) {
        thread.set(null);
        throw e;
      }
    }
  }

  /**
   * Starts nothing any more, and waits for the archive that is just being compressed. If that takes
   * longer, it was in vain: another process, or the next one, does it anew.
   *
   * @return false if that is not done by the deadline
   */
  boolean stop(long deadlineNanos) {
    stopping = true;
    while (thread.get() != null) {
      if (System.nanoTime() - deadlineNanos > 0) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }

  private void run() {
    try {
      switch (area.tidyLock().call(this::tidy, Outcome.BUSY)) {
        case DONE -> {}
        case BUSY -> pause(ASK_AGAIN_NANOS);
        case FAILED -> pause(TRY_AGAIN_NANOS);
      }
    } catch (IOException | RuntimeException | Error e) {
      warn("cannot look after the archives", e);
      pause(TRY_AGAIN_NANOS);
    } finally {
      thread.set(null);
    }
  }

  private void pause(long nanos) {
    notBeforeNanos = clock.getAsLong() + nanos;
  }

  // DONE: all that was to be done at its start.
  private Outcome tidy() throws IOException {
    Failpoint.TIDY_LOCKED.reach();
    long rolls = record.rollsVolatile();
    boolean done = true;
    List<Path> uncompressed = archives.uncompressed();
    removeLeftovers(uncompressed);
    for (Path archive : uncompressed) {
      if (stopping) {
        return Outcome.DONE;
      }
      done &= compressOrWarn(archive);
    }
    boolean isStart = rolls == 1;
    if (!isStart || archives.removesOldAtStart()) {
      archives.removeOld(policy.nowMillis());
    }
    Failpoint.OLD_REMOVED.reach();
    if (done && !stopping) {
      record.tidiedVolatile(rolls);
    }
    return done ? Outcome.DONE : Outcome.FAILED;
  }

  private boolean compressOrWarn(Path archive) {
    try {
      compress(archive);
      return true;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      warn("cannot compress an archive: path=" + archive, e);
      return false;
    }
  }

  // Not of what it cannot do because its writer has left.
  private void warn(String message, Throwable cause) {
    if (!stopping) {
      failures.warn(message, cause);
    }
  }

  private void compress(Path archive) throws IOException {
    area.others().requireNone();
    if (SafeFiles.attributes(places.compressed(archive)) != null) {
      exclusively(() -> places.removeRedundant(archive));
      return;
    }
    Path work = newWork(archive);
    try {
      Path source = work.resolve(archive.getFileName());
      if (link(source, archive)) {
        compressLinked(archive, source);
      }
    } finally {
      remove(work);
    }
  }

  // A name of its own for each try: who removes one that is in use, because he holds the tidy lock
  // of another staging area, must not come to write where the other one reads.
  private static Path newWork(Path archive) {
    String number = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return archive.resolveSibling("." + archive.getFileName() + "." + number + WORK_SUFFIX);
  }

  // One look at a directory for all its archives: there may be as many as it has files.
  private void removeLeftovers(List<Path> archives) throws IOException {
    Map<Path, Set<String>> names = new HashMap<>();
    for (Path archive : archives) {
      names
          .computeIfAbsent(archive.getParent(), directory -> new HashSet<>())
          .add(archive.getFileName().toString());
    }
    for (Map.Entry<Path, Set<String>> directory : names.entrySet()) {
      removeLeftovers(directory.getKey(), directory.getValue());
    }
  }

  private void removeLeftovers(Path directory, Set<String> archives) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Matcher work = WORK.matcher(entry.getFileName().toString());
        if (work.matches() && archives.contains(work.group("archive"))) {
          removeOrWarn(entry);
        }
      }
    } catch (NoSuchFileException e) {
      // Somebody has removed the archives, and their directory.
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  // A name that stays while the archive moves on in its window. False: it has moved on already, or
  // was removed; whoever comes next finds out.
  private static boolean link(Path source, Path archive) throws IOException {
    try {
      create(source.getParent(), archive);
      Files.createLink(source, archive);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  // For all who may write the archive: if this process dies, another user may have to remove it.
  private static void create(Path work, Path archive) throws IOException {
    Set<PosixFilePermission> ofArchive = Files.getPosixFilePermissions(archive);
    Set<PosixFilePermission> ofWork = PosixFilePermissions.fromString("rwx------");
    if (ofArchive.contains(PosixFilePermission.GROUP_WRITE)) {
      ofWork.addAll(PosixFilePermissions.fromString("---rwx---"));
    }
    if (ofArchive.contains(PosixFilePermission.OTHERS_WRITE)) {
      ofWork.addAll(PosixFilePermissions.fromString("------rwx"));
    }
    AccessRights rights = AccessRights.like(archive, ofWork);
    Files.createDirectory(work, rights.atFirst());
    rights.give(work);
  }

  private void removeOrWarn(Path leftover) {
    try {
      remove(leftover);
    } catch (IOException e) {
      warn("cannot remove what another process has left: path=" + leftover, e);
    }
  }

  // Held open, so that its space is given back when nobody waits for the lock any more.
  private void compressLinked(Path archive, Path source) throws IOException {
    try (FileChannel held = SafeFiles.openExisting(source, StandardOpenOption.READ)) {
      FileId id = FileId.of(source);
      long size = held.size();
      AccessRights rights = AccessRights.like(source, Files.getPosixFilePermissions(source));
      Path target = places.compressed(source);
      archives.compress(source, target, archive.getFileName().toString());
      rights.give(target);
      Failpoint.ARCHIVE_COMPRESSED.reach();
      exclusively(() -> replace(archive, id, size, target));
    }
  }

  private void replace(Path archive, FileId id, long size, Path compressed) throws IOException {
    if (!area.tidyLock().isHeld()) {
      // Whoever has it compresses under the same name.
      throw new StagingLostException("the tidy lock was taken away");
    }
    // Now that the archive has been moved: its size is final then.
    area.others().requireNone();
    Path place = places.find(id, archive);
    BasicFileAttributes attributes = place == null ? null : SafeFiles.attributes(place);
    if (attributes == null) {
      // Somebody has removed it.
      return;
    }
    Path target = places.compressed(place);
    if (attributes.size() != size || SafeFiles.attributes(target) != null) {
      throw new IOException("somebody else is at it: path=" + place);
    }
    ArchivePlaces.move(compressed, target);
    Failpoint.ARCHIVE_NAMED.reach();
    // Before the archive: as long as that is there, somebody finds what is left of this.
    remove(compressed.getParent());
    Files.deleteIfExists(place);
    Failpoint.ORIGINAL_REMOVED.reach();
  }

  private interface Action {
    void run() throws IOException;
  }

  /**
   * Does something while no file is rolled, and none is left half rolled; nothing at all if the log
   * is being closed. A writer that finds the lock taken meanwhile counts on its holder to publish.
   */
  private void exclusively(Action action) throws IOException {
    OwnerLock.Step<Boolean> step =
        () -> {
          if (area.control().intentStateAcquire() == IntentState.ROLLING) {
            return false;
          }
          action.run();
          return true;
        };
    long pause = MIN_PAUSE_NANOS;
    while (!area.publisherLock().call(step, false) && !stopping && !publisher.isLost()) {
      publisher.publish();
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, MAX_PAUSE_NANOS);
    }
    if (area.control().urgentVolatile()) {
      publisher.publish();
    }
  }

  // Follows no link that somebody may have put in its place; each JDK for Linux has such streams.
  private static void remove(Path directory) throws IOException {
    try (DirectoryStream<Path> parent = Files.newDirectoryStream(directory.getParent())) {
      remove((SecureDirectoryStream<Path>) parent, directory.getFileName());
    } catch (NoSuchFileException e) {
      // There is nothing to remove, or somebody else has done it.
    }
  }

  private static void remove(SecureDirectoryStream<Path> parent, Path name) throws IOException {
    try (SecureDirectoryStream<Path> files =
        parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      for (Path file : files) {
        files.deleteFile(file.getFileName());
      }
    }
    parent.deleteDirectory(name);
  }
}
