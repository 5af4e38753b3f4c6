package logweir.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what a {@link SharedLog} does, over all staging areas that it has, one after the other.
 * Staged lines are counted by the lanes that they go through and are only read here; what is
 * counted here is slow anyway: a write of its own, or a wait. Thread-safe.
 */
final class Tally {
  private final AtomicLong directLines = new AtomicLong();
  private final AtomicLong unstagedLines = new AtomicLong();
  private final AtomicLong unstagedBytes = new AtomicLong();
  private final AtomicLong drops = new AtomicLong();
  private final AtomicLong blockedLines = new AtomicLong();
  private final AtomicLong blockedNanos = new AtomicLong();

  // Of the staging areas before the present one, and of that one; guarded by this.
  private long earlierLines;
  private long earlierBytes;
  private LaneCounts lanes; // null before the first

  /** A line was appended past the staging area. */
  void addDirect(int length) {
    directLines.incrementAndGet();
    addUnstaged(length);
  }

  /** A line that is too long for the ring was appended through the spill file. */
  void addSpilled(int length) {
    addUnstaged(length);
  }

  private void addUnstaged(int length) {
    unstagedLines.incrementAndGet();
    unstagedBytes.addAndGet(length);
  }

  /** A line was given up. */
  void addDrop() {
    drops.incrementAndGet();
  }

  /** A line did not find room at once, and its call was held up for so long. */
  void addBlocked(long nanos) {
    blockedLines.incrementAndGet();
    blockedNanos.addAndGet(nanos);
  }

  /** From now on lines go through these lanes. */
  synchronized void countLanes(LaneCounts next) {
    if (lanes != null) {
      lanes.settle();
      earlierLines += lanes.lines();
      earlierBytes += lanes.bytes();
    }
    lanes = next;
  }

  synchronized LogCounts read() {
    return new LogCounts(
        earlierLines + unstagedLines.get() + (lanes == null ? 0 : lanes.lines()),
        earlierBytes + unstagedBytes.get() + (lanes == null ? 0 : lanes.bytes()),
        directLines.get(),
        drops.get(),
        blockedLines.get(),
        Duration.ofNanos(blockedNanos.get()));
  }
}
