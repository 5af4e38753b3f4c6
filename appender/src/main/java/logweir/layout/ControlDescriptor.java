package logweir.layout;

/**
 * Where each field of the control file stands. Constants and address arithmetic only.
 *
 * <pre>
 *        0 +--------------------------------------------------+
 *          | header: magic, version, sizes, ids, checksum     |  written before the rename; the
 *          |                                                  |  checksum by whoever finds damage
 *      128 +--------------------------------------------------+
 *          | cursor                                           |  any writer, by CAS
 *      256 +--------------------------------------------------+
 *          | published, limit                                 |  the publisher
 *      384 +--------------------------------------------------+
 *          | publisher lock                                   |  by CAS
 *      512 +--------------------------------------------------+
 *          | grow lock, physical chunks                       |  by CAS; the grow lock's holder
 *      640 +--------------------------------------------------+
 *          | urgent                                           |  any writer, the publisher
 *      768 +--------------------------------------------------+
 *          | slot limit                                       |  the attach lock's holder
 *      896 +--------------------------------------------------+
 *          | intent                                           |  the publisher
 *     1024 +--------------------------------------------------+
 *          | totals                                           |  the publisher
 *     1152 +--------------------------------------------------+
 *          | totals of writers that left                      |  the attach lock's holder
 *     1280 +--------------------------------------------------+
 *          | rolling                                          |  the publisher
 *     1408 +--------------------------------------------------+
 *          | tidy lock, tidied                                |  by CAS; the tidy lock's holder
 *     4096 +--------------------------------------------------+
 *          | chunk table: maxChunks words                     |  the grow lock's holder
 *          +--------------------------------------------------+  next multiple of 4096
 *          | slots: MAX_WRITERS x SLOT_BYTES                  |  see {@link SlotDescriptor}
 *          +--------------------------------------------------+
 * </pre>
 *
 * Contended words stand 128 bytes apart: two cache lines, because processors fetch them in pairs.
 */
public final class ControlDescriptor {
  /** "LOGWEIR" and a NUL, read as one little-endian word. */
  public static final long MAGIC = 0x00524945_57474f4cL;

  public static final long VERSION = 1;
  public static final int MAX_WRITERS = 128;

  static final int LINE = 128;

  public static final int MAGIC_OFFSET = 0;
  public static final int VERSION_OFFSET = 8;
  public static final int CONTROL_BYTES_OFFSET = 16;
  public static final int CHUNK_BYTES_OFFSET = 24;
  public static final int MAX_CHUNKS_OFFSET = 32;
  public static final int MAX_WRITERS_OFFSET = 40;
  public static final int LANES_OFFSET = 48;
  public static final int BOOT_ID_HIGH_OFFSET = 56;
  public static final int BOOT_ID_LOW_OFFSET = 64;
  public static final int CREATED_MILLIS_OFFSET = 72;
  public static final int AREA_ID_OFFSET = 80;

  /** CRC-32 of the bytes before it; {@link #SPOILED_CHECKSUM} in an area found damaged. */
  public static final int HEADER_CHECKSUM_OFFSET = 88;

  /** No CRC-32, which has 32 bits. */
  public static final long SPOILED_CHECKSUM = -1;

  public static final int CURSOR_OFFSET = LINE;
  public static final int PUBLISHED_OFFSET = 2 * LINE;
  public static final int LIMIT_OFFSET = PUBLISHED_OFFSET + 8;
  public static final int PUBLISHER_LOCK_OFFSET = 3 * LINE;
  public static final int GROW_LOCK_OFFSET = 4 * LINE;
  public static final int PHYSICAL_CHUNKS_OFFSET = GROW_LOCK_OFFSET + 8;
  public static final int URGENT_OFFSET = 5 * LINE;
  public static final int SLOT_LIMIT_OFFSET = 6 * LINE;

