package logweir.layout;

import logweir.memory.MappedRegion;

/**
 * The view of one lane: the word that says what a thread is doing (see {@link LaneWord}), the
 * length that goes with it, and the counts of what was committed through it. Length and counts are
 * written by whoever holds the lane, and handed on by the word's release.
 */
public final class Lane {
  private final MappedRegion region;
  private final int offset;

  Lane(MappedRegion region, int offset) {
    this.region = region;
    this.offset = offset;
  }

  public long wordVolatile() {
    return region.getLongVolatile(offset + SlotDescriptor.LANE_WORD_OFFSET);
  }

  public void wordRelease(long word) {
    region.putLongRelease(offset + SlotDescriptor.LANE_WORD_OFFSET, word);
  }

  /**
   * Stores the word before whatever the thread stores next; a release alone would let later stores
   * come before it.
   */
  public void wordReleaseBeforeStores(long word) {
    wordRelease(word);
    MappedRegion.storeStoreFence();
  }

  public boolean compareAndSetWord(long expected, long word) {
    return region.compareAndSetLong(offset + SlotDescriptor.LANE_WORD_OFFSET, expected, word);
  }

  public long length() {
    return region.getLong(offset + SlotDescriptor.LANE_LENGTH_OFFSET);
  }

  public void length(long length) {
    region.putLong(offset + SlotDescriptor.LANE_LENGTH_OFFSET, length);
  }

  public long lines() {
    return region.getLong(offset + SlotDescriptor.LANE_LINES_OFFSET);
  }

  public long bytes() {
    return region.getLong(offset + SlotDescriptor.LANE_BYTES_OFFSET);
  }

  /** {@link #lines} for a thread that does not hold the lane and looks at the slot afterwards. */
  public long linesAcquire() {
    return region.getLongAcquire(offset + SlotDescriptor.LANE_LINES_OFFSET);
  }

  /** {@link #bytes} in the same way. */
  public long bytesAcquire() {
    return region.getLongAcquire(offset + SlotDescriptor.LANE_BYTES_OFFSET);
  }

  /** Counts one committed line. Only the lane's holder may call it. */
  public void countLine(int length) {
    region.putLong(offset + SlotDescriptor.LANE_LINES_OFFSET, lines() + 1);
    region.putLong(offset + SlotDescriptor.LANE_BYTES_OFFSET, bytes() + length);
  }

  void reset(long word) {
    region.putLong(offset + SlotDescriptor.LANE_LINES_OFFSET, 0);
    region.putLong(offset + SlotDescriptor.LANE_BYTES_OFFSET, 0);
    region.putLong(offset + SlotDescriptor.LANE_LENGTH_OFFSET, 0);
    wordRelease(word);
  }
}
