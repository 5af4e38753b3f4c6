package logweir.examples.manyjvms;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How many lines each thread of a JVM has logged. It is a mapped file, so the counts are still
 * there after the JVM was killed. Each thread sets its own count; anybody may read it.
 */
final class Tally {
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int COUNT_BYTES = 128; // counts of two threads share no cache line

  private final MappedByteBuffer counts;

  private Tally(FileChannel file) throws IOException {
    counts = file.map(MapMode.READ_WRITE, 0, file.size());
  }

  /** Makes the file, with all counts zero. */
  static Tally create(Path path, int threads) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(threads * COUNT_BYTES));
      return new Tally(file);
    }
  }

  static Tally open(Path path) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Tally(file);
    }
  }

  int threads() {
    return counts.capacity() / COUNT_BYTES;
  }

  /** Lines that the thread has logged: the call of each has returned. */
  int logged(int thread) {
    return (int) (long) LONGS.getAcquire(counts, index(thread));
  }

  void logged(int thread, int lines) {
    LONGS.setRelease(counts, index(thread), (long) lines);
  }

  /** Lines that all threads have logged. */
  long logged() {
    long sum = 0;
    for (int thread = 1; thread <= threads(); thread++) {
      sum += logged(thread);
    }
    return sum;
  }

  private static int index(int thread) {
    return (thread - 1) * COUNT_BYTES;
  }
}
