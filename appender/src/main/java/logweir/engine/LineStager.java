package logweir.engine;

import java.io.IOException;
import logweir.layout.Control;
import logweir.layout.Geometry;
import logweir.layout.Lane;
import logweir.layout.LaneWord;
import logweir.layout.Slot;
import logweir.layout.SlotDescriptor;

/**
 * The caller's side of the staging area: reserve, copy, commit. Thread-safe; takes no lock and
 * makes no system call unless a chunk has to be installed.
 *
 * <p>Invariant: a position below the cursor that is not yet published is either committed, or lies
 * in the extent of a lane that is CLAIMED or ABANDONED, or at or above the start of a lane that is
 * INTENT.
 *
 * <p>It holds because a lane says INTENT(c) before its thread tries to move the cursor from c on,
 * and says FREE again only after the copy. The cursor's CAS releases the INTENT; a publisher that
 * reads a cursor beyond c (acquire) therefore finds the lane in INTENT(c) or in something later,
 * provided that it reads the cursor before the lanes. In the other order it could see the lane
 * still free and the cursor already moved, and publish bytes that are not there yet. The release of
 * FREE pairs with the publisher's read of the lane: a free lane's bytes are in memory.
 *
 * <p>A thread that dies, or its process:
 *
 * <ul>
 *   <li>in INTENT: it has reserved [c, c + length) or nothing; {@link LaneReclaimer} finds out;
 *   <li>in CLAIMED: its extent is known, and given up as a whole;
 *   <li>after FREE: the line is committed and will be published by anybody.
 * </ul>
 *
 * A process that is stopped in INTENT or CLAIMED holds back what stands behind it, until it goes on
 * or dies.
 */
final class LineStager {
  /** Nothing was reserved: the ring is full. Help to publish, then try again. */
  static final long FULL = -1;

  /** Nothing was reserved: the writer has left the staging area. */
  static final long CLOSED = -2;

  private static final long NOT_INSTALLED = -3;
  private static final int LANE_ROUNDS = 100;

  private final Control control;
  private final Geometry geometry;
  private final ChunkRing ring;
  private final Slot slot;
  private final long freeWord;
  private volatile boolean retiring;

  LineStager(Control control, ChunkRing ring, Slot slot, long writerId) {
    this.control = control;
    this.geometry = control.geometry();
    this.ring = ring;
    this.slot = slot;
    this.freeWord = LaneWord.free(writerId);
  }

  /**
   * Stages one line of at most {@link Geometry#maxStagedLineBytes} bytes that does not start with a
   * zero byte.
   *
   * @return the position after the line, or {@link #FULL} or {@link #CLOSED}
   */
  long stage(byte[] source, int offset, int length) throws IOException {
    while (true) {
      long cursor = control.cursorVolatile();
      Lane lane = takeLane(LaneWord.intent(cursor));
      if (lane == null) {
        return retiring ? CLOSED : FULL;
      }
      long start = reserve(lane, cursor, length);
      if (start >= 0) {
        copyAndCommit(lane, start, source, offset, length);
        return start + length;
      }
      if (start == FULL) {
        return FULL;
      }
      if (!installFor(control.cursorVolatile(), length)) {
        return FULL;
      }
    }
  }

  /** Moves the cursor over {@code length} bytes; on failure the lane is free again. */
  private long reserve(Lane lane, long firstCursor, int length) throws IOException {
    // Stands there before the cursor moves: whoever finds the lane CLAIMED finds its length.
    lane.length(length);
    long cursor = firstCursor;
    while (true) {
      long end = cursor + length;
      if (end > control.limitAcquire()) {
        lane.wordRelease(freeWord);
        return FULL;
      }
      if (!isInstalled(lane, cursor, end)) {
        lane.wordRelease(freeWord);
        return NOT_INSTALLED;
      }
      if (control.compareAndSetCursor(cursor, end)) {
        lane.wordRelease(LaneWord.claimed(cursor));
        return cursor;
      }
      cursor = control.cursorVolatile();
      lane.wordRelease(LaneWord.intent(cursor));
    }
  }

  private boolean isInstalled(Lane lane, long start, long end) throws IOException {
    if (ring.lastWindow().contains(start, end)) {
      return true;
    }
    try {
      for (long at = start; at < end; ) {
        ChunkWindow window = ring.window(at);
        if (window == null) {
          return false;
        }
        at = window.end();
      }
      return true;
    } catch (Throwable t) {
      // Nothing is reserved yet; a lane left in INTENT would hold everybody up.
      lane.wordRelease(freeWord);
      throw t;
    }
  }

  private void copyAndCommit(Lane lane, long start, byte[] source, int offset, int length)
      throws IOException {
    try {
      ChunkWindow window = ring.lastWindow();
      if (window.contains(start, start + length)) {
        window.region().putBytes(window.indexOf(start), source, offset, length);
      } else {
        copyPiecewise(start, source, offset, length);
      }
      lane.countLine(length);
    } catch (Throwable t) {
      lane.wordRelease(LaneWord.abandoned(start));
      throw t;
    }
    lane.wordRelease(freeWord);
  }

  private void copyPiecewise(long start, byte[] source, int offset, int length) throws IOException {
    int copied = 0;
    while (copied < length) {
      ChunkWindow window = ring.window(start + copied);
      int piece = (int) Math.min(length - copied, window.end() - start - copied);
      window.region().putBytes(window.indexOf(start + copied), source, offset + copied, piece);
      copied += piece;
    }
  }

  // Installed before the reservation, so that a full disk refuses a line and never half of one.
  private boolean installFor(long start, int length) throws IOException {
    for (long at = start; ; at = geometry.startOf(geometry.chunkOf(at) + 1)) {
      if (at >= start + length) {
        return true;
      }
      ChunkRing.Install result = ring.install(at);
      if (result != ChunkRing.Install.READY) {
        return false;
      }
    }
  }

  /**
   * Takes a free lane, first the one that this thread is likely to have had before.
   *
   * @return null if none came free
   */
  private Lane takeLane(long intent) {
    int preferred = (int) Thread.currentThread().getId();
    for (int round = 0; round < LANE_ROUNDS && !retiring; round++) {
      for (int probe = 0; probe < SlotDescriptor.LANES; probe++) {
        Lane lane = slot.lane((preferred + probe) & (SlotDescriptor.LANES - 1));
        if (lane.compareAndSetWord(freeWord, intent)) {
          return lane;
        }
      }
      // More threads than lanes are in mid-copy: let one of them finish.
      Backoff.yieldProcessor();
    }
    return null;
  }

  /** Lets no thread take a lane any more. Lanes that are in use now are not waited for. */
  void retire() {
    retiring = true;
    for (int index = 0; index < SlotDescriptor.LANES; index++) {
      slot.lane(index).compareAndSetWord(freeWord, LaneWord.RETIRED);
    }
  }

  /** Whether lanes are no longer given out. */
  boolean isRetiring() {
    return retiring;
  }

  /** Whether every lane is retired: no thread of this writer will touch the staging area again. */
  boolean isRetired() {
    for (int index = 0; index < SlotDescriptor.LANES; index++) {
      if (slot.lane(index).wordVolatile() != LaneWord.RETIRED) {
        return false;
      }
    }
    return true;
  }
}
