package logweir.layout;

/**
 * The sizes of a staging area, fixed when it is created: bytes of a chunk, and how many chunks the
 * ring has at most. Immutable.
 *
 * @param chunkBytes bytes of one chunk: a multiple of {@link #PAGE_BYTES}, at most {@link
 *     #MAX_CHUNK_BYTES}
 * @param maxChunks chunks of the ring, {@link #MIN_CHUNKS} to {@link #MAX_CHUNKS}
 */
public record Geometry(int chunkBytes, int maxChunks) {
  public static final int PAGE_BYTES = 4096;
  public static final int MAX_CHUNK_BYTES = 1 << 30;
  public static final int MIN_CHUNKS = 2;
  public static final int MAX_CHUNKS = 4096;

  public Geometry {
    if (chunkBytes < PAGE_BYTES || chunkBytes > MAX_CHUNK_BYTES || chunkBytes % PAGE_BYTES != 0) {
      throw new IllegalArgumentException(
          "chunkBytes="
              + chunkBytes
              + ", allowed: a multiple of "
              + PAGE_BYTES
              + " from "
              + PAGE_BYTES
              + " to "
              + MAX_CHUNK_BYTES);
    }
    if (maxChunks < MIN_CHUNKS || maxChunks > MAX_CHUNKS) {
      throw new IllegalArgumentException(
          "maxChunks=" + maxChunks + ", allowed: " + MIN_CHUNKS + " to " + MAX_CHUNKS);
    }
  }

  /** Bytes that the whole ring can hold. */
  public long ringBytes() {
    return (long) chunkBytes * maxChunks;
  }

  /** The logical chunk that a position lies in. */
  public long chunkOf(long position) {
    return position / chunkBytes;
  }

  /** The position of a logical chunk's first byte. */
  public long startOf(long chunk) {
    return chunk * chunkBytes;
  }

  /** The first position that may not be reserved while {@code published} is the oldest byte. */
  public long limitFor(long published) {
    return startOf(chunkOf(published) + maxChunks);
  }

  /**
   * The longest line that is staged. A line that fits, with its frame, into half the ring always
   * finds room once the backlog is written; longer ones would have to wait for an almost empty ring
   * and starve.
   */
  public long maxStagedLineBytes() {
    return ringBytes() / 2 - Frame.WORD_BYTES;
  }
}
