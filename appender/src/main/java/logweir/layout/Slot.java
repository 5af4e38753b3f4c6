package logweir.layout;

import logweir.memory.MappedRegion;

/** The view of one writer's slot; see {@link SlotDescriptor} for its fields and who writes them. */
public final class Slot {
  // Odd, with bits all over; a slot of zeros has no checksum of zero.
  private static final long IDENTITY_FACTOR = 0x9e3779b97f4a7c15L;
  private static final long IDENTITY_SEED = 1;

  private final MappedRegion region;
  private final int offset;
  private final Lane[] lanes = new Lane[SlotDescriptor.LANES];

  Slot(MappedRegion region, int offset) {
    this.region = region;
    this.offset = offset;
    for (int index = 0; index < lanes.length; index++) {
      int laneOffset = SlotDescriptor.LANES_OFFSET + index * SlotDescriptor.LANE_BYTES;
      lanes[index] = new Lane(region, offset + laneOffset);
    }
  }

  /** One of the slot's {@link SlotDescriptor#LANES} lanes. */
  public Lane lane(int index) {
    return lanes[index];
  }

  /** The id of the writer that has the slot, or 0. */
  public long writerIdVolatile() {
    return region.getLongVolatile(offset + SlotDescriptor.WRITER_ID_OFFSET);
  }

  public void writerIdVolatile(long writerId) {
    region.putLongVolatile(offset + SlotDescriptor.WRITER_ID_OFFSET, writerId);
  }

  public long jvmId() {
    return region.getLong(offset + SlotDescriptor.JVM_ID_OFFSET);
  }

  public long pid() {
    return region.getLong(offset + SlotDescriptor.PID_OFFSET);
  }

  public long pidNamespace() {
    return region.getLong(offset + SlotDescriptor.PID_NAMESPACE_OFFSET);
  }

  public long startTime() {
    return region.getLong(offset + SlotDescriptor.START_TIME_OFFSET);
  }

  public long attachedMillis() {
    return region.getLong(offset + SlotDescriptor.ATTACHED_MILLIS_OFFSET);
  }

  /** The number of the policy that the writer rolls by, or 0; see {@link RollRecord#policy}. */
  public long rollPolicy() {
    return region.getLong(offset + SlotDescriptor.ROLL_POLICY_OFFSET);
  }

  public void rollPolicy(long policy) {
    region.putLong(offset + SlotDescriptor.ROLL_POLICY_OFFSET, policy);
  }

  /** Fills in who is about to take the slot; {@link #writerIdVolatile(long)} makes it count. */
  public void identity(long jvmId, long pid, long pidNamespace, long startTime, long millis) {
    region.putLong(offset + SlotDescriptor.JVM_ID_OFFSET, jvmId);
    region.putLong(offset + SlotDescriptor.PID_OFFSET, pid);
    region.putLong(offset + SlotDescriptor.PID_NAMESPACE_OFFSET, pidNamespace);
    region.putLong(offset + SlotDescriptor.START_TIME_OFFSET, startTime);
    region.putLong(offset + SlotDescriptor.ATTACHED_MILLIS_OFFSET, millis);
    region.putLong(offset + SlotDescriptor.IDENTITY_CHECKSUM_OFFSET, identityChecksum());
  }

  /**
   * Whether what the slot says of its writer is what that has filled in. It counts only if the
   * writer id is the same before and after it.
   */
  public boolean isIdentityWhole() {
    return region.getLongAcquire(offset + SlotDescriptor.IDENTITY_CHECKSUM_OFFSET)
        == identityChecksum();
  }

  private long identityChecksum() {
    long sum = IDENTITY_SEED;
    for (int at = SlotDescriptor.JVM_ID_OFFSET;
        at <= SlotDescriptor.ATTACHED_MILLIS_OFFSET;
        at += Long.BYTES) {
      sum = Long.rotateLeft((sum ^ region.getLongAcquire(offset + at)) * IDENTITY_FACTOR, 31);
    }
    return sum;
  }

  /** Lines appended straight to the log file, past the ring, for want of room in it. */
  public long directLines() {
    return region.getLongAcquire(offset + SlotDescriptor.DIRECT_LINES_OFFSET);
  }

  public void addDirectLine() {
    region.getAndAddLong(offset + SlotDescriptor.DIRECT_LINES_OFFSET, 1);
  }

  /** Lines that were given up on. */
  public long drops() {
    return region.getLongAcquire(offset + SlotDescriptor.DROPS_OFFSET);
  }

  public void addDrop() {
    region.getAndAddLong(offset + SlotDescriptor.DROPS_OFFSET, 1);
  }

  /** Counts a line that went to the file without a lane. */
  public void countUnstagedLine(int length) {
    region.getAndAddLong(offset + SlotDescriptor.UNSTAGED_LINES_OFFSET, 1);
    region.getAndAddLong(offset + SlotDescriptor.UNSTAGED_BYTES_OFFSET, length);
  }

  /** Sets the counters of the slot and of its lanes to zero, and each lane to a word. */
  public void reset(long laneWord) {
    region.putLong(offset + SlotDescriptor.DIRECT_LINES_OFFSET, 0);
    region.putLong(offset + SlotDescriptor.DROPS_OFFSET, 0);
    region.putLong(offset + SlotDescriptor.UNSTAGED_LINES_OFFSET, 0);
    region.putLong(offset + SlotDescriptor.UNSTAGED_BYTES_OFFSET, 0);
    for (Lane lane : lanes) {
      lane.reset(laneWord);
    }
  }

  /** Lines that the writer put into the log, staged or not; exact once its lanes rest. */
  public long lines() {
    long sum = region.getLong(offset + SlotDescriptor.UNSTAGED_LINES_OFFSET);
    for (Lane lane : lanes) {
      sum += lane.lines();
    }
    return sum;
  }

  /** Bytes that the writer put into the log, staged or not; exact once its lanes rest. */
  public long bytes() {
    long sum = region.getLong(offset + SlotDescriptor.UNSTAGED_BYTES_OFFSET);
    for (Lane lane : lanes) {
      sum += lane.bytes();
    }
    return sum;
  }

  /** Lines that went through the writer's lanes; counts if the writer id is the same after it. */
  public long stagedLines() {
    long sum = 0;
    for (Lane lane : lanes) {
      sum += lane.linesAcquire();
    }
    return sum;
  }

  /** Bytes of {@link #stagedLines}. */
  public long stagedBytes() {
    long sum = 0;
    for (Lane lane : lanes) {
      sum += lane.bytesAcquire();
    }
    return sum;
  }

  /**
   * Takes the free lanes away from a writer; those in use stay as they are.
   *
   * @param freeWord the free word of that writer's lanes
   * @return whether every lane is retired now
   */
  public boolean retireLanes(long freeWord) {
    boolean retired = true;
    for (Lane lane : lanes) {
      retired &=
          lane.compareAndSetWord(freeWord, LaneWord.RETIRED)
              || lane.wordVolatile() == LaneWord.RETIRED;
    }
    return retired;
  }

  /** Whether no thread holds a lane and none is left to be reclaimed. */
  public boolean rests() {
    for (Lane lane : lanes) {
      if (LaneWord.state(lane.wordVolatile()) != LaneWord.FREE) {
        return false;
      }
    }
    return true;
  }
}
