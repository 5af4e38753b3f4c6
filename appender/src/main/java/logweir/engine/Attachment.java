package logweir.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import logweir.engine.StateDirectory.WriterName;
import logweir.layout.Control;
import logweir.layout.ControlDescriptor;
import logweir.layout.Lane;
import logweir.layout.LaneWord;
import logweir.layout.Slot;
import logweir.layout.SlotDescriptor;

/**
 * A writer's membership in a staging area: a slot, and the kernel lock that says that it lives.
 *
 * <p>Attaching and leaving happen under {@link AttachLock}. The writer id is stored last when a
 * slot is taken, and cleared only after every lane and both owner locks are retired: from then on
 * no thread of this writer touches shared memory, so the slot's next owner, and whoever finds the
 * old id in a lock word, need not fear it. A process that dies on the way leaves either no trace,
 * or a slot whose kernel lock is free: a dead writer like any other.
 */
final class Attachment {
  private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(5);

  // An idle JVM looks once a second whether the dead have left something.
  private static final long RECLAIM_WAIT_NANOS = 3_000_000_000L;

  private final StagingArea area;
  private final Slot slot;
  private final WriterLock lock;
  private final Object controlKey;

  Attachment(StagingArea area, Slot slot, WriterLock lock, Object controlKey) {
    this.area = area;
    this.slot = slot;
    this.lock = lock;
    this.controlKey = controlKey;
  }

  StagingArea area() {
    return area;
  }

  Slot slot() {
    return slot;
  }

  /**
   * Attaches to the staging area of a log, making, repairing or replacing it first where need be.
   *
   * @throws IOException if lines cannot be staged; the log itself may be fine
   */
  static Attachment attach(
      StateDirectory directory, LogFile log, SharedLogConfig config, LongSupplier clock)
      throws IOException {
    synchronized (AttachLock.turnOf(directory)) {
      AttachLock lock = AttachLock.acquire(directory, ATTACH_PATIENCE);
      try (lock) {
        Failpoint.ATTACH_LOCKED.reach();
        ProcessIdentity self = ProcessIdentity.current();
        StagingFiles files = new StagingFiles(directory, log, config, self, clock);
        return join(files.openOrCreate(), directory, self, clock);
      }
    }
  }

  private static Attachment join(
      Control control, StateDirectory directory, ProcessIdentity self, LongSupplier clock)
      throws IOException {
    Liveness liveness = Liveness.of(control, directory, self);
    int index = freeSlot(control, directory, liveness);
    long writerId = WriterId.draw(index);
    StagingArea area = new StagingArea(directory, control, writerId, liveness, clock);
    WriterLock lock = lock(area, new WriterName(writerId, self.jvmId()));
    Failpoint.WRITER_LOCKED.reach();
    takeSlot(control, index, writerId, self);
    Failpoint.SLOT_TAKEN.reach();
    return new Attachment(area, control.slot(index), lock, keyOf(directory.control()));
  }

  /**
   * Makes a free slot a writer's. Its contents and the limit come before the id: who finds the id
   * finds whose it is, and every publisher looks at its lanes before a line can be staged in them.
   */
  static void takeSlot(Control control, int index, long writerId, ProcessIdentity self) {
    Slot slot = control.slot(index);
    slot.reset(LaneWord.free(writerId));
    slot.identity(
        self.jvmId(),
        self.pid(),
        self.pidNamespace(),
        self.startTime(),
        System.currentTimeMillis());
    control.slotLimitVolatile(Math.max(control.slotLimitVolatile(), index + 1));
    Failpoint.SLOT_FILLED.reach();
    slot.writerIdVolatile(writerId);
  }

  private static Object keyOf(Path file) throws IOException {
    BasicFileAttributes attributes = SafeFiles.attributes(file);
    return attributes == null ? null : attributes.fileKey();
  }

  // Both files are opened before the slot is taken: nothing has to be given back if that fails.
  private static WriterLock lock(StagingArea area, WriterName name) throws IOException {
    area.ring().open();
    try {
      return WriterLock.create(area.directory(), name);
    } catch (IOException | RuntimeException e) {
      area.ring().close();
      throw e;
    }
  }

