package logweir.engine;

import java.util.List;
import logweir.layout.Control;
import logweir.layout.ControlDescriptor;
import logweir.layout.Frame;
import logweir.layout.Geometry;
import logweir.layout.IntentState;
import logweir.layout.LaneWord;

/**
 * Looks whether what the control file says can be true. For the holder of the publisher lock, at
 * the start of each publish. Whoever has not got it may find a fault where somebody has moved on
 * while it looked, and looks again: see {@link StagingVerifier}.
 *
 * <p>Whatever process dies at whichever step, the following hold while the lock is held; so where
 * one does not, somebody else has written into the file, and nothing in it is to be believed:
 *
 * <ol>
 *   <li>0 &lt;= published &lt;= cursor &lt;= limitFor(published), each at the start of a word, and
 *       neither is smaller than it was before. Published is the lock holder's own; the cursor is
 *       read after it and only grows.
 *   <li>limit = limitFor(published) where there is no intent: both are stored before it is cleared.
 *   <li>the intent is one that a publisher records: see {@link #checkIntent}.
 *   <li>slot limit and chunk count lie within the file.
 *   <li>no lane starts above the cursor, as read after the lanes: it says INTENT at a cursor that
 *       was read before, and only with that it goes on. A CLAIMED one starts at or above published,
 *       which never passes it; the extent of an ABANDONED one lies on one side of published.
 *   <li>each slot's writer has the slot's index in its id, in its free lanes that id, and says of
 *       itself what its checksum is of.
 * </ol>
 *
 * What passes all this may still be wrong: a cursor that lies a few bytes further on, say. The
 * staged bytes themselves are looked at by {@link BatchAssembler} and {@link ChunkRing}.
 */
final class Invariants {
  private final Control control;
  private final Geometry geometry;

  // What was seen at the last look; guarded by the publisher lock.
  private long lastPublished;
  private long lastCursor;

  Invariants(Control control) {
    this.control = control;
    this.geometry = control.geometry();
  }

  /** Looks at the positions, and at what an earlier publisher has left half done. */
  void check() throws StagingLostException {
    long published = control.publishedVolatile();
    long cursor = control.cursorVolatile();
    checkPositions(published, cursor);
    if (control.isSpoiled()) {
      throw damaged("another one has found it damaged");
    }
    checkCounts();
    checkIntent(published, cursor);
  }

  /** Of the cursor that was read after published. */
  void checkPositions(long published, long cursor) throws StagingLostException {
    if (!Frame.isAligned(published | cursor)
        || published < lastPublished
        || cursor < Math.max(published, lastCursor)
        || cursor > geometry.limitFor(published)) {
      throw damaged("cursor=" + cursor + ", published=" + published);
    }
    lastPublished = published;
    lastCursor = cursor;
  }

  void checkCounts() throws StagingLostException {
    int slots = control.slotLimitVolatile();
    if (slots < 0 || slots > ControlDescriptor.MAX_WRITERS) {
      throw damaged("slots=" + slots);
    }
    int chunks = control.physicalChunksVolatile();
    if (chunks < 0 || chunks > geometry.maxChunks()) {
      throw damaged("chunks=" + chunks);
    }
  }

  void checkIntent(long published, long cursor) throws StagingLostException {
    long state = control.intentStateAcquire();
    long from = control.intentFrom();
    long to = control.intentTo();
    boolean possible;
    if (state == IntentState.NONE) {
      possible = control.limitAcquire() == geometry.limitFor(published);
    } else if (state == IntentState.WRITING) {
      possible = from == published && from < to && to <= cursor && Frame.isAligned(to);
    } else if (state == IntentState.WRITTEN) {
      possible =
          from < to
              && (published == from || published == to)
              && to <= cursor
              && Frame.isAligned(to);
    } else if (state == IntentState.SPILLING) {
      possible = from == 0 && to > 0 && to <= Integer.MAX_VALUE;
    } else {
      possible = state == IntentState.ROLLING && to >= 0 && to < Integer.MAX_VALUE;
    }
    if (!possible || (state != IntentState.NONE && control.intentSize() < 0)) {
      throw damaged(
          "intent="
              + state
              + ", from="
              + from
              + ", to="
              + to
              + ", published="
              + published
              + ", limit="
              + control.limitAcquire());
    }
  }

  /** Published has been moved, by the caller. */
  void moved(long published) {
    lastPublished = published;
  }

  /** Looks at the lanes, as a scan has just found them. */
  void check(LaneScan scan) throws StagingLostException {
    if (scan.stray() != null) {
      throw damaged(scan.stray());
    }
    long published = control.publishedVolatile();
    long cursor = control.cursorVolatile();
    for (LaneScan.Use use : scan.inUse()) {
      boolean claimed = LaneWord.state(use.word()) == LaneWord.CLAIMED;
      if (use.start() > cursor || (claimed && use.start() < published)) {
        throw damaged("lane=" + use.word() + ", cursor=" + cursor + ", published=" + published);
      }
    }
    checkExtents(scan.abandoned(), published, cursor);
  }

  private static void checkExtents(List<LaneScan.Use> abandoned, long published, long cursor)
      throws StagingLostException {
    for (LaneScan.Use use : abandoned) {
      long length = use.lane().length();
      long end = use.start() + length;
      boolean possible =
          length > 0
              && length <= cursor
              && end <= cursor
              && (use.start() >= published || end <= published);
      if (!possible) {
        throw damaged("lane=" + use.word() + ", length=" + length + ", cursor=" + cursor);
      }
    }
  }

  // Told only when it happens: each publish comes by here.
  private static DamagedStagingException damaged(String found) {
    return new DamagedStagingException("the control file says what cannot be: " + found);
  }
}
