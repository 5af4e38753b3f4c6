package logweir.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import logweir.engine.StateDirectory.WriterName;
import logweir.layout.Control;
import logweir.layout.ControlDescriptor;
import logweir.layout.LaneWord;
import logweir.layout.Slot;

/**
 * Who has which slot of a staging area: gives slots out, and takes them back from the dead. For the
 * holder of the attach lock.
 */
final class SlotTable {
  // An idle JVM looks once a second whether the dead have left something.
  private static final long RECLAIM_WAIT_NANOS = 3_000_000_000L;

  private final Control control;
  private final StateDirectory directory;
  private final Liveness liveness;

  SlotTable(Control control, StateDirectory directory, Liveness liveness) {
    this.control = control;
    this.directory = directory;
    this.liveness = liveness;
  }

  /**
   * Makes a free slot a writer's. Its contents and the limit come before the id: who finds the id
   * finds whose it is, and every publisher looks at its lanes before a line can be staged in them.
   */
  static void take(
      Control control, int index, long writerId, ProcessIdentity self, long rollPolicy) {
    Slot slot = control.slot(index);
    slot.reset(LaneWord.free(writerId));
    slot.identity(
        self.jvmId(),
        self.pid(),
        self.pidNamespace(),
        self.startTime(),
        System.currentTimeMillis());
    slot.rollPolicy(rollPolicy);
    control.slotLimitVolatile(Math.max(control.slotLimitVolatile(), index + 1));
    Failpoint.SLOT_FILLED.reach();
    slot.writerIdVolatile(writerId);
  }

  /**
   * Whether each slot in use says of its writer what that has filled in. Where one does not, a dead
   * writer may look alive, and the lock that it held is never free. For anybody, at any time.
   */
  static boolean isWhole(Control control) {
    for (int index = 0; index < control.slotLimitVolatile(); index++) {
      Slot slot = control.slot(index);
      long writerId = slot.writerIdVolatile();
      if (writerId != 0 && !slot.isIdentityWhole() && slot.writerIdVolatile() == writerId) {
        return false;
      }
    }
    return true;
  }

  /**
   * Finds a slot that nobody has, clearing those of the dead.
   *
   * @throws IOException if there is none, and none comes free within a short time
   */
  int findFree() throws IOException {
    long deadline = System.nanoTime() + RECLAIM_WAIT_NANOS;
    do {
      clearDeadSlots();
      for (int index = 0; index < ControlDescriptor.MAX_WRITERS; index++) {
        if (control.slot(index).writerIdVolatile() == 0) {
          return index;
        }
      }
      // A dead writer's lanes are settled by the living, who soon stumble over them.
      LockSupport.parkNanos(10_000_000);
    } while (isAnyDead() && System.nanoTime() - deadline < 0);
    throw new IOException("all slots are taken: slots=" + ControlDescriptor.MAX_WRITERS);
  }

  private boolean isAnyDead() {
    for (int index = 0; index < control.slotLimitVolatile(); index++) {
      long writerId = control.slot(index).writerIdVolatile();
      if (writerId != 0 && liveness.isDead(writerId)) {
        return true;
      }
    }
    return false;
  }

  // The lanes are taken first. Should the writer live after all, in another pid namespace, it finds
  // no lane, and notices that the slot is not its own any more.
  private void clearDeadSlots() throws IOException {
    for (int index = 0; index < control.slotLimitVolatile(); index++) {
      Slot slot = control.slot(index);
      long writerId = slot.writerIdVolatile();
      if (isLeftForGood(slot, liveness::isDead)
          && !holdsALock(writerId)
          && slot.retireLanes(LaneWord.free(writerId))) {
        WriterName name = new WriterName(writerId, slot.jvmId());
        control.addToTotal(Control.Total.DEPARTED_DEAD, 1);
        // Unlike the other locks, this one guards nothing that its successor would have to finish.
        control.tidyLock().release(writerId);
        giveBack(control, slot);
        Files.deleteIfExists(directory.writerLock(name));
      }
    }
  }

  /**
   * Whether a slot's writer is dead and has left nothing in its lanes.
   *
   * <p>Life is asked for before the lanes are read: a dead writer's lanes change no more, but for
   * what a publisher settles. A living one's that are all free may be in use by the time it dies,
   * and a slot without a writer is not scanned: what it had reserved would be published uncopied.
   */
  static boolean isLeftForGood(Slot slot, LongPredicate isDead) {
    long writerId = slot.writerIdVolatile();
    return writerId != 0 && isDead.test(writerId) && slot.rests();
  }

  // It is about to be taken over, and its successor asks for its owner's slot.
  private boolean holdsALock(long writerId) {
    return control.publisherLock().ownerVolatile() == writerId
        || control.growLock().ownerVolatile() == writerId;
  }

  /** Adds what the slot counted to the totals, and makes it free. */
  static void giveBack(Control control, Slot slot) {
    control.addToTotal(Control.Total.DEPARTED_WRITERS, 1);
    control.addToTotal(Control.Total.DEPARTED_LINES, slot.lines());
    control.addToTotal(Control.Total.DEPARTED_BYTES, slot.bytes());
    control.addToTotal(Control.Total.DEPARTED_DIRECT_LINES, slot.directLines());
    control.addToTotal(Control.Total.DEPARTED_DROPS, slot.drops());
    slot.writerIdVolatile(0);
  }

  /** Whether no writer but that one is alive. */
  boolean isLast(long ownWriterId) {
    for (int index = 0; index < control.slotLimitVolatile(); index++) {
      long writerId = control.slot(index).writerIdVolatile();
      if (writerId != 0 && writerId != ownWriterId && !liveness.isDead(writerId)) {
        return false;
      }
    }
    return true;
  }
}
