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
import logweir.layout.Control;
import logweir.layout.ControlDescriptor;
import logweir.layout.ControlHeader;
import logweir.layout.Geometry;
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
    try {
      StagingArea.MappedControl found = StagingArea.open(directory);
      if (found.isOfOtherBoot(self)) {
        config
            .listener()
            .warn("discarded the staging area of an earlier boot: path=" + directory.path(), null);
      } else if (isInUse(found.control()) || !recover(found.control())) {
        warnOfOtherGeometry(found.control().geometry());
        return found.control();
      }
    } catch (NoSuchFileException e) {
      // The first one here.
    } catch (UnusableControlException e) {
      setAside(e);
    }
    remove(directory);
    return create();
  }

  /** Removes the staging area's files; of writers' lock files those that nobody holds. */
  static void remove(StateDirectory directory) throws IOException {
    Files.deleteIfExists(directory.control());
    Files.deleteIfExists(directory.newControl());
    Files.deleteIfExists(directory.chunks());
    Files.deleteIfExists(directory.spill());
  }

  private Control create() throws IOException {
    Geometry geometry = config.geometry();
    removeDeadLocks();
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
              System.currentTimeMillis())
          .write(region);
      Files.move(directory.newControl(), directory.control(), StandardCopyOption.ATOMIC_MOVE);
      return new Control(region, geometry);
    }
  }

  // No writer is alive when this runs, so whatever lock is free belonged to a dead one.
  private void removeDeadLocks() throws IOException {
    for (long writerId : directory.writersWithLocks()) {
      if (WriterLock.probe(directory, writerId) == WriterLock.Probe.FREE) {
        Files.deleteIfExists(directory.writerLock(writerId));
      }
    }
  }

  private boolean isInUse(Control control) {
    Liveness liveness = Liveness.of(control, directory, self);
    for (int index = 0; index < control.slotLimitVolatile(); index++) {
      long writerId = control.slot(index).writerIdVolatile();
      if (writerId != 0 && !liveness.isDead(writerId)) {
        return true;
      }
    }
    return false;
  }

  /** Publishes what dead writers have left; false if the log file does not take it now. */
  private boolean recover(Control control) throws IOException {
    Liveness nobody = Liveness.ofNobody(control, directory, self);
    StagingArea area =
        new StagingArea(directory, control, WriterId.draw(WriterId.NO_SLOT), nobody, clock);
    Publisher publisher = new Publisher(area, log, config, clock);
    long before = control.publishedVolatile();
    long deadline = System.nanoTime() + RECOVERY_NANOS;
    while (publisher.hasBacklog()) {
      Publisher.Outcome outcome = publisher.publish();
      if (outcome == Publisher.Outcome.FAILED || System.nanoTime() - deadline > 0) {
        return false;
      }
      if (outcome != Publisher.Outcome.PUBLISHED) {
        LockSupport.parkNanos(1_000_000);
      }
    }
    long bytes = control.publishedVolatile() - before;
    if (bytes > 0) {
      config
          .listener()
          .info("published what dead writers had staged: path=" + log.path() + ", bytes=" + bytes);
    }
    area.ring().close();
    return true;
  }

  private void warnOfOtherGeometry(Geometry running) {
    if (!running.equals(config.geometry())) {
      config
          .listener()
          .warn(
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
  private void setAside(UnusableControlException reason) throws IOException {
    for (long writerId : directory.writersWithLocks()) {
      if (WriterLock.probe(directory, writerId) == WriterLock.Probe.HELD) {
        throw new IOException("staging area is in use and not understood", reason);
      }
    }
    Path aside = directory.path().resolve("control.unusable");
    Files.move(directory.control(), aside, StandardCopyOption.REPLACE_EXISTING);
    config.listener().warn("set an unusable control file aside: path=" + aside, reason);
  }
}
