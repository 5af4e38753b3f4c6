package logweir.integration.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Counts the lines of a file. */
final class LineCount {
  private LineCount() {}

  /** Lines that end behind that many bytes. */
  static long of(Path file, long start) throws IOException {
    long found = 0;
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.position(start);
      while (channel.read(buffer.clear()) > 0) {
        for (int i = 0; i < buffer.position(); i++) {
          found += buffer.get(i) == '\n' ? 1 : 0;
        }
      }
    }
    return found;
  }
}
