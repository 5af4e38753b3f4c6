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
 * first, then at each line start behind it.
 *
 * <p>A batch that was cut by a kill and then followed by somebody else's line has a torn line at
 * its cut; that line counts as missing, so that it comes once more, whole.
 */
final class LandedBytes {
  private static final int BLOCK = 64 * 1024;

  private final FileChannel file;
  private final Batch batch;
  private final long fileSize;

  // The stretch of the file that the search for line ends read last.
  private final byte[] scanned = new byte[BLOCK];
  private long scannedFrom;
  private long scannedTo;

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

  /** The same, but only whole lines: the rest of one that was cut may not follow it. */
  static long countWholeLines(FileChannel file, long size, Batch batch) throws IOException {
    long landed = count(file, size, batch);
    return landed == batch.length() ? landed : new LandedBytes(file, batch).wholeLines(landed);
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
      best = Math.max(best, wholeLines(match));
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

  /** How many of the batch's first {@code match} bytes are whole lines. */
  private long wholeLines(long match) {
    byte[] block = new byte[BLOCK];
    for (long end = match; end > 0; ) {
      long start = Math.max(0, end - BLOCK);
      batch.copy(start, block);
      for (int index = (int) (end - start) - 1; index >= 0; index--) {
        if (block[index] == '\n') {
          return start + index + 1;
        }
      }
      end = start;
    }
    return 0;
  }

  /** The position behind the next line end at or after {@code from}, or -1. */
  private long nextLineStart(long from) throws IOException {
    for (long at = from; at < fileSize; at = scannedTo) {
      if (at < scannedFrom || at >= scannedTo) {
        scannedFrom = at;
        scannedTo = at + read(at, scanned);
      }
      for (int index = (int) (at - scannedFrom); index < scannedTo - scannedFrom; index++) {
        if (scanned[index] == '\n') {
          return scannedFrom + index + 1;
        }
      }
      if (scannedTo == at) {
        return -1;
      }
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
