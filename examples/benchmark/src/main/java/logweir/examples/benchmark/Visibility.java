package logweir.examples.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * A reader that polls the files of a round, from another process than those that write them, and
 * notes how old lines are when it first finds them there. Of many that come at once it looks at
 * some, evenly spread, each of which stands for those about it; so it keeps up with any writer.
 */
final class Visibility {
  private static final long POLL_NANOS = 50_000;
  private static final int LOOKS = 16;
  private static final long MAX_NANOS = 1_000_000_000_000L;

  private final List<Follower> followers;
  private final Histogram ages = new Histogram(MAX_NANOS, 3);
  private final Thread thread = new Thread(this::poll, "reader");
  private volatile boolean drained;
  private IOException failure;

  private Visibility(List<Path> logs, int messageBytes) {
    int lineBytes = LineText.lineBytes(messageBytes);
    followers = logs.stream().map(log -> new Follower(log, lineBytes)).toList();
  }

  /** Begins to read. */
  static Visibility of(List<Path> logs, int messageBytes) {
    Visibility reader = new Visibility(logs, messageBytes);
    reader.thread.setDaemon(true);
    reader.thread.start();
    return reader;
  }

  /** Ends, when all lines are there; returns their ages in nanoseconds. */
  Histogram stop() throws IOException, InterruptedException {
    drained = true;
    thread.join();
    if (failure != null) {
      throw failure;
    }
    return ages;
  }

  private void poll() {
    try {
      boolean last;
      do {
        last = drained;
        for (Follower follower : followers) {
          follower.poll();
        }
        LockSupport.parkNanos(POLL_NANOS);
      } while (!last);
    } catch (IOException e) {
      failure = e;
    } finally {
      followers.forEach(Follower::close);
    }
  }

  /** Follows one log, to the next file if it is rolled. */
  private final class Follower {
    private final Path log;
    private final int lineBytes;
    private final ByteBuffer buffer;
    private FileChannel file;
    private Object key;
    private long seen; // the end of a line

    Follower(Path log, int lineBytes) {
      this.log = log;
      this.lineBytes = lineBytes;
      this.buffer = ByteBuffer.allocate(2 * lineBytes);
    }

    void poll() throws IOException {
      if (file == null && !open()) {
        return;
      }
      long size = file.size();
      long now = System.nanoTime();
      if (size > seen) {
        look(size, now);
      } else if (isRolled()) {
        close();
      }
    }

    private boolean open() throws IOException {
      try {
        key = keyOfPath();
        file = FileChannel.open(log, StandardOpenOption.READ);
        seen = 0;
      } catch (NoSuchFileException e) {
        return false; // not made yet, or between two files
      }
      if (key == null || !key.equals(keyOfPath())) {
        close(); // it may be either of two files
      }
      return file != null;
    }

    private boolean isRolled() throws IOException {
      Object now = keyOfPath();
      return now != null && !now.equals(key) && file.size() == seen;
    }

    private Object keyOfPath() throws IOException {
      try {
        return Files.getAttribute(log, "unix:ino");
      } catch (NoSuchFileException e) {
        return null;
      }
    }

    private void look(long size, long now) throws IOException {
      long end = lastLineEnd(size);
      long lines = (end - seen) / lineBytes;
      long looks = Math.min(lines, LOOKS);
      for (long look = 0; look < looks; look++) {
        long stands = (look + 1) * lines / looks - look * lines / looks;
        lookAt(seen + lineBytes * (look * lines / looks), end, now, stands);
      }
      seen = Math.max(seen, end);
    }

    private long lastLineEnd(long size) throws IOException {
      long from = Math.max(seen, size - lineBytes);
      int length = read(from, (int) (size - from));
      for (int index = length - 1; index >= 0; index--) {
        if (buffer.get(index) == '\n') {
          return from + index + 1;
        }
      }
      return seen;
    }

    // All lines are of one length, so that they start where one would think, unless some are torn.
    private void lookAt(long position, long end, long now, long stands) throws IOException {
      int length = read(position, (int) Math.min(lineBytes, end - position));
      int stampEnd = LineText.FILL_INDEX - 1;
      if (length < lineBytes || buffer.get(lineBytes - 1) != '\n') {
        return;
      }
      String stamp =
          new String(
              buffer.array(),
              stampEnd - LineText.STAMP_DIGITS,
              LineText.STAMP_DIGITS,
              StandardCharsets.US_ASCII);
      long age = now - Long.parseUnsignedLong(stamp, 16);
      ages.recordValueWithCount(Math.min(Math.max(age, 0), MAX_NANOS), stands);
    }

    private int read(long position, int length) throws IOException {
      buffer.clear().limit(length);
      return Math.max(0, file.read(buffer, position));
    }

    void close() {
      try {
        if (file != null) {
          file.close();
        }
      } catch (IOException e) {
        failure = e;
      }
      file = null;
    }
  }
}
