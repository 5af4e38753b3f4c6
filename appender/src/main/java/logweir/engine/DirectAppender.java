package logweir.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The net under the staging area: one line, one O_APPEND write, as a plain file appender does it.
 * Thread-safe; a lock of its own, so that it works whatever the staging area does.
 *
 * <p>A write that hangs holds the thread that makes it; the others wait for it once, for the
 * maximum block time, and then no longer until it has ended.
 */
final class DirectAppender implements Closeable {
  private static final int MIN_BYTES = 8 * 1024;
  private static final int KEPT_BYTES = 1 << 20;

  private final LogFile log;
  private final Bytes header;
  private final long maxBlockNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private ByteBuffer kept = ByteBuffer.allocate(0);

  // What a full disk did not take of the last line; guarded by the lock.
  private ByteBuffer rest = ByteBuffer.allocate(0);
  private volatile boolean hasRest;

  // Somebody has waited in vain for the one who has the lock.
  private volatile boolean hangs;

  DirectAppender(LogFile log, Bytes header, Duration maxBlockTime) {
    this.log = log;
    this.header = header;
    this.maxBlockNanos = maxBlockTime.toNanos();
  }

  /**
   * Appends a line, whole. If the disk takes only a part of it, the line counts as appended, and
   * the rest goes before anything else of this appender.
   *
   * @throws IOException if nothing of the line was written
   */
  void append(byte[] source, int offset, int length) throws IOException {
    if (!takeLock()) {
      throw new IOException("a write does not return: path=" + log.path());
    }
    try {
      writeRest();
      ByteBuffer line = bufferFor(length).clear().put(source, offset, length).flip();
      try {
        write(line);
      } catch (IOException e) {
        if (line.position() == 0) {
          throw e;
        }
        rest = ByteBuffer.allocateDirect(line.remaining()).put(line).flip();
        hasRest = true;
      }
    } finally {
      hangs = false;
      lock.unlock();
    }
  }

  /** Writes what is left of the last line, if there is now room for it; seldom anything is. */
  void finish() {
    if (hasRest && lock.tryLock()) {
      try {
        writeRest();
      } catch (IOException e) {
        // The disk is still full: there will be another time.
      } finally {
        lock.unlock();
      }
    }
  }

  /** Closes the file if it was renamed or removed; its space can then be given back. */
  void letGoOfMovedFile() {
    if (lock.tryLock()) {
      try {
        log.letGoIfMoved();
      } catch (IOException e) {
        // Whoever appends next finds out what is wrong with it.
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Does something while no line is being written, provided that none is cut.
   *
   * @return whether it was done
   */
  boolean whileWhole(Runnable step) {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      if (!hasRest) {
        step.run();
      }
      return !hasRest;
    } finally {
      lock.unlock();
    }
  }

  private boolean takeLock() {
    if (lock.tryLock()) {
      return true;
    }
    if (hangs) {
      return false;
    }
    boolean taken = Interrupts.uninterruptibly(lock, maxBlockNanos);
    if (!taken) {
      hangs = true;
    }
    return taken;
  }

  private void writeRest() throws IOException {
    if (hasRest) {
      write(rest);
      hasRest = false;
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    Interrupts.shielded(
        () -> {
          log.startWith(header, log.follow());
          return log.append(bytes);
        });
  }

  // A direct buffer of our own: the JDK would keep a copy as large as the line for each thread.
  private ByteBuffer bufferFor(int length) {
    if (length <= kept.capacity()) {
      return kept;
    }
    ByteBuffer larger = ByteBuffer.allocateDirect(Math.max(MIN_BYTES, length));
    if (length <= KEPT_BYTES) {
      kept = larger;
    }
    return larger;
  }

  /** Closes the file, unless a write hangs. */
  @Override
  public void close() throws IOException {
    if (takeLock()) {
      try {
        log.close();
      } finally {
        lock.unlock();
      }
    }
  }
}
