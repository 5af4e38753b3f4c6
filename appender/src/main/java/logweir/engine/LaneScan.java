package logweir.engine;

import java.util.ArrayList;
import java.util.List;
import logweir.layout.Control;
import logweir.layout.Lane;
import logweir.layout.LaneWord;
import logweir.layout.Slot;
import logweir.layout.SlotDescriptor;

/**
 * One look of the publisher at the cursor and at all lanes: how far it may publish, what in between
 * is abandoned, and who stands in the way. For the holder of the publisher lock.
 *
 * <p>The cursor is read before the lanes; {@link LineStager} says why. Everything below {@link
 * #low} is then committed, or abandoned by one of the lanes in {@link #abandoned}: no lane below it
 * can become abandoned later, since a lane in use holds low at or below its start.
 */
final class LaneScan {
  /** A lane in use, and what it said. */
  record Use(long writerId, Lane lane, long word) {
    long start() {
      return LaneWord.start(word);
    }
  }

  private static final int NONE = -1;

  private final long cursor;
  private final List<Use> inUse = new ArrayList<>(4);
  private final List<Use> abandoned = new ArrayList<>(0);
  private Use lowest;
  private int strayLane;
  private String stray;

  private LaneScan(long cursor) {
    this.cursor = cursor;
  }

  static LaneScan of(Control control) {
    LaneScan scan = new LaneScan(control.cursorVolatile());
    Failpoint.CURSOR_READ.reach();
    int slots = control.slotLimitVolatile();
    for (int index = 0; index < slots; index++) {
      scan.addLanesOf(index, control.slot(index));
    }
    scan.findLowest();
    return scan;
  }

  /**
   * Adds a slot's lanes under the id of the writer that they belong to: the id is read before them
   * and again behind them.
   *
   * <p>A slot may be cleared and given to the next writer while it is scanned. That one stores its
   * id before it takes a lane, so whoever reads one of its lanes in use finds its id behind that.
   * Without the second look a living writer's lane could be settled as that of a dead one.
   */
  private void addLanesOf(int slotIndex, Slot slot) {
    long writerId = slot.writerIdVolatile();
    while (writerId != 0) {
      strayLane = NONE;
      int inUseBefore = inUse.size();
      int abandonedBefore = abandoned.size();
      addLanesOf(slot, writerId);
      boolean whole = slot.isIdentityWhole();
      long writerIdNow = slot.writerIdVolatile();
      if (writerIdNow == writerId) {
        if (strayLane != NONE || WriterId.slot(writerId) != slotIndex || !whole) {
          stray = "slot=" + slotIndex + ", writer=" + writerId + ", lane=" + strayLane;
        }
        return;
      }
      inUse.subList(inUseBefore, inUse.size()).clear();
      abandoned.subList(abandonedBefore, abandoned.size()).clear();
      writerId = writerIdNow;
    }
  }

  private void addLanesOf(Slot slot, long writerId) {
    for (int index = 0; index < SlotDescriptor.LANES; index++) {
      Lane lane = slot.lane(index);
      long word = lane.wordVolatile();
      switch (LaneWord.state(word)) {
        case LaneWord.FREE -> addFree(writerId, index, word);
        case LaneWord.ABANDONED -> abandoned.add(new Use(writerId, lane, word));
        default -> inUse.add(new Use(writerId, lane, word));
      }
    }
  }

  private void addFree(long writerId, int index, long word) {
    if (word != LaneWord.free(writerId) && word != LaneWord.RETIRED) {
      strayLane = index;
    }
  }

  private void findLowest() {
    for (Use use : inUse) {
      if (lowest == null || use.start() < lowest.start()) {
        lowest = use;
      }
    }
  }

  /** Everything before this position is committed or abandoned. */
  long low() {
    return lowest == null ? cursor : Math.min(cursor, lowest.start());
  }

  /** The cursor at the start of the scan. */
  long cursor() {
    return cursor;
  }

  /** The lane that {@link #low} stops at, or null if it reaches the cursor. */
  Use blocker() {
    return lowest != null && lowest.start() < cursor ? lowest : null;
  }

  /** Where something stands that no writer writes there, or null. */
  String stray() {
    return stray;
  }

  /** All lanes that said INTENT or CLAIMED. */
  List<Use> inUse() {
    return inUse;
  }

  /** All lanes that said ABANDONED. */
  List<Use> abandoned() {
    return abandoned;
  }
}
