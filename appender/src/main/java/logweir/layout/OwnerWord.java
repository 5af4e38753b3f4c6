package logweir.layout;

import logweir.memory.MappedRegion;

/** A lock word in the control file: 0 when free, else the id of the writer that holds it. */
public final class OwnerWord {
  private static final long FREE = 0;

  private final MappedRegion region;
  private final int offset;

  OwnerWord(MappedRegion region, int offset) {
    this.region = region;
    this.offset = offset;
  }

  /** The holder's writer id, or 0. */
  public long ownerVolatile() {
    return region.getLongVolatile(offset);
  }

  /** Takes the lock if it is free; acquires what its last holder released. */
  public boolean tryTake(long writerId) {
    return region.compareAndSetLong(offset, FREE, writerId);
  }

  /** Takes the lock over from a holder known to be dead. One of several successors wins. */
  public boolean takeOver(long deadWriterId, long writerId) {
    return region.compareAndSetLong(offset, deadWriterId, writerId);
  }

  /**
   * Gives the lock back, unless it is no longer held by that writer. A full fence, so that a look
   * at other words afterwards is not early.
   */
  public boolean release(long writerId) {
    return region.compareAndSetLong(offset, writerId, FREE);
  }
}
