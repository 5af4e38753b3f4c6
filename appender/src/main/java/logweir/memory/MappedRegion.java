package logweir.memory;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A stretch of a file, mapped shared and writable. The memory order of each access is in its name.
 *
 * <p>Thread-safe and process-safe as far as the named order goes: every process that maps the same
 * stretch sees the same words. Indexes are byte offsets from the start of the region; words are 8
 * bytes, in native order, and must be 8-byte aligned. The mapping lives until this object is
 * unreachable; it is never unmapped under a running access.
 *
 * <p>An access to a page whose backing is gone (the file was truncated) throws {@link
 * InternalError}, sometimes a little after the access; callers treat it as the loss of the staging
 * area. An atomic update of such a page brings the JVM down while it is interpreted, on JDK 17 and
 * on 25: there it is a plain C++ access of the JVM's own. So each is preceded by a read, which
 * throws; what is left is the instant between the two.
 */
public final class MappedRegion {
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final byte[] ZEROS = new byte[64 * 1024];

  private final MappedByteBuffer buffer;

  private MappedRegion(MappedByteBuffer buffer) {
    this.buffer = buffer;
  }

  /**
   * Maps {@code length} bytes of a file from {@code position} on; the file must already be that
   * long.
   *
   * @throws IOException when the file is shorter than the stretch or cannot be mapped
   */
  public static MappedRegion map(FileChannel channel, long position, long length)
      throws IOException {
    return map(channel, FileChannel.MapMode.READ_WRITE, position, length);
  }

  /** The same, of a channel that is open for reading only; every write to it then fails. */
  public static MappedRegion mapReadOnly(FileChannel channel, long position, long length)
      throws IOException {
    return map(channel, FileChannel.MapMode.READ_ONLY, position, length);
  }

  private static MappedRegion map(
      FileChannel channel, FileChannel.MapMode mode, long position, long length)
      throws IOException {
    long size = channel.size();
    // FileChannel.map would silently grow a short file into a sparse one, whose holes can fault.
    if (size < position + length) {
      throw new IOException(
          "file is shorter than the region: size=" + size + ", region=" + position + "+" + length);
    }
    MappedByteBuffer mapped = channel.map(mode, position, length);
    mapped.order(ByteOrder.nativeOrder());
    return new MappedRegion(mapped);
  }

  /** The region's length in bytes. */
  public int capacity() {
    return buffer.capacity();
  }

  public long getLong(int index) {
    return (long) LONGS.get(buffer, index);
  }

  public long getLongAcquire(int index) {
    return (long) LONGS.getAcquire(buffer, index);
  }

  public long getLongVolatile(int index) {
    return (long) LONGS.getVolatile(buffer, index);
  }

  public void putLong(int index, long value) {
    LONGS.set(buffer, index, value);
  }

  public void putLongRelease(int index, long value) {
    LONGS.setRelease(buffer, index, value);
  }

  public void putLongVolatile(int index, long value) {
    LONGS.setVolatile(buffer, index, value);
  }

  public boolean compareAndSetLong(int index, long expected, long value) {
    return getLongVolatile(index) == expected
        && LONGS.compareAndSet(buffer, index, expected, value);
  }

  public long getAndAddLong(int index, long delta) {
    long value;
    do {
      value = getLongVolatile(index);
    } while (!LONGS.compareAndSet(buffer, index, value, value + delta));
    return value;
  }

  /** Keeps the stores of this thread before the call, to any region, before those behind it. */
  public static void storeStoreFence() {
    VarHandle.storeStoreFence();
  }

  /** Copies bytes into the region, in no particular order. */
  public void putBytes(int index, byte[] source, int offset, int length) {
    buffer.put(index, source, offset, length);
  }

  /** Copies bytes out of the region, in no particular order. */
  public void getBytes(int index, byte[] target, int offset, int length) {
    buffer.get(index, target, offset, length);
  }

  /** Appends bytes of the region to a buffer, in no particular order. */
  public void getBytes(int index, ByteBuffer target, int length) {
    int at = target.position();
    target.put(at, buffer, index, length);
    target.position(at + length);
  }

  /** Fills the whole region with zeros. */
  public void zero() {
    for (int index = 0; index < buffer.capacity(); index += ZEROS.length) {
      buffer.put(index, ZEROS, 0, Math.min(ZEROS.length, buffer.capacity() - index));
    }
  }

  /** The index of the first word other than zero in {@code [from, to)}, or {@code to}. */
  public int firstNonZeroWord(int from, int to) {
    for (int index = from; index < to; index += Long.BYTES) {
      if (getLong(index) != 0) {
        return index;
      }
    }
    return to;
  }

  /** A buffer of its own position and limit over the same bytes, for channel writes. */
  public ByteBuffer newView() {
    return buffer.duplicate();
  }
}
