package logweir.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import logweir.layout.ChunkEntry;
import logweir.layout.Control;
import logweir.layout.Geometry;
import logweir.memory.MappedRegion;

/**
 * The chunks file as a ring of logical chunks. Thread-safe; process-safe by the grow lock.
 *
 * <p>Invariants, for logical chunk k and the oldest chunk p = chunkOf(published):
 *
 * <ol>
 *   <li>the table's entry for k is set while p &lt;= k &lt; p + maxChunks and not changed until p
 *       &gt; k: who reserved in k may use the mapping without looking again;
 *   <li>a physical chunk is zeroed, or freshly written with zeros, before an entry names it: what
 *       is not zero in it was copied there for k;
 *   <li>no two chunks in [p, p + maxChunks) share a physical one;
 *   <li>the chunks file is never shorter than what the entries of (1) need.
 * </ol>
 *
 * A process may die anywhere in {@link #install} or {@link #trim}: the entry, written last, is what
 * counts, so whoever takes the grow lock over does the step again from its start. The entry's
 * release pairs with the acquire in {@link #window}; without it a writer could copy into a chunk
 * whose zeros are still to come.
 */
final class ChunkRing implements Closeable {
  /** What became of a wish for a chunk. */
  enum Install {
    /** The chunk can be used. */
    READY,
    /** Somebody else is installing; try again. */
    BUSY,
    /** The ring is full; it moves when something is published. */
    FULL
  }

  private static final int GROW_STEP = 64 * 1024;

  private final Control control;
  private final Geometry geometry;
  private final StateDirectory directory;
  private final Path chunks;
  private final OwnerLock growLock;
  private final ReentrantLock mapping = new ReentrantLock();
  private final AtomicReferenceArray<MappedRegion> regions;
  private final AtomicLongArray knownEntries;
  private volatile ChunkWindow lastWindow = new ChunkWindow(0, 0, null);
  private FileChannel channel;

  ChunkRing(Control control, StateDirectory directory, OwnerLock growLock) {
    this.control = control;
    this.geometry = control.geometry();
    this.directory = directory;
    this.chunks = directory.chunks(control.areaId());
    this.growLock = growLock;
    this.regions = new AtomicReferenceArray<>(geometry.maxChunks());
    this.knownEntries = new AtomicLongArray(geometry.maxChunks());
  }

  /**
   * Opens the chunks file, so that it stays at hand even if somebody removes its directory.
   *
   * @throws StagingLostException if it is gone
   */
  void open() throws IOException {
    openChannel();
  }

  /** The window that was used last; a guess that saves the look into the table. */
  ChunkWindow lastWindow() {
    return lastWindow;
  }

  /** The window of the chunk that a position lies in, or null if it is not installed. */
  ChunkWindow window(long position) throws IOException {
    long chunk = geometry.chunkOf(position);
    long entry = control.chunkEntryAcquire(chunk);
    if (!ChunkEntry.names(entry, chunk)) {
      return null;
    }
    requireUnchanged(chunk, entry);
    long start = geometry.startOf(chunk);
    MappedRegion region;
    try {
      region = region(physical(entry));
    } catch (StagingLostException e) {
      if (chunk < geometry.chunkOf(control.publishedVolatile())) {
        // Published and trimmed since the caller looked at the cursor.
        return null;
      }
      throw e;
    }
    ChunkWindow window = new ChunkWindow(start, start + geometry.chunkBytes(), region);
    lastWindow = window;
    return window;
  }

  /** The first logical chunk from a position on that is not installed. */
  long firstMissing(long position) {
    long chunk = geometry.chunkOf(position);
    while (ChunkEntry.names(control.chunkEntryAcquire(chunk), chunk)) {
      chunk++;
    }
    return chunk;
  }

  // By invariant 1. To follow a changed entry would be to publish, or to write over, other bytes.
  private void requireUnchanged(long chunk, long entry) throws StagingLostException {
    int index = (int) (chunk % geometry.maxChunks());
    long known = knownEntries.get(index);
    if (known == entry) {
      return;
    }
    if (ChunkEntry.names(known, chunk)) {
      throw new DamagedStagingException(
          "the entry of a chunk has changed: entry=" + entry + ", before=" + known);
    }
    knownEntries.set(index, entry);
  }

  private int physical(long entry) throws StagingLostException {
    int physical = ChunkEntry.physical(entry);
    if (physical < 0 || physical >= geometry.maxChunks()) {
      throw new DamagedStagingException("the entry of a chunk leads nowhere: entry=" + entry);
    }
    return physical;
  }

  /** Makes the chunk that a position lies in usable. */
  Install install(long position) throws IOException {
    long chunk = geometry.chunkOf(position);
    if (ChunkEntry.names(control.chunkEntryAcquire(chunk), chunk)) {
      return Install.READY;
    }
    return growLock.call(() -> installLocked(chunk), Install.BUSY);
  }

