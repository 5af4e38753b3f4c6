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
 * Looks whether a log file ends as every publish leaves it: in a line end, with no NUL byte before.
 * Reads only; others may append, roll and cut the file meanwhile.
 */
final class LogTail {
  static final String LINE_END = "log's end";
  static final String NULS = "log's bytes";

  private static final int BLOCK_BYTES = 256 * 1024;
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
      ByteBuffer last = ByteBuffer.allocate(1);
      boolean isFinished = size == 0 || file.read(last, size - 1) < 1 || last.get(0) == '\n';
      return isFinished
          ? Optional.empty()
          : Optional.of("the file ends within a line: size=" + size + ", lastByte=" + last.get(0));
    }
  }

  /** Whether there are NUL bytes in the last {@code bytes} of the file. */
  Check nuls(long bytes) throws IOException {
    try (FileChannel file = SafeFiles.openExisting(log, StandardOpenOption.READ)) {
      long size = file.size();
      long from = Math.max(0, size - bytes);
      long first = firstNul(file, from, size);
      String looked = "bytes " + from + " to " + size;
      return first == NONE
          ? Check.ok(NULS, "no NUL in " + looked)
          : Check.damaged(
              NULS,
              "a NUL in " + looked + ": offset=" + first,
              "no appender of Logweir writes one that is not in a line: look who else writes to the"
                  + " file or cuts it; tr -d '\\000' makes a readable copy");
    } catch (NoSuchFileException e) {
      return Check.skipped(NULS, "there is no file now");
    }
  }

  private static long firstNul(FileChannel file, long from, long to) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    for (long at = from; at < to; ) {
      block.clear().limit((int) Math.min(BLOCK_BYTES, to - at));
      if (file.read(block, at) <= 0) {
        return NONE; // cut meanwhile
      }
      block.flip();
      for (int index = 0; index < block.limit(); index++) {
        if (block.get(index) == 0) {
          return at + index;
        }
      }
      at += block.limit();
    }
    return NONE;
  }
}
