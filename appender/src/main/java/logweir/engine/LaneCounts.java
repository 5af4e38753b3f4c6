package logweir.engine;

import logweir.layout.Slot;

/**
 * What the lanes of one writer have counted. The counters stand in its slot, which is another
 * writer's later on, and in a mapping that may be damaged; what was read last remains. Thread-safe;
 * not for the way of a line.
 *
 * <p>The counts are read before the writer id: if the slot is still this writer's then, they were
 * its own. A newcomer clears them before it stores its id, and after the id was cleared; the writer
 * {@link #settle settles} them before that.
 */
final class LaneCounts {
  private final long writerId;
  private Slot slot; // null: nothing more is counted
  private long lines;
  private long bytes;

  LaneCounts(Slot slot, long writerId) {
    this.slot = slot;
    this.writerId = writerId;
  }

  synchronized long lines() {
    look();
    return lines;
  }

  synchronized long bytes() {
    look();
    return bytes;
  }

  /** Reads them for the last time; for a writer whose lanes are retired or given up. */
  synchronized void settle() {
    look();
    slot = null;
  }

  private void look() {
    if (slot == null) {
      return;
    }
    try {
      long linesNow = slot.stagedLines();
      long bytesNow = slot.stagedBytes();
      if (slot.writerIdVolatile() == writerId) {
        lines = linesNow;
        bytes = bytesNow;
      } else {
        slot = null;
      }
    } catch (InternalError e) {
      Faults.swallowPending();
      slot = null;
    }
  }
}
