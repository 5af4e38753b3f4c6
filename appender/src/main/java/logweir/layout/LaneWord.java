package logweir.layout;

/**
 * What a lane's word says: a state in the low two bits, and above them the start position, or, when
 * the lane is free, the tag of the writer that it belongs to.
 *
 * <pre>
 *   FREE(tag)         nothing is reserved through this lane
 *   INTENT(start)     a thread is about to reserve at start, or has just done so
 *   CLAIMED(start)    [start, start + length) is reserved and being copied
 *   ABANDONED(start)  [start, start + length) is never to be published
 * </pre>
 *
 * The tag makes a lane's free word differ from one writer to the next: a thread that still holds a
 * closed writer cannot take a lane of the slot's next owner, since its CAS expects the old tag.
 */
public final class LaneWord {
  public static final int FREE = 0;
  public static final int INTENT = 1;
  public static final int CLAIMED = 2;
  public static final int ABANDONED = 3;

  /** The word of a lane that belongs to no writer. */
  public static final long RETIRED = 0;

  private LaneWord() {}

  /** The free word of the lanes of one writer. */
  public static long free(long writerId) {
    return writerId << 2;
  }

  public static long intent(long start) {
    return start << 2 | INTENT;
  }

  public static long claimed(long start) {
    return start << 2 | CLAIMED;
  }

  public static long abandoned(long start) {
    return start << 2 | ABANDONED;
  }

  public static int state(long word) {
    return (int) word & 3;
  }

  /** The start position; meaningless for a free lane. */
  public static long start(long word) {
    return word >>> 2;
  }
}
