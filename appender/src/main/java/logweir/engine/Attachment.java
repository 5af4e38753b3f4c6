package logweir.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import logweir.engine.StateDirectory.WriterName;
import logweir.layout.Control;
import logweir.layout.ControlDescriptor;
import logweir.layout.Slot;

/**
 * A writer's membership in a staging area: a slot, and the kernel lock that says that it lives.
 *
 * <p>Attaching and leaving happen under {@link AttachLock}. The writer id is stored last when a
 * slot is taken, and cleared only after every lane and all owner locks are retired: from then on no
 * thread of this writer touches shared memory, so the slot's next owner, and whoever finds the old
 * id in a lock word, need not fear it. A process that dies on the way leaves either no trace, or a
 * slot whose kernel lock is free: a dead writer like any other.
 */
final class Attachment {
  private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(5);

  private final StagingArea area;
  private final Slot slot;
  private final LaneCounts counts;
  private final WriterLock lock;
  private final Object controlKey;

  // Beside the log, if the area is not there.
  private final WriterLock announced;

  Attachment(
      StagingArea area, Slot slot, WriterLock lock, Object controlKey, WriterLock announced) {
    this.area = area;
    this.slot = slot;
    this.counts = new LaneCounts(slot, area.writerId());
    this.lock = lock;
    this.controlKey = controlKey;
    this.announced = announced;
  }

  StagingArea area() {
    return area;
  }

  Slot slot() {
    return slot;
  }

  /** What this writer's lanes have counted, also when it has left. */
  LaneCounts counts() {
    return counts;
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
        // First of all: to publish what the dead have left may be to roll the log.
        WriterLock announced = announce(directory, self, config);
        try {
          StagingFiles files = new StagingFiles(directory, log, config, self, clock);
          return join(files.openOrCreate(), directory, self, config, clock, announced);
        } catch (IOException | RuntimeException | Error e) {
          close(announced);
          throw e;
        }
      }
    }
  }

  // Without the permission to write there nothing is rolled, either.
  private static WriterLock announce(
      StateDirectory directory, ProcessIdentity self, SharedLogConfig config) {
    try {
      return new OtherAreas(directory, self).announce();
    } catch (IOException e) {
      config
          .listener()
          .info("processes with another state directory do not see this one: cause=" + e);
      return null;
    }
  }

  private static void close(WriterLock announced) throws IOException {
    if (announced != null) {
      announced.close();
    }
  }

  private void closeLocks() throws IOException {
    try {
      lock.close();
    } finally {
      close(announced);
    }
  }

  private static Attachment join(
      Control control,
      StateDirectory directory,
      ProcessIdentity self,
      SharedLogConfig config,
      LongSupplier clock,
      WriterLock announced)
      throws IOException {
    Liveness liveness = Liveness.of(control, directory, self);
    int index = new SlotTable(control, directory, liveness).findFree();
    long writerId = WriterId.draw(index);
    StagingArea area = new StagingArea(directory, control, writerId, liveness, clock);
    WriterLock lock = lock(area, new WriterName(writerId, self.jvmId()));
    Failpoint.WRITER_LOCKED.reach();
    SlotTable.take(control, index, writerId, self, RollGroup.idOf(config.rollPolicy()));
    Failpoint.SLOT_TAKEN.reach();
    return new Attachment(area, control.slot(index), lock, keyOf(directory.control()), announced);
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
    boolean kept = lock.keep();
    return (announced == null || announced.keep()) && kept;
  }

  /** Gives the slot back at once; for a writer that has not staged anything. */
  void withdraw() throws IOException {
    SlotTable.giveBack(area.control(), slot);
    area.ring().close();
    closeLocks();
  }

  /**
   * Leaves: publishes what this writer has staged, and, as the last one, everything; then removes
   * the staging area's files. Bounded by the deadline; what could not be done in time is left to
   * the others, or to the next one who attaches.
   */
  void leave(LineStager stager, Publisher publisher, long deadlineNanos) throws IOException {
    if (!isInSlot()) {
      counts.settle();
      area.ring().close();
      closeLocks();
      return;
    }
    // If the slot cannot be given back, nobody is to wait for a roll of this writer.
    slot.rollPolicy(0);
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
      counts.settle();
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
    closeLocks();
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

  private SlotTable slots() {
    return new SlotTable(area.control(), area.directory(), area.liveness());
  }

  private void leaveLocked(Publisher publisher, long deadlineNanos) throws IOException {
    boolean last = slots().isLast(area.writerId());
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
      throw new IOException("a thread is still at work: slot left to the end of the process");
    }
    counts.settle();
    if (last && !publisher.hasBacklog()) {
      publisher.appendFooter();
      Failpoint.FOOTER_APPENDED.reach();
      StagingFiles.remove(area);
    } else {
      SlotTable.giveBack(area.control(), slot);
    }
    Failpoint.SLOT_CLEARED.reach();
    area.ring().close();
    closeLocks();
  }
}
