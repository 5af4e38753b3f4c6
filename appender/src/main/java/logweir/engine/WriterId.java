package logweir.engine;

import logweir.layout.ControlDescriptor;

/**
 * The id of a writer: random bits, so that it never comes back, and the index of its slot, so that
 * it can be looked up. Never 0; fits into 61 bits, as the tag of a lane's free word must.
 */
final class WriterId {
  private static final int SLOT_BITS = 8;
  private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;
  private static final long RANDOM_MASK = (1L << 53) - 1;

  /** The slot index in the id of a process that repairs a staging area with no living writer. */
  static final int NO_SLOT = (int) SLOT_MASK;

  private WriterId() {}

  static long draw(int slot) {
    if (slot >= ControlDescriptor.MAX_WRITERS && slot != NO_SLOT) {
      throw new IllegalArgumentException(
          "slot=" + slot + ", allowed: below " + ControlDescriptor.MAX_WRITERS);
    }
    long random;
    do {
      random = ProcessIdentity.randomNonZero() & RANDOM_MASK;
    } while (random == 0);
    return random << SLOT_BITS | slot;
  }

  static int slot(long writerId) {
    return (int) (writerId & SLOT_MASK);
  }
}
