package logweir.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The events of one publish, without their frames, in the order in which they go to the file. Owned
 * by the holder of the publisher lock; the buffers' positions move as they are written.
 */
final class Batch {
  private final ByteBuffer[] buffers;
  // Where each event ends, as an offset in the batch; only the first ones count.
  private final int[] ends;
  private final int events;
  private final long end;
  private final long length;

  /**
   * A batch of events that stand in the buffers one behind the other.
   *
   * @param ends where each event ends, as an offset in the batch; kept, not copied
   * @param events how many of the ends count
   * @param end the position in the staging area behind the batch
   */
  Batch(ByteBuffer[] buffers, int[] ends, int events, long end) {
    this.buffers = buffers;
    this.ends = ends;
    this.events = events;
    this.end = end;
    this.length = events == 0 ? 0 : ends[events - 1];
  }

  /** A batch of one event, which is not from the ring. */
  static Batch of(ByteBuffer event) {
    int length = event.remaining();
    return new Batch(new ByteBuffer[] {event}, new int[] {length}, 1, length);
  }

  ByteBuffer[] buffers() {
    return buffers;
  }

  /** Bytes in all, written or not. */
  long length() {
    return length;
  }

  /** The position behind the batch, whatever was abandoned right behind its last event included. */
  long end() {
    return end;
  }

  /** How many of the batch's first {@code bytes} bytes are whole events. */
  long wholeEvents(long bytes) {
    int found = Arrays.binarySearch(ends, 0, events, (int) bytes);
    if (found >= 0) {
      return bytes;
    }
    int longer = -found - 1;
    return longer == 0 ? 0 : ends[longer - 1];
  }

  /** Leaves the first bytes out: they are in the file already. */
  void skip(long bytes) {
    long left = bytes;
    for (ByteBuffer buffer : buffers) {
      int step = (int) Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + step);
      left -= step;
    }
  }

  /**
   * Copies bytes to the heap, from an offset in the batch on; for comparing, since a comparison
   * over mapped memory can bring the JVM down if its page is gone.
   *
   * @return how many were copied
   */
  int copy(long offset, byte[] target) {
    long skip = offset;
    int copied = 0;
    for (ByteBuffer buffer : buffers) {
      int remaining = buffer.remaining();
      if (skip >= remaining) {
        skip -= remaining;
        continue;
      }
      int step = Math.min(target.length - copied, remaining - (int) skip);
      buffer.get(buffer.position() + (int) skip, target, copied, step);
      copied += step;
      skip = 0;
      if (copied == target.length) {
        break;
      }
    }
    return copied;
  }
}
