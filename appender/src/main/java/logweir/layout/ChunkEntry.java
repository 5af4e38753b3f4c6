package logweir.layout;

/**
 * A word of the chunk table: logical chunk and the physical chunk that carries it. An entry counts
 * for a logical chunk only if it names that chunk; what the table holds for chunk k - maxChunks is
 * not mistaken for chunk k.
 */
public final class ChunkEntry {
  private static final int PHYSICAL_BITS = 16;
  private static final long PHYSICAL_MASK = (1L << PHYSICAL_BITS) - 1;

  private ChunkEntry() {}

  /** The word for a pair; never 0, which stands for "no chunk". */
  public static long of(long chunk, int physical) {
    return chunk << PHYSICAL_BITS | (physical + 1);
  }

  public static boolean names(long entry, long chunk) {
    return entry != 0 && chunk(entry) == chunk;
  }

  public static long chunk(long entry) {
    return entry >>> PHYSICAL_BITS;
  }

  public static int physical(long entry) {
    return (int) (entry & PHYSICAL_MASK) - 1;
  }
}