  public static final int INTENT_OFFSET = 7 * LINE;
  public static final int INTENT_STATE_OFFSET = INTENT_OFFSET;
  public static final int INTENT_FROM_OFFSET = INTENT_OFFSET + 8;
  public static final int INTENT_TO_OFFSET = INTENT_OFFSET + 16;
  public static final int INTENT_DEVICE_OFFSET = INTENT_OFFSET + 24;
  public static final int INTENT_INODE_OFFSET = INTENT_OFFSET + 32;
  public static final int INTENT_SIZE_OFFSET = INTENT_OFFSET + 40;
  public static final int INTENT_CUT_OFFSET = INTENT_OFFSET + 48;
  public static final int INTENT_SIZE_AFTER_OFFSET = INTENT_OFFSET + 56;

  public static final int TOTALS_OFFSET = 8 * LINE;
  public static final int PUBLISHES_OFFSET = TOTALS_OFFSET;
  public static final int WRITE_CALLS_OFFSET = TOTALS_OFFSET + 8;
  public static final int PUBLISHED_BYTES_OFFSET = TOTALS_OFFSET + 16;
  public static final int COMPLETED_BATCHES_OFFSET = TOTALS_OFFSET + 24;
  public static final int RECLAIMED_LANES_OFFSET = TOTALS_OFFSET + 32;
  public static final int LAST_PUBLISH_NANOS_OFFSET = TOTALS_OFFSET + 40;
  public static final int LAST_PUBLISHER_OFFSET = TOTALS_OFFSET + 48;

  public static final int DEPARTED_OFFSET = 9 * LINE;
  public static final int DEPARTED_LINES_OFFSET = DEPARTED_OFFSET;
  public static final int DEPARTED_BYTES_OFFSET = DEPARTED_OFFSET + 8;
  public static final int DEPARTED_DIRECT_LINES_OFFSET = DEPARTED_OFFSET + 16;
  public static final int DEPARTED_DROPS_OFFSET = DEPARTED_OFFSET + 24;
  public static final int DEPARTED_WRITERS_OFFSET = DEPARTED_OFFSET + 32;
  public static final int DEPARTED_DEAD_OFFSET = DEPARTED_OFFSET + 40;

  public static final int ROLLING_OFFSET = 10 * LINE;
  public static final int ROLL_POLICY_OFFSET = ROLLING_OFFSET;
  public static final int ROLL_DEVICE_OFFSET = ROLLING_OFFSET + 8;
  public static final int ROLL_INODE_OFFSET = ROLLING_OFFSET + 16;
  public static final int ROLL_PERIOD_MILLIS_OFFSET = ROLLING_OFFSET + 24;
  public static final int ROLL_INDEX_OFFSET = ROLLING_OFFSET + 32;
  public static final int ROLL_MAX_BYTES_OFFSET = ROLLING_OFFSET + 40;
  public static final int ROLL_DUE_MILLIS_OFFSET = ROLLING_OFFSET + 48;
  public static final int ROLLS_OFFSET = ROLLING_OFFSET + 56;

  public static final int TIDY_LOCK_OFFSET = 11 * LINE;
  public static final int TIDIED_OFFSET = TIDY_LOCK_OFFSET + 8;

  public static final int CHUNK_TABLE_OFFSET = 4096;

  private ControlDescriptor() {}

  /** The offset of the chunk table's entry for a logical chunk. */
  public static int chunkEntryOffset(Geometry geometry, long chunk) {
    return CHUNK_TABLE_OFFSET + 8 * (int) (chunk % geometry.maxChunks());
  }

  /** The offset of the first slot. */
  public static int slotsOffset(Geometry geometry) {
    int tableEnd = CHUNK_TABLE_OFFSET + 8 * geometry.maxChunks();
    return (tableEnd + 4095) / 4096 * 4096;
  }

  /** The offset of a writer's slot. */
  public static int slotOffset(Geometry geometry, int slot) {
    return slotsOffset(geometry) + slot * SlotDescriptor.SLOT_BYTES;
  }

  /** The length of the whole control file. */
  public static int controlBytes(Geometry geometry) {
    return slotOffset(geometry, MAX_WRITERS);
  }
}
