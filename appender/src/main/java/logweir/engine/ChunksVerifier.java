package logweir.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import logweir.layout.ChunkEntry;
import logweir.layout.Control;
import logweir.layout.Frame;
import logweir.layout.Geometry;

/**
 * Looks at the chunk table and the chunks file of a staging area whose writers go on: see {@link
 * SecondLook}. Reads the file by read(2), which no cut can turn into a fault.
 */
final class ChunksVerifier {
  private static final int BLOCK_BYTES = 64 * 1024;

  private final Control control;
  private final Geometry geometry;
  private final Path chunks;

  ChunksVerifier(Control control, StateDirectory directory) {
    this.control = control;
    this.geometry = control.geometry();
    this.chunks = directory.chunks(control.areaId());
  }

  /**
   * Each entry leads to a chunk of its own, and each position that is reserved and not published
   * has one: see the invariants of {@link ChunkRing}.
   */
  Optional<String> tableFault() {
    long published = control.publishedVolatile();
    long cursor = control.cursorVolatile();
    long oldest = geometry.chunkOf(published);
    BitSet used = new BitSet();
    for (long chunk = oldest; chunk < oldest + geometry.maxChunks(); chunk++) {
      long entry = control.chunkEntryAcquire(chunk);
      boolean isNeeded = published < cursor && geometry.startOf(chunk) < cursor;
      String fault = entryFault(entry, chunk, isNeeded, used);
      if (fault != null) {
        return Optional.of(fault + ": chunk=" + chunk + ", entry=" + entry);
      }
    }
    return Optional.empty();
  }

  private String entryFault(long entry, long chunk, boolean isNeeded, BitSet used) {
    int physical = ChunkEntry.physical(entry);
    if (entry != 0 && (physical < 0 || physical >= geometry.maxChunks())) {
      return "the entry leads nowhere";
    }
    if (entry != 0 && isOutOfPlace(ChunkEntry.chunk(entry), chunk)) {
      return "the entry names a chunk that cannot stand there";
    }
    if (!ChunkEntry.names(entry, chunk)) {
      return isNeeded ? "a reserved chunk is missing" : null;
    }
    if (physical >= control.physicalChunksVolatile()) {
      return "the entry leads behind the end of the chunks file";
    }
    if (used.get(physical)) {
      return "two entries lead to one place";
    }
    used.set(physical);
    return null;
  }

  // An entry is made for a chunk of the ring as it is then, and the ring only moves on.
  private boolean isOutOfPlace(long named, long chunk) {
    return named % geometry.maxChunks() != chunk % geometry.maxChunks()
        || named >= geometry.chunkOf(control.publishedVolatile()) + geometry.maxChunks();
  }

  /** The chunks file is there, and not shorter than what it has to hold. */
  Optional<String> fileFault() throws IOException {
    SafeFiles.requireOneName(chunks);
    try (FileChannel file = open()) {
      int before = control.physicalChunksVolatile();
      long size = file.size();
      // It grows before it is counted, and is cut after that.
      long needed =
          (long) Math.min(before, control.physicalChunksVolatile()) * geometry.chunkBytes();
      return size < needed
          ? Optional.of("the chunks file is too short: bytes=" + size + ", needed=" + needed)
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.of("the chunks file is missing: path=" + chunks);
    }
  }

  /**
   * What nobody has reserved yet is zero.
   *
   * <p>A position is copied to after the cursor has passed it. So a byte other than zero that is
   * read before the cursor lies below it, unless its chunk has been taken for another meanwhile.
   */
  Optional<String> restFault() throws IOException {
    long oldest = geometry.chunkOf(control.publishedVolatile());
    try (FileChannel file = open()) {
      for (long chunk = oldest; chunk < oldest + geometry.maxChunks(); chunk++) {
        long entry = control.chunkEntryAcquire(chunk);
        if (ChunkEntry.names(entry, chunk) && ChunkEntry.physical(entry) >= 0) {
          long at = firstCopied(file, chunk, entry);
          if (at >= 0) {
            return Optional.of(
                "bytes that nobody has reserved are not zero: position="
                    + at
                    + ", cursor="
                    + control.cursorVolatile());
          }
        }
      }
    }
    return Optional.empty();
  }

  // The first position from the cursor on with something in it, or -1.
  private long firstCopied(FileChannel file, long chunk, long entry) throws IOException {
    long end = geometry.startOf(chunk + 1);
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    long at = Math.max(geometry.startOf(chunk), control.cursorVolatile());
    while (at < end) {
      block.clear().limit((int) Math.min(BLOCK_BYTES, end - at));
      if (file.read(block, offset(at, entry)) <= 0) {
        return -1; // another check's matter
      }
      block.flip();
      int used = firstNonZero(block);
      long cursor = control.cursorVolatile();
      if (control.chunkEntryAcquire(chunk) != entry) {
        return -1;
      }
      if (used < block.limit() && at + used >= cursor) {
        return at + used;
      }
      at = Math.max(at + used, Math.min(end, cursor));
    }
    return -1;
  }

  private static int firstNonZero(ByteBuffer block) {
    int index = 0;
    while (index < block.limit() && block.get(index) == 0) {
      index++;
    }
    return index;
  }

  /** What is committed and not published starts with the frame of an event. */
  Optional<String> startFault() throws IOException {
    long published = control.publishedVolatile();
    LaneScan scan = LaneScan.of(control);
    long start = behindAbandoned(published, scan.abandoned());
    long entry = control.chunkEntryAcquire(geometry.chunkOf(start));
    if (start >= scan.low() || ChunkEntry.physical(entry) < 0) {
      return Optional.empty();
    }
    ByteBuffer first = ByteBuffer.allocate(Frame.WORD_BYTES).order(ByteOrder.nativeOrder());
    try (FileChannel file = open()) {
      boolean isEvent =
          file.read(first, offset(start, entry)) < Frame.WORD_BYTES
              || Frame.length(start, first.getLong(0)) != Frame.NONE;
      return isEvent || control.publishedVolatile() != published
          ? Optional.empty()
          : Optional.of("no event was staged there: position=" + start + ", end=" + scan.low());
    }
  }

  private static long behindAbandoned(long from, List<LaneScan.Use> abandoned) {
    long at = from;
    List<LaneScan.Use> sorted =
        abandoned.stream().sorted(Comparator.comparingLong(LaneScan.Use::start)).toList();
    for (LaneScan.Use hole : sorted) {
      if (hole.start() <= at) {
        at = Math.max(at, hole.start() + hole.lane().length());
      }
    }
    return at;
  }

  private long offset(long position, long entry) {
    return (long) ChunkEntry.physical(entry) * geometry.chunkBytes()
        + position % geometry.chunkBytes();
  }

  private FileChannel open() throws IOException {
    return SafeFiles.openExisting(chunks, StandardOpenOption.READ);
  }
}
