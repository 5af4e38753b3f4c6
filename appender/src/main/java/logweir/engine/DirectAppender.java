package logweir.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The net under the staging area: one line, one O_APPEND write, as a plain file appender does it.
 * Thread-safe; a lock of its own, so that it works whatever the staging area does.
 */
final class DirectAppender implements Closeable {
  private static final int MIN_BYTES = 8 * 1024;
  private static final int KEPT_BYTES = 1 << 20;

  private final LogFile log;
  private final Bytes header;
  private final ReentrantLock lock = new ReentrantLock();
  private ByteBuffer kept = ByteBuffer.allocate(0);

  // What a full disk did not take of the last line.
  private ByteBuffer rest = ByteBuffer.allocate(0);

  DirectAppender(LogFile log, Bytes header) {
    this.log = log;
    this.header = header;
  }

  /**
   * Appends a line, whole. If the disk takes only a part of it, the line counts as appended, and
   * the rest goes before anything else of this appender.
   *
   * @throws IOException if nothing of the line was written
   */
  void append(byte[] source, int offset, int length) throws IOException {
    lock.lock();
    try {
      if (rest.hasRemaining()) {
        write(rest);
      }
      ByteBuffer line = bufferFor(length).clear().put(source, offset, length).flip();
      try {
        write(line);
      } catch (IOException e) {
        if (line.position() == 0) {
          throw e;
        }
        rest = ByteBuffer.allocateDirect(line.remaining()).put(line).flip();
      }
    } finally {
      lock.unlock();
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    ByteBuffer[] buffers = {bytes};
    Interrupts.shielded(
        () -> {
          log.startWith(header, log.follow());
          return log.append(buffers);
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

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      log.close();
    } finally {
      lock.unlock();
    }
  }
}
