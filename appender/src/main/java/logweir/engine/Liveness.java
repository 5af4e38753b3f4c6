package logweir.engine;

import java.io.IOException;
import logweir.engine.StateDirectory.WriterName;
import logweir.layout.Control;
import logweir.layout.ControlDescriptor;
import logweir.layout.Slot;

/**
 * Tells dead writers from living ones. Thread-safe; each question costs a few system calls.
 *
 * <p>A writer is dead if its id is still in its slot, nobody holds the kernel lock that goes with
 * it, and no living process is seen under its pid. The last is a second opinion: code of the
 * application that opens and closes the lock file makes the kernel drop the lock of a process that
 * lives (its owner notices, and takes it again, see {@link WriterLock}). In another pid namespace
 * the lock alone tells. In doubt a writer is alive: to wait for a dead one costs time, to bury a
 * living one costs lines.
 */
final class Liveness {
  private final Control control;
  private final StateDirectory directory;
  private final ProcessIdentity self;
  private final boolean nobodyLives;

  private Liveness(
      Control control, StateDirectory directory, ProcessIdentity self, boolean nobodyLives) {
    this.control = control;
    this.directory = directory;
    this.self = self;
    this.nobodyLives = nobodyLives;
  }

  static Liveness of(Control control, StateDirectory directory, ProcessIdentity self) {
    return new Liveness(control, directory, self, false);
  }

  /** For the holder of the attach lock, once it has found that all writers are dead. */
  static Liveness ofNobody(Control control, StateDirectory directory, ProcessIdentity self) {
    return new Liveness(control, directory, self, true);
  }

  /** Whether the writer with that id is gone for good. */
  boolean isDead(long writerId) {
    if (nobodyLives) {
      return true;
    }
    int index = WriterId.slot(writerId);
    if (index == WriterId.NO_SLOT) {
      // A repairer holds the attach lock; whoever runs beside it attached after its death.
      return true;
    }
    if (!isAttached(writerId)) {
      // A writer gives its locks back before its slot: one that still owns a lock was cleared away.
      return true;
    }
    Slot slot = control.slot(index);
    if (self.isSameProcess(slot.jvmId(), slot.pid(), slot.pidNamespace(), slot.startTime())) {
      return false;
    }
    // A look under /proc first: it tells of most, and touches nobody's lock.
    return !isSeenAlive(slot) && isUnlocked(writerId, slot) && slot.writerIdVolatile() == writerId;
  }

  /** Whether a writer has its slot, or is a repairer, which needs none. */
  boolean isAttached(long writerId) {
    int index = WriterId.slot(writerId);
    return index == WriterId.NO_SLOT
        || (index < ControlDescriptor.MAX_WRITERS
            && control.slot(index).writerIdVolatile() == writerId);
  }

  /** Whether no attached process is stopped, so that whoever is waited for is merely slow. */
  boolean allSurelyRun() {
    for (int index = 0; index < control.slotLimitVolatile(); index++) {
      Slot slot = control.slot(index);
      if (slot.writerIdVolatile() != 0
          && !(isVisible(slot) && ProcessIdentity.isSurelyRunning(slot.pid()))) {
        return false;
      }
    }
    return true;
  }

  private boolean isUnlocked(long writerId, Slot slot) {
    try {
      WriterName name = new WriterName(writerId, slot.jvmId());
      return switch (Interrupts.shielded(() -> WriterLock.probe(directory, name, self))) {
        case FREE -> !isSeenAlive(slot);
        case HELD -> false;
        case MISSING -> processIsGone(slot);
      };
    } catch (IOException e) {
      return false;
    }
  }

  // Somebody removed the lock file; the pid still tells, where it means the same to both.
  private boolean processIsGone(Slot slot) {
    return slot.startTime() > 0
        && isVisible(slot)
        && ProcessIdentity.startTimeOf(slot.pid()) != ProcessIdentity.UNKNOWN
        && !isSeenAlive(slot);
  }

  private boolean isSeenAlive(Slot slot) {
    return slot.startTime() > 0
        && isVisible(slot)
        && ProcessIdentity.isAlive(slot.pid(), slot.startTime());
  }

  // Whether a pid means the same to that writer and to this process.
  private boolean isVisible(Slot slot) {
    return self.pidNamespace() != 0 && slot.pidNamespace() == self.pidNamespace();
  }
}
