package logweir.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import logweir.engine.LogVerification.Check;

/**
 * Looks whether a log file ends as every publish of lines leaves it: in a line end, with no run of
 * NUL bytes before. Reads only; others may append, roll and cut the file meanwhile.
 *
 * <p>An event may hold NULs, and in UTF-16 and UTF-32 each of them does. What a crash leaves, or a
 * hole, is longer: a sector at least.
 */
final class LogTail {
  static final String LINE_END = "log's end";
  static final String NULS = "log's bytes";

  private static final int BLOCK_BYTES = 256 * 1024;
  private static final int WIDEST_LINE_END = 4;
  private static final int LONGEST_RUN_IN_TEXT = 511;
  private static final long NONE = -1;

  private final Path log;

  LogTail(Path log) {
    this.log = log;
  }

  /**
   * Whether the last byte is a line end.
   *
   * @param isOwed whether the staging area says that a batch is on its way to the file
   */
  Check lineEnd(boolean isOwed) throws IOException {
    try {
      Optional<String> fault = SecondLook.lastingFault(this::unfinishedLine);
      if (fault.isEmpty()) {
        return Check.ok(LINE_END, "a line end");
      }
      return isOwed
          ? Check.ok(LINE_END, fault.get() + "; the next publish, or recover, writes the rest")
          : Check.damaged(
              LINE_END,
              fault.get(),
              "the disk was full, or somebody else writes to the file or has cut it; the next line"
                  + " stands behind the half one");
    } catch (NoSuchFileException e) {
      return Check.skipped(LINE_END, "there is no file now");
    }
  }

  private Optional<String> unfinishedLine() throws IOException {
    try (FileChannel file = SafeFiles.openExisting(log, StandardOpenOption.READ)) {
      long size = file.size();
      ByteBuffer last = ByteBuffer.allocate(WIDEST_LINE_END);
      file.read(last, Math.max(0, size - WIDEST_LINE_END));
      last.flip();
      return size == 0 || endsWithLineEnd(last)
          ? Optional.empty()
          : Optional.of(
              "the file ends within a line: size="
                  + size
                  + ", lastByte="
                  + last.get(last.limit() - 1));
    }
  }

  // In UTF-16LE and UTF-32LE, NULs belong to the line feed in front of them.
  private static boolean endsWithLineEnd(ByteBuffer last) {
    int index = last.limit() - 1;
    while (index > 0 && last.get(index) == 0) {
      index--;
    }
    return index < 0 || last.get(index) == '\n';
  }

  /** Whether the last {@code bytes} of the file hold a run of NULs, as no text does. */
  Check nuls(long bytes) throws IOException {
    try (FileChannel file = SafeFiles.openExisting(log, StandardOpenOption.READ)) {
      long size = file.size();
      long from = Math.max(0, size - bytes);
      long first = firstRun(file, from, size);
      String looked = "bytes " + from + " to " + size;
      return first == NONE
          ? Check.ok(NULS, "no run of NULs in " + looked)
          : Check.damaged(
              NULS,
              "a run of NULs in " + looked + ": offset=" + first,
              "a crash of the host, or somebody who writes at a place of his own or cuts the file,"
                  + " leaves such a run; no appender of Logweir does, unless it was logged");
    } catch (NoSuchFileException e) {
      return Check.skipped(NULS, "there is no file now");
    }
  }

  private static long firstRun(FileChannel file, long from, long to) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    long start = from;
    for (long at = from; at < to; ) {
      block.clear().limit((int) Math.min(BLOCK_BYTES, to - at));
      if (file.read(block, at) <= 0) {
        return NONE; // cut meanwhile
      }
      block.flip();
      for (int index = 0; index < block.limit(); index++) {
        if (block.get(index) != 0) {
          start = at + index + 1;
        } else if (at + index + 1 - start == LONGEST_RUN_IN_TEXT + 1) {
          return start;
        }
      }
      at += block.limit();
    }
    return NONE;
  }
}
