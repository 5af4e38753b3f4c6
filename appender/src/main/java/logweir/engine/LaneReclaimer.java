package logweir.engine;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import logweir.layout.Control;
import logweir.layout.LaneWord;

/**
 * Settles the lanes that dead writers left in use, so that publishing can go past them. For the
 * holder of the publisher lock.
 *
 * <p>A dead lane that is CLAIMED has a known extent, and becomes ABANDONED. One that is INTENT has
 * reserved [start, start + length), or nothing, if its CAS on the cursor lost or never came:
 *
 * <ol>
 *   <li>start below published, or at the cursor: nothing was reserved. (At the cursor: a CAS from
 *       start that had succeeded would have moved it.)
 *   <li>a lane of a living writer starts at or below it: wait; that one may be about to copy there.
 *   <li>else the words tell. Chunks start zeroed and no frame starts with a zero word, so the run
 *       of zero words from start to the next frame, to the first living lane or to the cursor is
 *       what the dead reserved there, be it one or several of them. No zero at start: somebody
 *       else's frame begins there, and the CAS had lost.
 * </ol>
 *
 * Every step leaves a state from which a successor does the same again: the extent is stored before
 * the word that makes it count, and an INTENT's length is not used by anybody else.
 */
final class LaneReclaimer {
  /** What came of a look at the lanes in use. */
  enum Result {
    /** No dead lane stands in the way; wait for the living. */
    NO_ACTION,
    /** Lanes were settled; scan again. */
    RECLAIMED
  }

  private final Control control;
  private final ChunkRing ring;
  private final Liveness liveness;
  private final LogListener listener;

  LaneReclaimer(Control control, ChunkRing ring, Liveness liveness, LogListener listener) {
    this.control = control;
    this.ring = ring;
    this.liveness = liveness;
    this.listener = listener;
  }

  /**
   * Asks for each writer with a lane in use whether it is dead, and settles the dead ones' lanes.
   */
  Result reclaim(LaneScan scan) throws IOException {
    Map<Long, Boolean> dead = new HashMap<>();
    for (LaneScan.Use use : scan.inUse()) {
      dead.computeIfAbsent(use.writerId(), liveness::isDead);
    }
    if (!dead.containsValue(true)) {
      return Result.NO_ACTION;
    }
    int settled = 0;
    // Read anew: while the dead were looked for, the living went on.
    LaneScan now = LaneScan.of(control);
    for (LaneScan.Use use : now.inUse()) {
      if (dead.getOrDefault(use.writerId(), false) && settle(use, now, dead)) {
        settled++;
      }
    }
    if (settled == 0) {
      return Result.NO_ACTION;
    }
    control.addToTotal(Control.Total.RECLAIMED_LANES, settled);
    listener.info("reclaimed lanes of dead writers: lanes=" + settled);
    return Result.RECLAIMED;
  }

  private boolean settle(LaneScan.Use use, LaneScan now, Map<Long, Boolean> dead)
      throws IOException {
    if (LaneWord.state(use.word()) == LaneWord.CLAIMED) {
      use.lane().wordRelease(LaneWord.abandoned(use.start()));
      Failpoint.LANE_SETTLED.reach();
      return true;
    }
    if (use.start() < control.publishedVolatile() || use.start() == control.cursorVolatile()) {
      free(use);
      return true;
    }
    long bound = firstLivingStart(now.cursor(), now.inUse(), dead);
    if (bound <= use.start()) {
      return false;
    }
    long end = firstFrame(use.start(), bound);
    if (end == use.start()) {
      free(use);
    } else {
      use.lane().length(end - use.start());
      Failpoint.EXTENT_STORED.reach();
      use.lane().wordRelease(LaneWord.abandoned(use.start()));
    }
    Failpoint.LANE_SETTLED.reach();
    return true;
  }

  private static long firstLivingStart(
      long cursor, List<LaneScan.Use> inUse, Map<Long, Boolean> dead) {
    long first = cursor;
    for (LaneScan.Use use : inUse) {
      if (!dead.getOrDefault(use.writerId(), false)) {
        first = Math.min(first, use.start());
      }
    }
    return first;
  }

  private long firstFrame(long from, long to) throws IOException {
    long at = from;
    while (at < to) {
      ChunkWindow window = ring.window(at);
      if (window == null) {
        throw new DamagedStagingException("a reserved chunk is not there: position=" + at);
      }
      int limit = window.indexOf(Math.min(to, window.end()));
      int found = window.region().firstNonZeroWord(window.indexOf(at), limit);
      if (found < limit) {
        return window.start() + found;
      }
      at = window.end();
    }
    return to;
  }

  private static void free(LaneScan.Use use) {
    use.lane().wordRelease(LaneWord.free(use.writerId()));
  }
}
