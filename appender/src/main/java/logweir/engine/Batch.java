package logweir.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The bytes of one publish, in the order in which they go to the file. Owned by the holder of the
 * publisher lock; the buffers' positions move as they are written.
 */
final class Batch {
  private static final int SEARCH_BLOCK = 512;

  private final ByteBuffer[] buffers;
  // The position of each buffer's first byte, and the one behind the whole batch.
  private final long[] starts;
  private long end;
  private long length;

  // Once for each line if callers publish: no more is done here than has to be.
  private Batch(List<Piece> pieces, long end) {
    int count = pieces.size();
    this.buffers = new ByteBuffer[count];
    this.starts = new long[count];
    for (int index = 0; index < count; index++) {
      Piece piece = pieces.get(index);
      buffers[index] = piece.bytes;
      starts[index] = piece.start;
      length += piece.bytes.remaining();
    }
    this.end = end;
  }

  private record Piece(long start, ByteBuffer bytes) {}

  /** A batch of one piece, which is not from the ring. */
  static Batch of(ByteBuffer piece) {
    return new Batch(List.of(new Piece(0, piece)), piece.remaining());
  }

  /**
   * What is staged in {@code [from, to)}, less the abandoned extents in it.
   *
   * @throws StagingLostException if that cannot be what was staged there: it is not all there, or
   *     does not start as a line does
   */
  static Batch staged(ChunkRing ring, long from, long to, List<LaneScan.Use> abandoned)
      throws IOException {
    List<Piece> pieces = new ArrayList<>(2);
    long at = from;
    if (!abandoned.isEmpty()) {
      List<LaneScan.Use> sorted = new ArrayList<>(abandoned);
      sorted.sort(Comparator.comparingLong(LaneScan.Use::start));
      for (LaneScan.Use hole : sorted) {
        if (hole.start() >= to) {
          break;
        }
        addStaged(pieces, ring, at, hole.start());
        at = Math.max(at, hole.start() + hole.lane().length());
      }
    }
    addStaged(pieces, ring, at, to);
    return new Batch(pieces, to);
  }

  private static void addStaged(List<Piece> pieces, ChunkRing ring, long from, long to)
      throws IOException {
    long at = from;
    while (at < to) {
      ChunkWindow window = ring.window(at);
      if (window == null) {
        throw new DamagedStagingException("staged bytes have no chunk: position=" + at);
      }
      long end = Math.min(to, window.end());
      ByteBuffer view = window.region().newView();
      view.limit(window.indexOf(end)).position(window.indexOf(at));
      if (at == from && view.get(view.position()) == 0) {
        throw new DamagedStagingException("staged bytes do not start with a line: position=" + at);
      }
      pieces.add(new Piece(at, view));
      at = end;
    }
  }

  ByteBuffer[] buffers() {
    return buffers;
  }

  /** Bytes in all, written or not. */
  long length() {
    return length;
  }

  /** The position behind the batch's last byte. */
  long end() {
    return end;
  }

  /**
   * Leaves out what comes behind the line with which the batch reaches a length; that line stays
   * whole. Before anything of it is skipped or written.
   */
  void cutBehindLine(long minBytes) {
    if (minBytes > length) {
      return;
    }
    byte[] block = new byte[SEARCH_BLOCK];
    for (long at = Math.max(0, minBytes - 1); at < length; at += SEARCH_BLOCK) {
      int copied = copy(at, block);
      for (int index = 0; index < copied; index++) {
        if (block[index] == '\n') {
          keep(at + index + 1);
          return;
        }
      }
    }
  }

  private void keep(long bytes) {
    long left = bytes;
    for (int index = 0; index < buffers.length; index++) {
      ByteBuffer buffer = buffers[index];
      int kept = (int) Math.min(left, buffer.remaining());
      if (kept > 0) {
        end = starts[index] + kept;
      }
      buffer.limit(buffer.position() + kept);
      left -= kept;
    }
    length = bytes;
  }

  /** Leaves the first bytes out: they are in the file already. */
  void skip(long bytes) {
    long left = bytes;
    for (ByteBuffer buffer : buffers) {
      int step = (int) Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + step);
      left -= step;
    }
  }

  /**
   * Copies bytes to the heap, from an offset in the batch on; for comparing, since a comparison
   * over mapped memory can bring the JVM down if its page is gone.
   *
   * @return how many were copied
   */
  int copy(long offset, byte[] target) {
    long skip = offset;
    int copied = 0;
    for (ByteBuffer buffer : buffers) {
      int remaining = buffer.remaining();
      if (skip >= remaining) {
        skip -= remaining;
        continue;
      }
      int step = Math.min(target.length - copied, remaining - (int) skip);
      buffer.get(buffer.position() + (int) skip, target, copied, step);
      copied += step;
      skip = 0;
      if (copied == target.length) {
        break;
      }
    }
    return copied;
  }
}
