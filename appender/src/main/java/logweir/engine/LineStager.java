package logweir.engine;

import java.io.IOException;
import logweir.layout.Control;
import logweir.layout.Frame;
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
 * <p>CLAIMED is stored before the first byte is copied, the frame's word among them: in a lane of a
 * dead writer that says INTENT, what is reserved is all zeros, and that is how its extent is found.
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

  /** Nothing was reserved: somebody else is installing the chunk that the line needs. */
  static final long NO_CHUNK = -3;

  private static final long NOT_INSTALLED = -4;
  private static final int LANE_ROUNDS = 100;

  private final Control control;
  private final Geometry geometry;
  private final ChunkRing ring;
  private final Slot slot;
  private final long freeWord;
  private volatile boolean retiring;

  // Notes of threads that were thrown out while they had a lane; published by hasOrphans.
  private final long[] orphanStart = new long[SlotDescriptor.LANES];
  private final boolean[] isOrphan = new boolean[SlotDescriptor.LANES];
  private volatile boolean hasOrphans;

  LineStager(Control control, ChunkRing ring, Slot slot, long writerId) {
    this.control = control;
    this.geometry = control.geometry();
    this.ring = ring;
    this.slot = slot;
    this.freeWord = LaneWord.free(writerId);
  }

  /**
   * Stages one line of 1 to {@link Geometry#maxStagedLineBytes} bytes, whatever they are.
   *
   * @return the position after the line's frame, or {@link #FULL}, {@link #CLOSED} or {@link
   *     #NO_CHUNK}
   */
  long stage(byte[] source, int offset, int length) throws IOException {
    while (true) {
      long end = stageThroughLane(source, offset, length);
      if (end != NOT_INSTALLED) {
        return end;
      }
      ChunkRing.Install installed = installFor(Frame.bytes(length));
      if (installed != ChunkRing.Install.READY) {
        return installed == ChunkRing.Install.BUSY ? NO_CHUNK : FULL;
      }
    }
  }

  /**
   * Takes a lane, and reserves, copies and commits through it.
   *
   * <p>Whatever is thrown on the way, the lane must not stay in use. It may be a stack overflow, so
   * the handler makes no call: it leaves a note, and {@link #settleOrphans} does the rest. For the
   * same reason no call lies between the CAS that takes the lane and the reach of the handler: the
   * stack may be too short to enter a method right where it was long enough to take the lane.
   */
  private long stageThroughLane(byte[] source, int offset, int length) throws IOException {
    long cursor = control.cursorVolatile();
    long start = FULL;
    long extent = Frame.bytes(length);
    int index = -1;
    try {
      index = takeLane(LaneWord.intent(cursor));
      if (index < 0) {
        return retiring ? CLOSED : FULL;
      }
      Lane lane = slot.lane(index);
      Failpoint.LANE_TAKEN.reach();
      start = reserve(lane, cursor, extent);
      if (start < 0) {
        lane.wordRelease(freeWord);
        return start;
      }
      lane.wordReleaseBeforeStores(LaneWord.claimed(start));
      Failpoint.CLAIMED.reach();
      copy(start, source, offset, length);
      lane.countLine(length);
      Failpoint.COPIED.reach();
      lane.wordRelease(freeWord);
    } catch (Throwable t) {
      if (index >= 0) {
        orphanStart[index] = start;
        isOrphan[index] = true;
        hasOrphans = true;
      }
      throw t;
    }
    Failpoint.COMMITTED.reach();
    return start + extent;
  }

  /** Moves the cursor over {@code length} bytes, or says why not; makes no call after it has. */
  private long reserve(Lane lane, long firstCursor, long length) throws IOException {
    // Stands there before the cursor moves: whoever finds the lane CLAIMED finds its length.
    lane.length(length);
    long cursor = firstCursor;
    while (true) {
      long end = cursor + length;
      if (end > control.limitAcquire()) {
        return FULL;
      }
      if (!isInstalled(cursor, end)) {
        return NOT_INSTALLED;
      }
      if (control.compareAndSetCursor(cursor, end)) {
        if (Failpoint.ARMED) {
          Failpoint.RESERVED.reach();
        }
        return cursor;
      }
      cursor = control.cursorVolatile();
      lane.wordRelease(LaneWord.intent(cursor));
    }
  }

  private boolean isInstalled(long start, long end) throws IOException {
    if (ring.lastWindow().contains(start, end)) {
      return true;
    }
    for (long at = start; at < end; ) {
      ChunkWindow window = ring.window(at);
      if (window == null) {
        return false;
      }
      at = window.end();
    }
    return true;
  }

  private void copy(long start, byte[] source, int offset, int length) throws IOException {
    ChunkWindow window = ring.lastWindow();
    long first = start + Frame.WORD_BYTES;
    if (window.contains(start, first + length)) {
      window.region().putLong(window.indexOf(start), Frame.word(start, length));
      window.region().putBytes(window.indexOf(first), source, offset, length);
    } else {
      ChunkWindow frame = requireWindow(start);
      frame.region().putLong(frame.indexOf(start), Frame.word(start, length));
      copyPiecewise(first, source, offset, length);
    }
  }

  private void copyPiecewise(long start, byte[] source, int offset, int length) throws IOException {
    int copied = 0;
    while (copied < length) {
      ChunkWindow window = requireWindow(start + copied);
      int piece = (int) Math.min(length - copied, window.end() - start - copied);
      window.region().putBytes(window.indexOf(start + copied), source, offset + copied, piece);
      copied += piece;
      if (copied < length) {
        Failpoint.HALF_COPIED.reach();
      }
    }
  }

  private ChunkWindow requireWindow(long position) throws IOException {
    ChunkWindow window = ring.window(position);
    if (window == null) {
      throw new DamagedStagingException("a reserved chunk is not there: position=" + position);
    }
    return window;
  }

  // Installed before the reservation, so that a full disk refuses a line and never half of one.
  private ChunkRing.Install installFor(long length) throws IOException {
    long published = control.publishedVolatile();
    long start = control.cursorVolatile();
    if (start < published) {
      // Read in this order it cannot be; a chunk so old would never come, and be waited for.
      throw new DamagedStagingException("cursor=" + start + ", published=" + published);
    }
    ChunkRing.Install result = ChunkRing.Install.READY;
    for (long at = start; at < start + length && result == ChunkRing.Install.READY; ) {
      result = ring.install(at);
      at = geometry.startOf(geometry.chunkOf(at) + 1);
    }
    return result;
  }

  /**
   * Takes a free lane, first the one that this thread is likely to have had before.
   *
   * @return its index, or -1 if none came free
   */
  private int takeLane(long intent) {
    int preferred = (int) Thread.currentThread().getId();
    for (int round = 0; round < LANE_ROUNDS && !retiring; round++) {
      for (int probe = 0; probe < SlotDescriptor.LANES; probe++) {
        int index = (preferred + probe) & (SlotDescriptor.LANES - 1);
        if (slot.lane(index).compareAndSetWord(freeWord, intent)) {
          return index;
        }
      }
      // More threads than lanes are in mid-copy: let one of them finish.
      Backoff.yieldProcessor();
    }
    return -1;
  }

  /**
   * Settles the lanes whose threads were thrown out of {@link #stage}. For one thread at a time:
   * the publisher's, and, when that has ended, the one that leaves.
   */
  void settleOrphans() {
    if (!hasOrphans) {
      return;
    }
    hasOrphans = false;
    for (int index = 0; index < SlotDescriptor.LANES; index++) {
      if (isOrphan[index]) {
        long start = orphanStart[index];
        isOrphan[index] = false;
        settle(slot.lane(index), start);
      }
    }
  }

  // If what it did last was to commit, the lane may be another thread's by now: positions tell.
  private void settle(Lane lane, long start) {
    if (start < 0) {
      lane.wordRelease(freeWord);
    } else if (!lane.compareAndSetWord(LaneWord.claimed(start), LaneWord.abandoned(start))) {
      lane.compareAndSetWord(LaneWord.intent(start), LaneWord.abandoned(start));
    }
  }

  /** Lets no thread take a lane any more. Lanes that are in use now are not waited for. */
  void retire() {
    retiring = true;
    settleOrphans();
    slot.retireLanes(freeWord);
  }

  /** Whether lanes are no longer given out. */
  boolean isRetiring() {
    return retiring;
  }

  /** Whether no thread holds a lane; some may still be waiting to be published past. */
  boolean isAtRest() {
    for (int index = 0; index < SlotDescriptor.LANES; index++) {
      int state = LaneWord.state(slot.lane(index).wordVolatile());
      if (state == LaneWord.INTENT || state == LaneWord.CLAIMED) {
        return false;
      }
    }
    return true;
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
