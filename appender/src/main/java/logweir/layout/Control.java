package logweir.layout;

import logweir.memory.MappedRegion;

/**
 * The control file's shared words, each named with the memory order of its access.
 *
 * <p>Process-safe as each method's name says. Which process may write which field, and under which
 * lock, stands in the diagram of {@link ControlDescriptor}.
 */
public final class Control {
  /** No file that has a batch in it is empty. */
  public static final long UNKNOWN_SIZE = 0;

  private final MappedRegion region;
  private final Geometry geometry;
  private final long areaId;
  private final OwnerWord publisherLock;
  private final OwnerWord growLock;
  private final OwnerWord tidyLock;
  private final RollRecord rolling;
  private final Slot[] slots = new Slot[ControlDescriptor.MAX_WRITERS];

  public Control(MappedRegion region, Geometry geometry) {
    this.region = region;
    this.geometry = geometry;
    this.areaId = region.getLong(ControlDescriptor.AREA_ID_OFFSET);
    this.publisherLock = new OwnerWord(region, ControlDescriptor.PUBLISHER_LOCK_OFFSET);
    this.growLock = new OwnerWord(region, ControlDescriptor.GROW_LOCK_OFFSET);
    this.tidyLock = new OwnerWord(region, ControlDescriptor.TIDY_LOCK_OFFSET);
    this.rolling = new RollRecord(region);
    for (int index = 0; index < slots.length; index++) {
      slots[index] = new Slot(region, ControlDescriptor.slotOffset(geometry, index));
    }
  }

  public Geometry geometry() {
    return geometry;
  }

  /** The random number that the names of this area's other files have. */
  public long areaId() {
    return areaId;
  }

  /** The slot of a writer, by its index. */
  public Slot slot(int index) {
    return slots[index];
  }

  /**
   * Marks the staging area as damaged, for good: its header's checksum is wrong from now on, so
   * that nobody opens it, and whoever has it open gives it up. By any writer, any number of times.
   */
  public void spoil() {
    region.putLongVolatile(
        ControlDescriptor.HEADER_CHECKSUM_OFFSET, ControlDescriptor.SPOILED_CHECKSUM);
  }

  /** Whether somebody has found the staging area damaged. */
  public boolean isSpoiled() {
    return region.getLongVolatile(ControlDescriptor.HEADER_CHECKSUM_OFFSET)
        == ControlDescriptor.SPOILED_CHECKSUM;
  }

  public long cursorVolatile() {
    return region.getLongVolatile(ControlDescriptor.CURSOR_OFFSET);
  }

  public boolean compareAndSetCursor(long expected, long value) {
    return region.compareAndSetLong(ControlDescriptor.CURSOR_OFFSET, expected, value);
  }

  public long publishedVolatile() {
    return region.getLongVolatile(ControlDescriptor.PUBLISHED_OFFSET);
  }

  /** The first position that may not be reserved yet. */
  public long limitAcquire() {
    return region.getLongAcquire(ControlDescriptor.LIMIT_OFFSET);
  }

  /** Moves published on and, after it, the limit: space is given out only once it is free. */
  public void publishedRelease(long position) {
    region.putLongVolatile(ControlDescriptor.PUBLISHED_OFFSET, position);
    region.putLongRelease(ControlDescriptor.LIMIT_OFFSET, geometry.limitFor(position));
  }

  public OwnerWord publisherLock() {
    return publisherLock;
  }

  public OwnerWord growLock() {
    return growLock;
  }

  /** Whoever has it compresses and removes archives. */
  public OwnerWord tidyLock() {
    return tidyLock;
  }

  public RollRecord rolling() {
    return rolling;
  }

  /** How many chunks the chunks file holds. */
  public int physicalChunksVolatile() {
    return (int) region.getLongVolatile(ControlDescriptor.PHYSICAL_CHUNKS_OFFSET);
  }

  public void physicalChunksVolatile(int count) {
    region.putLongVolatile(ControlDescriptor.PHYSICAL_CHUNKS_OFFSET, count);
  }

  /** Whether a writer asks the publisher to look again before it rests. */
  public boolean urgentVolatile() {
    return region.getLongVolatile(ControlDescriptor.URGENT_OFFSET) != 0;
  }

  public void urgentVolatile(boolean urgent) {
    region.putLongVolatile(ControlDescriptor.URGENT_OFFSET, urgent ? 1 : 0);
  }

  /** All slots in use lie below this index. */
  public int slotLimitVolatile() {
    return (int) region.getLongVolatile(ControlDescriptor.SLOT_LIMIT_OFFSET);
  }

  public void slotLimitVolatile(int limit) {
    region.putLongVolatile(ControlDescriptor.SLOT_LIMIT_OFFSET, limit);
  }

  /** The chunk table's word for a logical chunk; see {@link ChunkEntry}. */
  public long chunkEntryAcquire(long chunk) {
    return region.getLongAcquire(ControlDescriptor.chunkEntryOffset(geometry, chunk));
  }

