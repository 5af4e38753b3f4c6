package logweir.engine;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import logweir.layout.Control;
import logweir.layout.Control.Total;
import logweir.layout.ControlDescriptor;
import logweir.layout.Slot;
import logweir.layout.UnusableControlException;

/**
 * Reads a log's status from its control file, without attaching and without changing anything.
 * Thread-safe; the writers do not notice. Whoever may read the log may do this.
 */
public final class LogStatusReader {
  private final StateDirectory directory;
  private final StagingArea.MappedControl mapped;

  private LogStatusReader(StateDirectory directory, StagingArea.MappedControl mapped) {
    this.directory = directory;
    this.mapped = mapped;
  }

  /**
   * {@return where a log's staging area stands when there is one}
   *
   * @param log the log file's path, which need not exist
   * @param stateDirectory as the writers have it configured
   * @throws IOException if the log's own directory cannot be found
   */
  public static Path stateDirectory(Path log, Optional<Path> stateDirectory) throws IOException {
    return StateDirectory.of(SharedLog.resolveExisting(log), stateDirectory).path();
  }

  /**
   * {@return the status of a log's staging area; empty if there is none, which is so when no writer
   * is attached and all was left in order}
   *
   * @param log the log file's path, which need not exist
   * @param stateDirectory as the writers have it configured
   * @throws UnusableStagingException if there is a staging area that is not understood
   * @throws IOException if there is a staging area that cannot be read
   */
  public static Optional<LogStatus> read(Path log, Optional<Path> stateDirectory)
      throws IOException {
    return open(log, stateDirectory).map(LogStatusReader::read);
  }

  /**
   * {@return the same for looking more than once: at this one staging area, even after it was
   * replaced or removed}
   *
   * @param log the log file's path, which need not exist
   * @param stateDirectory as the writers have it configured
   * @throws UnusableStagingException if there is a staging area that is not understood
   * @throws IOException if there is a staging area that cannot be read
   */
  public static Optional<LogStatusReader> open(Path log, Optional<Path> stateDirectory)
      throws IOException {
    StateDirectory directory = StateDirectory.of(SharedLog.resolveExisting(log), stateDirectory);
    try {
      return Optional.of(new LogStatusReader(directory, StagingArea.openReadOnly(directory)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (UnusableControlException e) {
      throw new UnusableStagingException(e.getMessage(), e);
    }
  }

  /**
   * Whether this staging area is still the log's. When the last writer has left, it is removed, and
   * the next one makes another.
   *
   * @return whether nobody has removed or replaced it
   * @throws IOException if that cannot be looked at
   */
  public boolean isCurrent() throws IOException {
    return StagingArea.areaIdAt(directory) == mapped.header().areaId();
  }

  /** {@return the status now} */
  public LogStatus read() {
    ProcessIdentity self = ProcessIdentity.current();
    Control control = mapped.control();
    // Published first: read the other way round, the backlog could come out negative.
    long published = control.publishedVolatile();
    long cursor = control.cursorVolatile();
    Liveness liveness = Liveness.of(control, directory, self);
    return new LogStatus(
        Instant.ofEpochMilli(mapped.header().createdMillis()),
        mapped.isOfOtherBoot(self),
        control.geometry().chunkBytes(),
        control.geometry().maxChunks(),
        control.physicalChunksVolatile(),
        cursor,
        published,
        lag(control, mapped.header().createdMillis(), cursor - published),
        publisherSlot(control),
        control.total(Total.PUBLISHES),
        control.total(Total.WRITE_CALLS),
        control.total(Total.PUBLISHED_BYTES),
        control.total(Total.COMPLETED_BATCHES),
        control.total(Total.RECLAIMED_LANES),
        new LogStatus.Departed(
            control.total(Total.DEPARTED_WRITERS),
            control.total(Total.DEPARTED_DEAD),
            control.total(Total.DEPARTED_LINES),
            control.total(Total.DEPARTED_BYTES),
            control.total(Total.DEPARTED_DIRECT_LINES),
            control.total(Total.DEPARTED_DROPS)),
        writers(control, liveness));
  }

  private static Duration lag(Control control, long createdMillis, long backlog) {
    if (backlog == 0) {
      return Duration.ZERO;
    }
    long last = control.lastPublishNanosAcquire();
    Duration age =
        last == 0
            ? Duration.ofMillis(System.currentTimeMillis() - createdMillis)
            : Duration.ofNanos(System.nanoTime() - last);
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static OptionalLong publisherSlot(Control control) {
    long publisher = control.lastPublisher();
    int slot = WriterId.slot(publisher);
    boolean attached =
        publisher != 0
            && slot < ControlDescriptor.MAX_WRITERS
            && control.slot(slot).writerIdVolatile() == publisher;
    return attached ? OptionalLong.of(slot) : OptionalLong.empty();
  }

  private static List<LogStatus.Writer> writers(Control control, Liveness liveness) {
    List<LogStatus.Writer> writers = new ArrayList<>();
    for (int index = 0; index < control.slotLimitVolatile(); index++) {
      Slot slot = control.slot(index);
      long writerId = slot.writerIdVolatile();
      if (writerId == 0) {
        continue;
      }
      LogStatus.Writer writer =
          new LogStatus.Writer(
              index,
              slot.pid(),
              Instant.ofEpochMilli(slot.attachedMillis()),
              !liveness.isDead(writerId),
              slot.lines(),
              slot.bytes(),
              slot.directLines(),
              slot.drops());
      // One that has left in the meantime would be taken for a dead one.
      if (slot.writerIdVolatile() == writerId) {
        writers.add(writer);
      }
    }
    return List.copyOf(writers);
  }
}
