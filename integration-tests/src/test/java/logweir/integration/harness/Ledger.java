package logweir.integration.harness;

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
import java.time.Duration;

/**
 * What the threads of one JVM have begun to log and what was acknowledged to them, kept in a mapped
 * file, so that a SIGKILL leaves it as it was at that instant.
 *
 * <p>Each thread writes its own counts; anybody may read them.
 */
public final class Ledger {
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int JVM = 0;
  private static final int THREADS = 8;
  private static final int HEADER_BYTES = 128;
  private static final int ENTRY_BYTES = 128;
  private static final int BEGUN = 0;
  private static final int ACKNOWLEDGED = 8;
  private static final int REFUSED = 16;
  private static final int LONGEST_MICROS = 24;

  private final ByteBuffer buffer;

  private Ledger(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  /** Makes a ledger in which nothing has been logged. */
  public static Ledger create(Path file, int jvm, int threads) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(HEADER_BYTES + threads * ENTRY_BYTES));
      Ledger ledger = map(channel);
      ledger.put(JVM, jvm);
      ledger.put(THREADS, threads);
      return ledger;
    }
  }

  public static Ledger open(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return map(channel);
    }
  }

  private static Ledger map(FileChannel channel) throws IOException {
    MappedByteBuffer mapped = channel.map(MapMode.READ_WRITE, 0, channel.size());
    mapped.order(ByteOrder.nativeOrder());
    return new Ledger(mapped);
  }

  public int jvm() {
    return get(JVM);
  }

  public int threads() {
    return get(THREADS);
  }

  /** Called before a thread logs a line. */
  public void begin(int thread, int sequence) {
    put(entry(thread) + BEGUN, sequence + 1);
  }

  /** Called when the line is accepted. */
  public void acknowledge(int thread, int sequence) {
    put(entry(thread) + ACKNOWLEDGED, sequence + 1);
  }

  /** Called when the line is refused. */
  void refuse(int thread) {
    put(entry(thread) + REFUSED, refused(thread) + 1);
  }

  /** Called after each call, with how long it took. */
  void called(int thread, long nanos) {
    long micros = nanos / 1000;
    if (micros > get(entry(thread) + LONGEST_MICROS)) {
      put(entry(thread) + LONGEST_MICROS, Math.min(micros, Integer.MAX_VALUE));
    }
  }

  public int begun(int thread) {
    return get(entry(thread) + BEGUN);
  }

  public int acknowledged(int thread) {
    return get(entry(thread) + ACKNOWLEDGED);
  }

  /** How many calls were refused; each was made again with the same line. */
  public int refused(int thread) {
    return get(entry(thread) + REFUSED);
  }

  /** The longest call of any thread. */
  public Duration longestCall() {
    long longest = 0;
    for (int thread = 0; thread < threads(); thread++) {
      longest = Math.max(longest, get(entry(thread) + LONGEST_MICROS));
    }
    return Duration.ofNanos(longest * 1000);
  }

  /** Lines acknowledged to all threads. */
  public long acknowledged() {
    long sum = 0;
    for (int thread = 0; thread < threads(); thread++) {
      sum += acknowledged(thread);
    }
    return sum;
  }

  /** Calls refused to all threads. */
  public long refused() {
    long sum = 0;
    for (int thread = 0; thread < threads(); thread++) {
      sum += refused(thread);
    }
    return sum;
  }

  private static int entry(int thread) {
    return HEADER_BYTES + thread * ENTRY_BYTES;
  }

  private int get(int index) {
    return (int) (long) LONGS.getVolatile(buffer, index);
  }

  private void put(int index, long value) {
    LONGS.setVolatile(buffer, index, value);
  }
}