  private static int freeSlot(Control control, StateDirectory directory, Liveness liveness)
      throws IOException {
    long deadline = System.nanoTime() + RECLAIM_WAIT_NANOS;
    do {
      clearDeadSlots(control, directory, liveness);
      for (int index = 0; index < ControlDescriptor.MAX_WRITERS; index++) {
        if (control.slot(index).writerIdVolatile() == 0) {
          return index;
        }
      }
      // A dead writer's lanes are settled by the living, who soon stumble over them.
      LockSupport.parkNanos(10_000_000);
    } while (isAnyDead(control, liveness) && System.nanoTime() - deadline < 0);
    throw new IOException("all slots are taken: slots=" + ControlDescriptor.MAX_WRITERS);
  }

  private static boolean isAnyDead(Control control, Liveness liveness) {
    for (int index = 0; index < control.slotLimitVolatile(); index++) {
      long writerId = control.slot(index).writerIdVolatile();
      if (writerId != 0 && liveness.isDead(writerId)) {
        return true;
      }
    }
    return false;
  }

  private static void clearDeadSlots(Control control, StateDirectory directory, Liveness liveness)
      throws IOException {
    for (int index = 0; index < control.slotLimitVolatile(); index++) {
      Slot slot = control.slot(index);
      long writerId = slot.writerIdVolatile();
      if (isLeftForGood(slot, liveness::isDead)
          && !holdsALock(control, writerId)
          && retire(slot, writerId)) {
        WriterName name = new WriterName(writerId, slot.jvmId());
        control.addToTotal(Control.Total.DEPARTED_DEAD, 1);
        clear(control, slot);
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
  private static boolean holdsALock(Control control, long writerId) {
    return control.publisherLock().ownerVolatile() == writerId
        || control.growLock().ownerVolatile() == writerId;
  }

  /**
   * Takes all lanes of a writer away. Should it live after all, in another pid namespace, it finds
   * no lane, and notices that the slot is not its own any more.
   */
  private static boolean retire(Slot slot, long writerId) {
    boolean retired = true;
    for (int index = 0; index < SlotDescriptor.LANES; index++) {
      Lane lane = slot.lane(index);
      retired &=
          lane.compareAndSetWord(LaneWord.free(writerId), LaneWord.RETIRED)
              || lane.wordVolatile() == LaneWord.RETIRED;
    }
    return retired;
  }

  private static void clear(Control control, Slot slot) {
    control.addToTotal(Control.Total.DEPARTED_WRITERS, 1);
    control.addToTotal(Control.Total.DEPARTED_LINES, slot.lines());
    control.addToTotal(Control.Total.DEPARTED_BYTES, slot.bytes());
    control.addToTotal(Control.Total.DEPARTED_DIRECT_LINES, slot.directLines());
    control.addToTotal(Control.Total.DEPARTED_DROPS, slot.drops());
    slot.writerIdVolatile(0);
  }

  /**
   * Whether the slot is still this writer's, where publishers look. It is cleared only if the
   * writer looks dead.
   */
  boolean isInSlot() {
    return slot.writerIdVolatile() == area.writerId()
        && WriterId.slot(area.writerId()) < area.control().slotLimitVolatile();
  }

  /**
   * Whether the next one who attaches finds this staging area, so that what is staged in it
   * outlives its writers.
   */
  boolean isFound() {
    try {
      return Objects.equals(keyOf(area.directory().control()), controlKey);
    } catch (IOException e) {
      // No answer, which is not a no.
      return true;
    }
  }

  /**
   * Sees to it that the kernel lock is held, which any code of this process can lose by closing the
   * lock file.
   *
   * @return false if it was lost
   */
  boolean keepLock() throws IOException {
    return lock.keep();
  }

  /** Gives the slot back at once; for a writer that has not staged anything. */
  void withdraw() throws IOException {
    clear(area.control(), slot);
    area.ring().close();
    lock.close();
  }

  /**
   * Leaves: publishes what this writer has staged, and, as the last one, everything; then removes
   * the staging area's files. Bounded by the deadline; what could not be done in time is left to
   * the others, or to the next one who attaches.
   */
  void leave(LineStager stager, Publisher publisher, long deadlineNanos) throws IOException {
    if (!isInSlot()) {
      area.ring().close();
      lock.close();
      return;
    }
    if (publisher.isLost()) {
      abandon(stager, deadlineNanos);
      return;
    }
    if (!retireLanes(stager, publisher, deadlineNanos)) {
      // A thread is still copying. As long as it may, this writer must not look dead.
      throw new IOException("a thread is still in append: slot left to the end of the process");
    }
    Failpoint.LANES_RETIRED.reach();
    publishUpTo(area.control().cursorVolatile(), publisher, deadlineNanos);
    if (publisher.isLost()) {
      abandon(stager, deadlineNanos);
      return;
    }
    synchronized (AttachLock.turnOf(area.directory())) {
      AttachLock attachLock = AttachLock.acquire(area.directory(), ATTACH_PATIENCE);
      try (attachLock) {
        Failpoint.LEAVE_LOCKED.reach();
        leaveLocked(publisher, deadlineNanos);
      }
    }
  }

  /**
   * Lets go of a staging area that is lost: publishes nothing, and removes nothing that others may
   * use. The slot is given back if nothing in it is waited for; else this writer looks alive for as
   * long as its process lives, since a thread of it may be copying.
   */
  void abandon(LineStager stager, long deadlineNanos) throws IOException {
    try {
      stager.retire();
      while (!stager.isAtRest()) {
        if (System.nanoTime() - deadlineNanos > 0) {
          return;
        }
        LockSupport.parkNanos(100_000);
        stager.retire();
      }
      if (!area.publisherLock().retire(deadlineNanos)
          || !area.growLock().retire(deadlineNanos)
          || !stager.isRetired()) {
        return;
      }
      if (isInSlot()) {
        slot.writerIdVolatile(0);
      }
    } catch (InternalError e) {
      if (!isCut()) {
        return;
      }
      // Nobody can use it any more, so nobody can be harmed by a late copy.
    }
    area.ring().close();
    lock.close();
  }

  private boolean isCut() throws IOException {
    BasicFileAttributes control = SafeFiles.attributes(area.directory().control());
    return control != null
        && control.fileKey().equals(controlKey)
        && control.size() < ControlDescriptor.controlBytes(area.control().geometry());
  }

  private boolean retireLanes(LineStager stager, Publisher publisher, long deadlineNanos) {
    stager.retire();
    while (!stager.isRetired()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        return false;
      }
      if (publisher.isLost() && stager.isAtRest()) {
        return true;
      }
      // An abandoned lane comes free when publishing has passed it.
      publisher.publish();
      LockSupport.parkNanos(100_000);
      stager.retire();
    }
    return true;
  }

  private void publishUpTo(long position, Publisher publisher, long deadlineNanos) {
    while (area.control().publishedVolatile() < position
        && !publisher.isLost()
        && System.nanoTime() - deadlineNanos < 0) {
      if (publisher.publish() != Publisher.Outcome.PUBLISHED) {
        LockSupport.parkNanos(200_000);
      }
    }
  }

  private void leaveLocked(Publisher publisher, long deadlineNanos) throws IOException {
    boolean last = isLast();
    if (last) {
      while (publisher.hasBacklog()
          && !publisher.isLost()
          && System.nanoTime() - deadlineNanos < 0) {
        if (publisher.publish() != Publisher.Outcome.PUBLISHED) {
          LockSupport.parkNanos(1_000_000);
        }
      }
    }
    if (!area.publisherLock().retire(deadlineNanos) || !area.growLock().retire(deadlineNanos)) {
      throw new IOException("a thread is still publishing: slot left to the end of the process");
    }
    if (last && !publisher.hasBacklog()) {
      publisher.appendFooter();
      Failpoint.FOOTER_APPENDED.reach();
      StagingFiles.remove(area);
    } else {
      clear(area.control(), slot);
    }
    Failpoint.SLOT_CLEARED.reach();
    area.ring().close();
    lock.close();
  }

  private boolean isLast() {
    Control control = area.control();
    for (int index = 0; index < control.slotLimitVolatile(); index++) {
      long writerId = control.slot(index).writerIdVolatile();
      if (writerId != 0 && writerId != area.writerId() && !area.liveness().isDead(writerId)) {
        return false;
      }
    }
    return true;
  }
}
