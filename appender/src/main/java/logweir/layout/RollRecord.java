package logweir.layout;

import logweir.memory.MappedRegion;

/**
 * What the control file says of rolling: whose policy counts, and what is known of the file that is
 * written.
 *
 * <p>The holder of the publisher lock reads and writes what is plain here, so the lock orders it.
 * The volatile words are looked at by others, too.
 */
public final class RollRecord {
  private final MappedRegion region;

  RollRecord(MappedRegion region) {
    this.region = region;
  }

  /**
   * The policy that the running group rolls by, as the number that its writers' slots have; 0:
   * none.
   */
  public long policy() {
    return region.getLong(ControlDescriptor.ROLL_POLICY_OFFSET);
  }

  public void policy(long policy) {
    region.putLong(ControlDescriptor.ROLL_POLICY_OFFSET, policy);
  }

  /** Whether the rest of the record is about that file. */
  public boolean isOf(long device, long inode) {
    return region.getLong(ControlDescriptor.ROLL_INODE_OFFSET) == inode
        && region.getLong(ControlDescriptor.ROLL_DEVICE_OFFSET) == device;
  }

  /** A moment of the period that the file's lines are from, in milliseconds since the epoch. */
  public long periodMillis() {
    return region.getLong(ControlDescriptor.ROLL_PERIOD_MILLIS_OFFSET);
  }

  /** The index that the file gets in its period when it is rolled; -1: not known yet. */
  public long index() {
    return region.getLong(ControlDescriptor.ROLL_INDEX_OFFSET);
  }

  /**
   * The size from which on the file is rolled; for those who have no policy of their own to ask.
   */
  public long maxBytes() {
    return region.getLong(ControlDescriptor.ROLL_MAX_BYTES_OFFSET);
  }

  /** When the file is rolled; for those who have no policy of their own to ask. */
  public long dueMillis() {
    return region.getLong(ControlDescriptor.ROLL_DUE_MILLIS_OFFSET);
  }

  /** Records when the file is to be rolled. */
  public void due(long maxBytes, long dueMillis) {
    region.putLong(ControlDescriptor.ROLL_MAX_BYTES_OFFSET, maxBytes);
    region.putLong(ControlDescriptor.ROLL_DUE_MILLIS_OFFSET, dueMillis);
  }

  /** Records which file is written. */
  public void file(long device, long inode, long periodMillis, long index) {
    region.putLong(ControlDescriptor.ROLL_DEVICE_OFFSET, device);
    region.putLong(ControlDescriptor.ROLL_INODE_OFFSET, inode);
    region.putLong(ControlDescriptor.ROLL_PERIOD_MILLIS_OFFSET, periodMillis);
    region.putLong(ControlDescriptor.ROLL_INDEX_OFFSET, index);
  }

  /**
   * How often there was something new to look after: a file was rolled, or somebody has come whose
   * policy counts from then on.
   */
  public long rollsVolatile() {
    return region.getLongVolatile(ControlDescriptor.ROLLS_OFFSET);
  }

  public void rollsVolatile(long rolls) {
    region.putLongVolatile(ControlDescriptor.ROLLS_OFFSET, rolls);
  }

  /** Up to which of {@link #rollsVolatile} the archives have been looked after. */
  public long tidiedVolatile() {
    return region.getLongVolatile(ControlDescriptor.TIDIED_OFFSET);
  }

  /** For the holder of the tidy lock. */
  public void tidiedVolatile(long rolls) {
    region.putLongVolatile(ControlDescriptor.TIDIED_OFFSET, rolls);
  }
}