  public void chunkEntryRelease(long chunk, long entry) {
    region.putLongRelease(ControlDescriptor.chunkEntryOffset(geometry, chunk), entry);
  }

  public long intentStateAcquire() {
    return region.getLongAcquire(ControlDescriptor.INTENT_STATE_OFFSET);
  }

  public void intentStateRelease(long state) {
    region.putLongRelease(ControlDescriptor.INTENT_STATE_OFFSET, state);
  }

  public long intentFrom() {
    return region.getLong(ControlDescriptor.INTENT_FROM_OFFSET);
  }

  public long intentTo() {
    return region.getLong(ControlDescriptor.INTENT_TO_OFFSET);
  }

  public long intentDevice() {
    return region.getLong(ControlDescriptor.INTENT_DEVICE_OFFSET);
  }

  public long intentInode() {
    return region.getLong(ControlDescriptor.INTENT_INODE_OFFSET);
  }

  public long intentSize() {
    return region.getLong(ControlDescriptor.INTENT_SIZE_OFFSET);
  }

  /**
   * Records what is about to be written. The fields come before the state: a successor that reads
   * the state (acquire) finds them whole.
   */
  public void intentRelease(
      long state, long from, long to, long device, long inode, long fileSize) {
    region.putLong(ControlDescriptor.INTENT_FROM_OFFSET, from);
    region.putLong(ControlDescriptor.INTENT_TO_OFFSET, to);
    region.putLong(ControlDescriptor.INTENT_DEVICE_OFFSET, device);
    region.putLong(ControlDescriptor.INTENT_INODE_OFFSET, inode);
    region.putLong(ControlDescriptor.INTENT_SIZE_OFFSET, fileSize);
    intentSizeAfter(UNKNOWN_SIZE);
    intentStateRelease(state);
  }

  /**
   * The size of the intent's file with the batch that was written last, and without lines of others
   * that came meanwhile; {@link #UNKNOWN_SIZE} if something else was done to it since, or somebody
   * had to finish the batch.
   */
  public long intentSizeAfter() {
    return region.getLong(ControlDescriptor.INTENT_SIZE_AFTER_OFFSET);
  }

  public void intentSizeAfter(long fileSize) {
    region.putLong(ControlDescriptor.INTENT_SIZE_AFTER_OFFSET, fileSize);
  }

  /** Changes the index of a roll that is recorded; one store. */
  public void intentTo(long index) {
    region.putLong(ControlDescriptor.INTENT_TO_OFFSET, index);
  }

  /** Whether the last try to write the batch failed, so that the log may end in half of it. */
  public boolean isIntentCut() {
    return region.getLongVolatile(ControlDescriptor.INTENT_CUT_OFFSET) != 0;
  }

  public void intentCutVolatile(boolean cut) {
    region.putLongVolatile(ControlDescriptor.INTENT_CUT_OFFSET, cut ? 1 : 0);
  }

  /** A running sum in the control file. */
  public enum Total {
    PUBLISHES(ControlDescriptor.PUBLISHES_OFFSET),
    WRITE_CALLS(ControlDescriptor.WRITE_CALLS_OFFSET),
    PUBLISHED_BYTES(ControlDescriptor.PUBLISHED_BYTES_OFFSET),
    COMPLETED_BATCHES(ControlDescriptor.COMPLETED_BATCHES_OFFSET),
    RECLAIMED_LANES(ControlDescriptor.RECLAIMED_LANES_OFFSET),
    DEPARTED_LINES(ControlDescriptor.DEPARTED_LINES_OFFSET),
    DEPARTED_BYTES(ControlDescriptor.DEPARTED_BYTES_OFFSET),
    DEPARTED_DIRECT_LINES(ControlDescriptor.DEPARTED_DIRECT_LINES_OFFSET),
    DEPARTED_DROPS(ControlDescriptor.DEPARTED_DROPS_OFFSET),
    DEPARTED_WRITERS(ControlDescriptor.DEPARTED_WRITERS_OFFSET),
    DEPARTED_DEAD(ControlDescriptor.DEPARTED_DEAD_OFFSET);

    private final int offset;

    Total(int offset) {
      this.offset = offset;
    }
  }

  public long total(Total total) {
    return region.getLong(total.offset);
  }

  /** Adds to a total. One process at a time: the holder of the lock that guards its block. */
  public void addToTotal(Total total, long delta) {
    region.putLong(total.offset, region.getLong(total.offset) + delta);
  }

  /** When a batch was last published: {@link System#nanoTime}, the same clock on the whole host. */
  public long lastPublishNanosAcquire() {
    return region.getLongAcquire(ControlDescriptor.LAST_PUBLISH_NANOS_OFFSET);
  }

  /** The writer that published last, or 0. */
  public long lastPublisher() {
    return region.getLong(ControlDescriptor.LAST_PUBLISHER_OFFSET);
  }

  public void lastPublishRelease(long writerId, long nanos) {
    region.putLong(ControlDescriptor.LAST_PUBLISHER_OFFSET, writerId);
    region.putLongRelease(ControlDescriptor.LAST_PUBLISH_NANOS_OFFSET, nanos);
  }
}
