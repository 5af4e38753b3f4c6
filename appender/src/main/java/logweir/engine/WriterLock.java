package logweir.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import logweir.engine.StateDirectory.WriterName;

/**
 * The kernel lock that a writer holds for its life, on a file of its own. The kernel gives it back
 * when the process ends, however it ends: that is what tells a dead writer from a slow one.
 *
 * <p>A writer's lock file must never be opened by its own process again: closing any descriptor of
 * a file drops all locks that the process has on it. Its name therefore says which JVM it is of.
 * Other code of the process may do so all the same; {@link #keep} finds out and takes the lock
 * again.
 *
 * <p>Not thread-safe: made and closed by the thread that attaches and leaves, kept by the
 * publisher's thread in between.
 */
final class WriterLock implements Closeable {
  /** What a look at a writer's lock tells. */
  enum Probe {
    /** A process holds it. */
    HELD,
    /** Nobody holds it. */
    FREE,
    /** There is no such file. */
    MISSING
  }

  private final StateDirectory directory;
  private final Path path;
  private FileChannel channel;
  private OpenFileInfo info;

  private WriterLock(StateDirectory directory, Path path) {
    this.directory = directory;
    this.path = path;
  }

  /** Makes the lock file of a new writer, locked. */
  static WriterLock create(StateDirectory directory, WriterName name) throws IOException {
    WriterLock lock = new WriterLock(directory, directory.writerLock(name));
    lock.take();
    return lock;
  }

  /** The same for a file that others may remove as long as it is not locked; null if one does. */
  static WriterLock tryCreate(StateDirectory directory, Path path) throws IOException {
    WriterLock lock = new WriterLock(directory, path);
    return lock.tryTake() ? lock : null;
  }

  private void take() throws IOException {
    if (!tryTake()) {
      throw new IOException("lock of a new writer is taken: path=" + path);
    }
  }

  private boolean tryTake() throws IOException {
    channel = directory.open(path, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        channel.close();
        return false;
      }
      info = OpenFileInfo.of(path);
      return true;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Takes the lock again if it was dropped behind this object's back.
   *
   * @return false if it was dropped
   * @throws IOException if it was dropped and cannot be had again now
   */
  boolean keep() throws IOException {
    if (channel.isOpen() && info.showsLock()) {
      return true;
    }
    channel.close();
    take();
    return false;
  }

  /**
   * Looks whether a process holds a writer's lock. A shared lock tells as well as one of its own
   * would, and is given to a process that may only read.
   */
  static Probe probe(StateDirectory directory, WriterName name, ProcessIdentity self)
      throws IOException {
    return probe(directory.writerLock(name), name.jvmId(), self, path -> {});
  }

  /**
   * The same for a lock file by its path.
   *
   * @param jvmId of the process that made it
   * @param ifFree is done while its lock cannot be taken
   */
  static Probe probe(Path path, long jvmId, ProcessIdentity self, Consumer<Path> ifFree)
      throws IOException {
    if (jvmId == self.jvmId()) {
      // Of this process; to open it would be to lose it.
      return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? Probe.HELD : Probe.MISSING;
    }
    try (FileChannel channel = SafeFiles.openExisting(path, StandardOpenOption.READ);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      if (lock == null) {
        return Probe.HELD;
      }
      ifFree.accept(path);
      return Probe.FREE;
    } catch (OverlappingFileLockException e) {
      return Probe.HELD;
    } catch (NoSuchFileException e) {
      return Probe.MISSING;
    }
  }

  /** Removes the lock file and gives the lock back. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(path);
    } finally {
      channel.close();
    }
  }
}
