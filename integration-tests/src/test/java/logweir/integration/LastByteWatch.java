package logweir.integration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;
import logweir.integration.harness.Hang;

/**
 * Looks at the last byte of a growing file, and fails if half a line stands there for good. While a
 * write(2) call is under way, a reader may see a part of it; how often that happens, and for how
 * long, is counted.
 */
final class LastByteWatch {
  private final Path file;
  private final ByteBuffer lastByte = ByteBuffer.allocate(1);
  private long looks;
  private long halfLines;
  private long longestNanos;

  private LastByteWatch(Path file) {
    this.file = file;
  }

  static LastByteWatch of(Path file) {
    return new LastByteWatch(file);
  }

  void lookWhile(BooleanSupplier growing) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (growing.getAsBoolean()) {
        look(channel);
      }
    }
  }

  private void look(FileChannel channel) throws IOException {
    looks++;
    long size = channel.size();
    if (endsInWholeLine(channel, size)) {
      return;
    }
    halfLines++;
    long since = System.nanoTime();
    while (!endsInWholeLine(channel, channel.size())) {
      if (System.nanoTime() - since > Hang.LIMIT.toNanos()) {
        throw new AssertionError("half a line stays at the end of the file: size=" + size);
      }
    }
    longestNanos = Math.max(longestNanos, System.nanoTime() - since);
  }

  private boolean endsInWholeLine(FileChannel channel, long size) throws IOException {
    if (size == 0) {
      return true;
    }
    lastByte.clear();
    channel.read(lastByte, size - 1);
    return lastByte.get(0) == '\n';
  }

  @Override
  public String toString() {
    return "looks "
        + looks
        + ", half a line in "
        + halfLines
        + " of them, for microseconds at most "
        + longestNanos / 1000;
  }
}
