package logweir.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import logweir.layout.Frame;

/**
 * Puts batches together out of what is staged: walks the frames from one to the next, and leaves
 * them and the abandoned extents out. It alone decides where a batch ends, which is always between
 * two events. For the holder of the publisher lock; a batch is good until the next one is made.
 *
 * <p>Events are copied one behind the other into a buffer outside the heap, which has a limit
 * whatever the backlog. One that is longer than a quarter of that is a batch of its own, of views
 * into the ring.
 *
 * <p>Whoever finishes a batch gets the same bytes as who began it: the extents that are abandoned
 * below its end stay as they are until it is published, see {@link LaneScan}.
 */
final class BatchAssembler {
  private static final int MIN_BYTES = 8 * 1024;

  /** The longest batch of several events. */
  static final int MAX_BYTES = 256 * 1024;

  /** The longest event that is copied. */
  static final int MAX_COPIED_EVENT = MAX_BYTES / 4;

  private static final ChunkWindow NO_WINDOW = new ChunkWindow(0, 0, null);

  private final ChunkRing ring;
  private ByteBuffer copied = ByteBuffer.allocateDirect(0);
  private int[] ends = new int[256];
  private int events;

  BatchAssembler(ChunkRing ring) {
    this.ring = ring;
  }

  /**
   * The next batch of what is staged in {@code [from, to)}, less the abandoned extents in it.
   *
   * @param minBytes the batch ends with the event by which it has so many bytes, if not before
   * @throws StagingLostException if what stands at its start cannot have been staged there. What
   *     stands in front of such a place is a batch.
   */
  Batch next(long from, long to, List<LaneScan.Use> abandoned, long minBytes) throws IOException {
    copied.clear();
    events = 0;
    Holes holes = new Holes(abandoned);
    ChunkWindow window = NO_WINDOW;
    long at = holes.passed(from);
    while (at < to && copied.position() < minBytes) {
      if (!window.contains(at, at + Frame.WORD_BYTES)) {
        window = requireWindow(at);
      }
      int length = Frame.length(at, window.region().getLong(window.indexOf(at)));
      long end = at + Frame.bytes(length);
      if (length == Frame.NONE || end > to) {
        if (events == 0) {
          throw new DamagedStagingException("no event was staged there: position=" + at);
        }
        break;
      }
      if (length > MAX_COPIED_EVENT || !hasRoom(length)) {
        return events == 0 ? large(at, length, Math.min(holes.passed(end), to)) : copied(at);
      }
      copy(window, at + Frame.WORD_BYTES, length);
      addEnd(copied.position());
      at = holes.passed(end);
    }
    return copied(Math.min(at, to));
  }

  /**
   * The batch that was made of {@code [from, to)} before, by whomever.
   *
   * @throws StagingLostException if that cannot have been one
   * @throws OutOfMemoryError if there is no memory for it, which says nothing about the batch
   */
  Batch again(long from, long to, List<LaneScan.Use> abandoned) throws IOException {
    copied.clear();
    makeRoom(to - from);
    Batch batch = next(from, to, abandoned, Long.MAX_VALUE);
    if (batch.end() != to) {
      throw new DamagedStagingException(
          "no batch was staged there: from=" + from + ", to=" + to + ", end=" + batch.end());
    }
    return batch;
  }

  // Where there is no memory for it, the batch ends here; a first event goes as a large one does.
  private boolean hasRoom(int length) {
    try {
      makeRoom(length);
    } catch (OutOfMemoryError e) {
      return false;
    }
    return length <= copied.remaining();
  }

  private void makeRoom(long length) {
    if (length > copied.remaining() && copied.capacity() < MAX_BYTES) {
      long needed = Math.max(copied.position() + length, 2L * copied.capacity());
      ByteBuffer larger =
          ByteBuffer.allocateDirect((int) Math.min(MAX_BYTES, Math.max(MIN_BYTES, needed)));
      copied = larger.put(copied.flip());
    }
  }

  private Batch copied(long end) {
    copied.flip();
    ByteBuffer[] buffers = events == 0 ? new ByteBuffer[0] : new ByteBuffer[] {copied};
    return new Batch(buffers, ends, events, end);
  }

  private Batch large(long at, int length, long end) throws IOException {
    List<ByteBuffer> views = new ArrayList<>(2);
    long last = at + Frame.WORD_BYTES + length;
    for (long from = at + Frame.WORD_BYTES; from < last; ) {
      ChunkWindow window = requireWindow(from);
      long to = Math.min(last, window.end());
      ByteBuffer view = window.region().newView();
      views.add(view.limit(window.indexOf(to)).position(window.indexOf(from)));
      from = to;
    }
    return new Batch(views.toArray(new ByteBuffer[0]), new int[] {length}, 1, end);
  }

  private void copy(ChunkWindow first, long from, int length) throws IOException {
    ChunkWindow window = first;
    for (long at = from; at < from + length; ) {
      if (at >= window.end()) {
        window = requireWindow(at);
      }
      int piece = (int) Math.min(from + length - at, window.end() - at);
      window.region().getBytes(window.indexOf(at), copied, piece);
      at += piece;
    }
  }

  private void addEnd(int end) {
    if (events == ends.length) {
      ends = Arrays.copyOf(ends, 2 * events);
    }
    ends[events++] = end;
  }

  private ChunkWindow requireWindow(long position) throws IOException {
    ChunkWindow window = ring.window(position);
    if (window == null) {
      throw new DamagedStagingException("staged bytes have no chunk: position=" + position);
    }
    return window;
  }

  /** The abandoned extents, in the order of their positions; they may overlap. */
  private static final class Holes {
    private final List<LaneScan.Use> sorted;
    private int next;

    Holes(List<LaneScan.Use> abandoned) {
      if (abandoned.size() < 2) {
        sorted = abandoned;
      } else {
        sorted = new ArrayList<>(abandoned);
        sorted.sort(Comparator.comparingLong(LaneScan.Use::start));
      }
    }

    /** The first position at or after a place that no hole covers; the places only grow. */
    long passed(long place) {
      long at = place;
      while (next < sorted.size() && sorted.get(next).start() <= at) {
        at = Math.max(at, sorted.get(next).start() + sorted.get(next).lane().length());
        next++;
      }
      return at;
    }
  }
}
