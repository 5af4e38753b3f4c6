package logweir.examples.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Sees to it that each round finds as much memory for its files as another one, just freed.
 *
 * <p>A virtual machine may give free memory back to its host, and to get it again may cost more
 * than to log. Those that log most, or whose turn comes after a pause, would pay for the others.
 *
 * <p>Not thread-safe.
 */
final class FreeMemory {
  private static final int BLOCK_BYTES = 1 << 20;

  private final Path file;
  private long mostBytes;

  /**
   * Nothing is known of the rounds yet.
   *
   * @param file to be made and deleted, on the file system of the rounds' files
   */
  FreeMemory(Path file) {
    this.file = file;
  }

  /** A round has written so many bytes. */
  void wereWritten(long bytes) {
    mostBytes = Math.max(mostBytes, bytes);
  }

  /** Takes as much memory as the files of the largest round so far, and frees it; says how much. */
  long takeAndFree() throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      while (channel.position() < mostBytes) {
        channel.write(block.rewind());
      }
      return channel.position();
    }
  }
}
