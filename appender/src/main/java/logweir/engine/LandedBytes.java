package logweir.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Finds out how much of an interrupted batch is in the log file already.
 *
 * <p>The file was {@code size} bytes long when the batch was about to be written with one O_APPEND
 * write. Since then there may have come: nothing; the batch's first bytes, or all of them; whole
 * lines of other O_APPEND writers before or behind them. So the batch is looked for at that size
 * first, then behind each line feed, and behind the NULs that belong to it in UTF-16 and UTF-32.
 * Nothing else asks what bytes mean: where an event of the batch ends, the batch tells.
 *
 * <p>A batch that was cut by a kill and then followed by somebody else's line has a torn event at
 * its cut; that event counts as missing, so that it comes once more, whole.
 */
final class LandedBytes {
  private static final int BLOCK = 64 * 1024;
  private static final byte LINE_FEED = '\n';

  // Behind a line feed in UTF-32LE.
  private static final int MOST_NULS = 3;

  private final FileChannel file;
  private final Batch batch;
  private final long fileSize;

  // The stretch of the file that the search for line ends read last.
  private final byte[] scanned = new byte[BLOCK];
  private long scannedFrom;
  private long scannedTo;

  // How many NULs may still belong to the line feed in front of them.
  private int nulsLeft;

  private LandedBytes(FileChannel file, Batch batch) throws IOException {
    this.file = file;
    this.batch = batch;
    this.fileSize = file.size();
  }

  /**
   * How many of the batch's first bytes need not be written again.
   *
   * @param file open for reading
   * @param size of the file before the batch; if the file is shorter now, it was cut since, and is
   *     searched from its start
   */
  static long count(FileChannel file, long size, Batch batch) throws IOException {
    return new LandedBytes(file, batch).search(size <= file.size() ? size : 0);
  }

  /** The same, but only whole events: the rest of one that was cut may not follow it. */
  static long countWholeEvents(FileChannel file, long size, Batch batch) throws IOException {
    long landed = count(file, size, batch);
    return batch.wholeEvents(landed);
  }

  private long search(long from) throws IOException {
    long best = 0;
    for (long at = from; at >= 0 && fileSize - at > best; at = nextLineStart(at)) {
      long match = matchAt(at);
      if (match == batch.length()) {
        return match;
      }
      if (at + match == fileSize) {
        // Cut here, with nothing behind it; what starts later in the file can only be shorter.
        return Math.max(best, match);
      }
      best = Math.max(best, batch.wholeEvents(match));
    }
    return best;
  }

  /** The length of the longest common start of the batch and of the file from {@code at} on. */
  private long matchAt(long at) throws IOException {
    long matched = 0;
    int block = 64;
    while (matched < batch.length() && at + matched < fileSize) {
      byte[] staged = new byte[block];
      int stagedLength = batch.copy(matched, staged);
      byte[] landed = new byte[block];
      int landedLength = read(at + matched, landed);
      int same = Arrays.mismatch(staged, 0, stagedLength, landed, 0, landedLength);
      if (same >= 0) {
        return matched + same;
      }
      matched += stagedLength;
      block = BLOCK;
    }
    return matched;
  }

  /** The next place, behind {@code from}, at which another writer's line may have ended, or -1. */
  private long nextLineStart(long from) throws IOException {
    for (long at = from; at < fileSize; at++) {
      if (at < scannedFrom || at >= scannedTo) {
        scannedFrom = at;
        scannedTo = at + read(at, scanned);
        if (scannedTo == at) {
          return -1;
        }
      }
      byte found = scanned[(int) (at - scannedFrom)];
      if (found == LINE_FEED) {
        nulsLeft = MOST_NULS;
        return at + 1;
      }
      if (found == 0 && nulsLeft > 0) {
        nulsLeft--;
        return at + 1;
      }
      nulsLeft = 0;
    }
    return -1;
  }

  private int read(long at, byte[] target) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(target);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, at + buffer.position()) < 0) {
        break;
      }
    }
    return buffer.position();
  }
}