  private Install installLocked(long chunk) throws IOException {
    if (ChunkEntry.names(control.chunkEntryAcquire(chunk), chunk)) {
      return Install.READY;
    }
    long oldest = geometry.chunkOf(control.publishedVolatile());
    if (chunk < oldest) {
      // The caller's look at the cursor is old; the entry belongs to a later chunk by now.
      return Install.READY;
    }
    if (chunk >= oldest + geometry.maxChunks()) {
      return Install.FULL;
    }
    Failpoint.GROW_LOCKED.reach();
    int physical = physicalInUse(oldest).nextClearBit(0);
    if (physical < control.physicalChunksVolatile()) {
      region(physical).zero();
    } else {
      grow(physical);
    }
    Failpoint.CHUNK_READY.reach();
    control.chunkEntryRelease(chunk, ChunkEntry.of(chunk, physical));
    Failpoint.CHUNK_INSTALLED.reach();
    return Install.READY;
  }

  /**
   * Gives unused chunks at the end of the chunks file back to the file system. May be called at any
   * time, any number of times.
   *
   * @return false if another process holds the grow lock; nothing was done
   */
  boolean trim() throws IOException {
    return growLock.call(
        () -> {
          trimLocked();
          return true;
        },
        false);
  }

  private void trimLocked() throws IOException {
    int needed = physicalInUse(geometry.chunkOf(control.publishedVolatile())).length();
    if (needed < control.physicalChunksVolatile()) {
      // Counted down first: whoever finds the file longer than the count writes it anew.
      control.physicalChunksVolatile(needed);
    }
    Failpoint.TRIM_COUNTED.reach();
    long bytes = (long) needed * geometry.chunkBytes();
    Interrupts.shielded(() -> openChannel().truncate(bytes));
    Failpoint.TRIM_CUT.reach();
  }

  @Override
  public void close() throws IOException {
    mapping.lock();
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      mapping.unlock();
    }
  }

  // The physical chunks that carry a logical one which is not published yet.
  private BitSet physicalInUse(long oldest) throws StagingLostException {
    BitSet used = new BitSet();
    for (long chunk = oldest; chunk < oldest + geometry.maxChunks(); chunk++) {
      long entry = control.chunkEntryAcquire(chunk);
      if (ChunkEntry.names(entry, chunk)) {
        int physical = physical(entry);
        if (used.get(physical) || physical >= control.physicalChunksVolatile()) {
          throw new DamagedStagingException("a chunk has no place of its own: entry=" + entry);
        }
        used.set(physical);
      }
    }
    return used;
  }

  // Written, not truncated to size: a full disk is an IOException here, and not a fault later.
  private void grow(int physical) throws IOException {
    long from = (long) physical * geometry.chunkBytes();
    try {
      Interrupts.shielded(() -> writeZeros(from));
    } catch (StagingLostException e) {
      throw e;
    } catch (IOException e) {
      // A part of a chunk is of no use here, and may be of use to the log.
      Interrupts.shielded(() -> openChannel().truncate(from));
      throw e;
    }
    Failpoint.CHUNK_WRITTEN.reach();
    control.physicalChunksVolatile(physical + 1);
  }

  private Void writeZeros(long from) throws IOException {
    FileChannel file = openChannel();
    ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(GROW_STEP, geometry.chunkBytes()));
    for (long at = from; at < from + geometry.chunkBytes(); ) {
      zeros.clear();
      zeros.limit((int) Math.min(zeros.capacity(), from + geometry.chunkBytes() - at));
      at += file.write(zeros, at);
    }
    return null;
  }

  /** Whether the chunks file is shorter than the chunks in it; asked by any thread. */
  boolean isCut() throws IOException {
    // Counted twice: somebody may grow or trim it meanwhile.
    int before = control.physicalChunksVolatile();
    long size = openChannel().size();
    int chunks = Math.min(before, control.physicalChunksVolatile());
    return size < (long) chunks * geometry.chunkBytes();
  }

  private MappedRegion region(int physical) throws IOException {
    MappedRegion region = regions.getAcquire(physical);
    return region != null ? region : map(physical);
  }

  private MappedRegion map(int physical) throws IOException {
    mapping.lock();
    try {
      MappedRegion known = regions.getAcquire(physical);
      if (known != null) {
        return known;
      }
      long from = (long) physical * geometry.chunkBytes();
      MappedRegion mapped = Interrupts.shielded(() -> map(from));
      regions.setRelease(physical, mapped);
      return mapped;
    } finally {
      mapping.unlock();
    }
  }

  private MappedRegion map(long from) throws IOException {
    FileChannel file = openChannel();
    if (file.size() < from + geometry.chunkBytes()) {
      throw new StagingLostException("the chunks file was cut: path=" + chunks);
    }
    return MappedRegion.map(file, from, geometry.chunkBytes());
  }

  private FileChannel openChannel() throws IOException {
    mapping.lock();
    try {
      if (channel == null || !channel.isOpen()) {
        channel = directory.openExisting(chunks, StandardOpenOption.READ, StandardOpenOption.WRITE);
      }
      return channel;
    } catch (NoSuchFileException e) {
      throw new StagingLostException("the chunks file is gone: path=" + chunks, e);
    } finally {
      mapping.unlock();
    }
  }
}
