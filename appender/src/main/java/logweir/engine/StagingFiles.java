package logweir.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import logweir.engine.StateDirectory.WriterName;
import logweir.layout.Control;
import logweir.layout.ControlDescriptor;
import logweir.layout.ControlHeader;
import logweir.layout.Geometry;
import logweir.layout.OtherVersionException;
import logweir.layout.UnusableControlException;
import logweir.memory.MappedRegion;

/**
 * The staging area's files from the point of view of one who attaches: join what the living use,
 * publish what the dead left behind, replace what cannot be used. For the holder of the attach
 * lock.
 *
 * <p>The control file is made under another name and renamed when it is whole, so it is whole or
 * absent, whatever process dies here.
 */
final class StagingFiles {
  private static final long NO_WRITER = 0;
  private static final long RECOVERY_NANOS = 30_000_000_000L;

  private final StateDirectory directory;
  private final LogFile log;
  private final SharedLogConfig config;
  private final ProcessIdentity self;
  private final LongSupplier clock;

  StagingFiles(
      StateDirectory directory,
      LogFile log,
      SharedLogConfig config,
      ProcessIdentity self,
      LongSupplier clock) {
    this.directory = directory;
    this.log = log;
    this.config = config;
    this.self = self;
    this.clock = clock;
  }

  /** The control file that a newcomer joins. */
  Control openOrCreate() throws IOException {
    if (!self.knowsBoot()) {
      throw new IOException("cannot tell this boot from others: no boot id under /proc");
    }
    try {
      StagingArea.MappedControl found = StagingArea.open(directory);
      if (found.isOfOtherBoot(self)) {
        warn("discarded the staging area of an earlier boot: path=" + directory.path(), null);
      } else if (!SlotTable.isWhole(found.control())) {
        throw new UnusableControlException("control file does not say who its writers are");
      } else if (isInUse(found.control()) || !recover(found.control())) {
        warnOfOtherGeometry(found.control().geometry());
        return found.control();
      }
    } catch (NoSuchFileException e) {
      // The first one here.
    } catch (OtherVersionException e) {
      // Not to be judged here: neither who lives, nor what is staged and not published.
      throw e;
    } catch (UnusableControlException | StagingLostException e) {
      setAside(e);
    }
    removeAll();
    Failpoint.FILES_REMOVED.reach();
    return create();
  }

  /**
   * Removes the files of a staging area, unless others stand under their names by now; with them
   * the lock files of those who died while they attached or left, or after the last newcomer.
   */
  static void remove(StagingArea area) throws IOException {
    StateDirectory directory = area.directory();
    long areaId = area.control().areaId();
    try {
      if (StagingArea.open(directory).control().areaId() == areaId) {
        Files.delete(directory.control());
        Failpoint.CONTROL_REMOVED.reach();
        removeLocksOfTheDead(directory, ProcessIdentity.current());
      }
    } catch (NoSuchFileException | UnusableControlException e) {
      // Somebody else's doing, and not ours to remove.
    }
    Files.deleteIfExists(directory.chunks(areaId));
    Files.deleteIfExists(directory.spill(areaId));
  }

  // No writer is alive when this runs: what is here belonged to dead ones.
  private void removeAll() throws IOException {
    Files.deleteIfExists(directory.control());
    Files.deleteIfExists(directory.newControl());
    for (Path file : directory.filesOfAllAreas()) {
      Files.deleteIfExists(file);
    }
    removeLocksOfTheDead(directory, self);
  }

  // No writer is alive but the caller, and a newcomer makes its lock file under the attach lock.
  private static void removeLocksOfTheDead(StateDirectory directory, ProcessIdentity self)
      throws IOException {
    for (WriterName name : directory.writersWithLocks()) {
      if (WriterLock.probe(directory, name, self) == WriterLock.Probe.FREE) {
        Files.deleteIfExists(directory.writerLock(name));
      }
    }
  }

  private Control create() throws IOException {
    long areaId = ProcessIdentity.randomNonZero();
    try {
      return create(areaId);
    } catch (IOException e) {
      // No room, most likely: the log needs what there is.
      Files.deleteIfExists(directory.newControl());
      Files.deleteIfExists(directory.chunks(areaId));
      throw e;
    }
  }

