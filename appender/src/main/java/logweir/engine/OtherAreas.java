package logweir.engine;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import logweir.engine.StateDirectory.WriterName;
import logweir.engine.WriterLock.Probe;

/**
 * Tells whether living writers stage lines for the same log in another place: their state directory
 * has another path, or the same one and is not the same, as {@code /dev/shm} of two containers.
 *
 * <p>No line is lost by that, since every batch is one O_APPEND write; but two that do not share a
 * publisher lock must not both move the log file, and neither may take an archive for complete that
 * the other one may still have open. Kernel locks beside the log say who is there: those of the
 * writers that stage there, and one for each writer that stages elsewhere.
 *
 * <p>A writer takes its lock before it looks for those of others, and before it looks which file
 * the log's path leads to. From that follows:
 *
 * <pre>
 *   of two groups at most one finds itself alone   the lock of the other one was taken before its
 *                                                  look, hence behind the look of the first, and
 *                                                  is held when that one's lock is looked for
 *   whoever is alone after a file was moved away   one who comes later finds the next file at the
 *   is the last one who may write to it            path; one who was there before is not there now
 * </pre>
 *
 * A writer that is stopped keeps its lock. One that may not write beside the log is not seen.
 *
 * <p>Immutable, thread-safe. A look costs some system calls.
 */
final class OtherAreas {
  private static final Pattern ELSEWHERE =
      Pattern.compile(
          "elsewhere-(?<state>\\p{XDigit}+-\\p{XDigit}+)-\\p{XDigit}+"
              + "-(?<jvm>\\p{XDigit}{1,16})\\.lock");
  private static final int TRIES = 10;

  private final StateDirectory besideLog;
  private final boolean isBesideLog;
  private final String state;
  private final ProcessIdentity self;

  /** Those that are not in this state directory, as it is now. */
  OtherAreas(StateDirectory own, ProcessIdentity self) {
    this.besideLog = own.besideLog();
    this.isBesideLog = own.path().equals(besideLog.path());
    this.state = nameOf(own.path());
    this.self = self;
  }

  // Wherever it is mounted: its device and inode are its own on the whole host.
  private static String nameOf(Path directory) {
    try {
      FileId id = FileId.of(directory);
      return Long.toHexString(id.device()) + "-" + Long.toHexString(id.inode());
    } catch (IOException e) {
      // The directory has just been used; nobody else can be told from this one then.
      return "0-0";
    }
  }

  /**
   * Says beside the log that a writer of this process stages elsewhere, for as long as the lock is
   * held.
   *
   * @return null if it stages beside the log, where its own lock says so
   */
  WriterLock announce() throws IOException {
    if (isBesideLog) {
      return null;
    }
    besideLog.create();
    findHeld(anyState -> true);
    for (int tries = 0; tries < TRIES; tries++) {
      WriterLock lock = tryAnnounce();
      if (lock != null) {
        return lock;
      }
    }
    throw new IOException("lock files are removed at once: path=" + besideLog.path());
  }

  // Null: somebody who looked around just then took it for a dead one's.
  private WriterLock tryAnnounce() throws IOException {
    Path path = lockBesideLog(ProcessIdentity.randomNonZero());
    WriterLock lock = WriterLock.tryCreate(besideLog, path);
    if (lock != null && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      lock.close();
      return null;
    }
    return lock;
  }

  /** The lock file of a writer of this process that stages elsewhere. */
  Path lockBesideLog(long id) {
    String name = "elsewhere-" + state + "-" + Long.toHexString(id);
    return besideLog.path().resolve(name + "-" + Long.toHexString(self.jvmId()) + ".lock");
  }

  /**
   * Makes sure that there are none, for one who wants to move files.
   *
   * @throws IOException if there are, or that cannot be told
   */
  void requireNone() throws IOException {
    if (areThere()) {
      throw new IOException(
          "others stage lines for this log in another state directory: path=" + besideLog.log());
    }
  }

  /** Whether there are any. */
  boolean areThere() throws IOException {
    return areElsewhere() || (!isBesideLog && areBesideLog());
  }

  private boolean areElsewhere() throws IOException {
    return findHeld(otherState -> !otherState.equals(state));
  }

  // Whether one is held of those state directories; which of them is not, is removed on the way.
  private boolean findHeld(Predicate<String> ofStates) throws IOException {
    boolean found = false;
    try (DirectoryStream<Path> locks =
        Files.newDirectoryStream(besideLog.path(), "elsewhere-*.lock")) {
      for (Path lock : locks) {
        Matcher name = ELSEWHERE.matcher(lock.getFileName().toString());
        if (name.matches() && ofStates.test(name.group("state"))) {
          found |= isHeld(lock, Long.parseUnsignedLong(name.group("jvm"), 16));
        }
      }
      return found;
    } catch (NoSuchFileException e) {
      return false;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private boolean isHeld(Path lock, long jvmId) throws IOException {
    return WriterLock.probe(lock, jvmId, self, OtherAreas::removeOfDead) == Probe.HELD;
  }

  // Nobody locks a file of that name again.
  private static void removeOfDead(Path lock) {
    try {
      Files.deleteIfExists(lock);
    } catch (IOException e) {
      // Of another user, in a sticky directory, say: it tells the same as one that is gone.
    }
  }

  private boolean areBesideLog() throws IOException {
    try {
      for (WriterName name : besideLog.writersWithLocks()) {
        if (WriterLock.probe(besideLog, name, self) == Probe.HELD) {
          return true;
        }
      }
      return false;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
