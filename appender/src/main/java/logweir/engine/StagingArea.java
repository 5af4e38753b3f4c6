package logweir.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;
import logweir.layout.Control;
import logweir.layout.ControlDescriptor;
import logweir.layout.ControlHeader;
import logweir.layout.Frame;
import logweir.layout.Geometry;
import logweir.layout.UnusableControlException;
import logweir.memory.MappedRegion;

/**
 * One writer's share of a mapped staging area: the control file's view, the ring, and the locks
 * under the writer's id. {@link Attachment} makes it and takes it apart.
 */
final class StagingArea {
  private final StateDirectory directory;
  private final Control control;
  private final long writerId;
  private final Liveness liveness;
  private final OwnerLock publisherLock;
  private final OwnerLock growLock;
  private final OwnerLock tidyLock;
  private final ChunkRing ring;
  private final OtherAreas others;

  StagingArea(
      StateDirectory directory,
      Control control,
      long writerId,
      Liveness liveness,
      LongSupplier clock) {
    this.directory = directory;
    this.control = control;
    this.writerId = writerId;
    this.liveness = liveness;
    this.publisherLock = new OwnerLock(control.publisherLock(), writerId, liveness, clock);
    this.growLock = new OwnerLock(control.growLock(), writerId, liveness, clock);
    this.tidyLock = new OwnerLock(control.tidyLock(), writerId, liveness, clock);
    this.ring = new ChunkRing(control, directory, growLock);
    this.others = new OtherAreas(directory, ProcessIdentity.current());
  }

  StateDirectory directory() {
    return directory;
  }

  Control control() {
    return control;
  }

  long writerId() {
    return writerId;
  }

  Liveness liveness() {
    return liveness;
  }

  OwnerLock publisherLock() {
    return publisherLock;
  }

  OwnerLock growLock() {
    return growLock;
  }

  OwnerLock tidyLock() {
    return tidyLock;
  }

  ChunkRing ring() {
    return ring;
  }

  OtherAreas others() {
    return others;
  }

  /**
   * Maps the control file of a state directory.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws UnusableControlException if it is not to be trusted
   */
  static MappedControl open(StateDirectory directory) throws IOException {
    try (FileChannel file =
        directory.openExisting(
            directory.control(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return MappedControl.of(MappedRegion.map(file, 0, mappable(file)));
    }
  }

  /** The same for looking only. */
  static MappedControl openReadOnly(StateDirectory directory) throws IOException {
    try (FileChannel file = SafeFiles.openExisting(directory.control(), StandardOpenOption.READ)) {
      return MappedControl.of(MappedRegion.mapReadOnly(file, 0, mappable(file)));
    }
  }

  /** The id of the area that a state directory has now; 0 if there is none. */
  static long areaIdAt(StateDirectory directory) throws IOException {
    ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    try (FileChannel file = SafeFiles.openExisting(directory.control(), StandardOpenOption.READ)) {
      return file.read(word, ControlDescriptor.AREA_ID_OFFSET) == Long.BYTES ? word.getLong(0) : 0;
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static long mappable(FileChannel file) throws IOException {
    long size = file.size();
    if (size < ControlDescriptor.CHUNK_TABLE_OFFSET || size > Integer.MAX_VALUE) {
      throw new UnusableControlException("control file has an impossible size: bytes=" + size);
    }
    return size;
  }

  /** A control file in memory, with its header understood and its positions possible. */
  record MappedControl(ControlHeader header, Control control) {
    static MappedControl of(MappedRegion region) throws UnusableControlException {
      ControlHeader header = ControlHeader.read(region);
      Control control = new Control(region, header.geometry());
      requirePlausible(control);
      return new MappedControl(header, control);
    }

    /** Whether the host has been booted since; what is staged may then have holes. */
    boolean isOfOtherBoot(ProcessIdentity self) {
      return header.bootIdHigh() != self.bootId().getMostSignificantBits()
          || header.bootIdLow() != self.bootId().getLeastSignificantBits();
    }

    // The living go on meanwhile: the cursor lies between the published before and the one after.
    private static void requirePlausible(Control control) throws UnusableControlException {
      Geometry geometry = control.geometry();
      long published = control.publishedVolatile();
      long cursor = control.cursorVolatile();
      long publishedLater = control.publishedVolatile();
      boolean plausible =
          Frame.isAligned(published | cursor)
              && published >= 0
              && cursor >= published
              && publishedLater < Long.MAX_VALUE / 8
              && cursor <= geometry.limitFor(publishedLater)
              && control.physicalChunksVolatile() >= 0
              && control.physicalChunksVolatile() <= geometry.maxChunks()
              && control.slotLimitVolatile() >= 0
              && control.slotLimitVolatile() <= ControlDescriptor.MAX_WRITERS;
      if (!plausible) {
        throw new UnusableControlException(
            "control file has impossible positions: cursor="
                + cursor
                + ", published="
                + published
                + ", chunks="
                + control.physicalChunksVolatile()
                + ", slots="
                + control.slotLimitVolatile());
      }
    }
  }
}