  private Control create(long areaId) throws IOException {
    Geometry geometry = config.geometry();
    directory.open(directory.chunks(areaId), StandardOpenOption.WRITE).close();
    Failpoint.CHUNKS_CREATED.reach();
    try (FileChannel file =
        directory.open(directory.newControl(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // Written, not truncated to size: a full disk must not become a fault in the application.
      int bytes = ControlDescriptor.controlBytes(geometry);
      ByteBuffer zeros = ByteBuffer.allocate(bytes);
      while (zeros.hasRemaining()) {
        file.write(zeros, zeros.position());
      }
      MappedRegion region = MappedRegion.map(file, 0, bytes);
      new ControlHeader(
              geometry,
              self.bootId().getMostSignificantBits(),
              self.bootId().getLeastSignificantBits(),
              System.currentTimeMillis(),
              areaId)
          .write(region);
      Failpoint.CONTROL_WRITTEN.reach();
      Files.move(directory.newControl(), directory.control(), StandardCopyOption.ATOMIC_MOVE);
      Failpoint.CONTROL_NAMED.reach();
      return new Control(region, geometry);
    }
  }

  private boolean isInUse(Control control) {
    Liveness liveness = Liveness.of(control, directory, self);
    return !new SlotTable(control, directory, liveness).isLast(NO_WRITER);
  }

  /**
   * Publishes what dead writers have left.
   *
   * @return false if the log file does not take it now
   * @throws StagingLostException if it cannot be read any more
   */
  private boolean recover(Control control) throws IOException {
    Liveness nobody = Liveness.ofNobody(control, directory, self);
    StagingArea area =
        new StagingArea(directory, control, WriterId.draw(WriterId.NO_SLOT), nobody, clock);
    long before = control.total(Control.Total.PUBLISHED_BYTES);
    WriterName name = new WriterName(area.writerId(), self.jvmId());
    try {
      // Like a writer's, so that those who stage elsewhere see that somebody is here.
      WriterLock lock = WriterLock.create(directory, name);
      try (lock) {
        publishAll(new Publisher(area, log, config, clock));
      }
    } catch (StagingLostException e) {
      throw e;
    } catch (RuntimeException | InternalError e) {
      throw new StagingLostException("what dead writers have staged makes no sense", e);
    } catch (IOException e) {
      warn("cannot publish yet what dead writers have staged: path=" + log.path(), e);
      return false;
    } finally {
      area.ring().close();
    }
    long bytes = control.total(Control.Total.PUBLISHED_BYTES) - before;
    if (bytes > 0) {
      config
          .listener()
          .info("published what dead writers had staged: path=" + log.path() + ", bytes=" + bytes);
    }
    return true;
  }

  private static void publishAll(Publisher publisher) throws IOException {
    long deadline = System.nanoTime() + RECOVERY_NANOS;
    while (publisher.hasBacklog()) {
      if (publisher.publishOrThrow() != Publisher.Outcome.PUBLISHED) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("what dead writers have staged cannot be settled");
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private void warnOfOtherGeometry(Geometry running) {
    if (!running.equals(config.geometry())) {
      warn(
          "the running writers' sizes are used: chunkSize="
              + running.chunkBytes()
              + ", maxChunks="
              + running.maxChunks()
              + ", configured chunkSize="
              + config.geometry().chunkBytes()
              + ", maxChunks="
              + config.geometry().maxChunks(),
          null);
    }
  }

  // Nothing in it is trusted; kept for whoever wants to look, one at most.
  private void setAside(IOException reason) throws IOException {
    for (WriterName name : directory.writersWithLocks()) {
      if (WriterLock.probe(directory, name, self) == WriterLock.Probe.HELD) {
        throw new IOException("the staging area is in use and cannot be used", reason);
      }
    }
    Path aside = directory.path().resolve("control.unusable");
    Files.move(directory.control(), aside, StandardCopyOption.REPLACE_EXISTING);
    warn("set an unusable staging area aside: path=" + aside, reason);
  }

  private void warn(String message, Throwable cause) {
    config.listener().warn(message, cause);
  }
}
