package logweir.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The kernel lock under which writers attach and leave: one at a time on the whole host. Its holder
 * may create, replace and remove the files of the state directory, and fill and clear slots.
 *
 * <p>Kernel locks belong to processes, not to threads: within this JVM, and across its class
 * loaders, callers take turns by {@link #turnOf}.
 */
final class AttachLock implements Closeable {
  private static final long RETRY_NANOS = 2_000_000;

  private final FileChannel channel;

  private AttachLock(FileChannel channel) {
    this.channel = channel;
  }

  /** The monitor to hold around {@link #acquire} and all that is done until {@link #close}. */
  static Object turnOf(StateDirectory directory) {
    return ("logweir:" + directory.path()).intern();
  }

  /**
   * Waits for the lock.
   *
   * @throws IOException if another process keeps it for longer than {@code patience}
   */
  static AttachLock acquire(StateDirectory directory, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      AttachLock lock = tryAcquire(directory);
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "another process keeps the attach lock: path="
                + directory.attachLock()
                + ", waited="
                + patience);
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  // A lock on a file that has been removed from the directory excludes nobody: it has to be the
  // same file before the open and after the lock.
  private static AttachLock tryAcquire(StateDirectory directory) throws IOException {
    directory.create();
    Path path = directory.attachLock();
    BasicFileAttributes before = SafeFiles.attributes(path);
    FileChannel channel = directory.open(path, StandardOpenOption.WRITE);
    try {
      if (before != null && channel.tryLock() != null) {
        BasicFileAttributes after = SafeFiles.attributes(path);
        if (after != null && before.fileKey().equals(after.fileKey())) {
          return new AttachLock(channel);
        }
      }
      channel.close();
      return null;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
