package logweir.engine;

import logweir.memory.MappedRegion;

/**
 * Where a logical chunk lies in memory. Immutable; true for as long as the chunk is not published,
 * since a logical chunk keeps its physical one until then.
 *
 * @param start position of the chunk's first byte
 * @param end position after its last byte
 * @param region the physical chunk that carries it
 */
record ChunkWindow(long start, long end, MappedRegion region) {
  boolean contains(long from, long to) {
    return from >= start && to <= end;
  }

  /** The index in the region of a position. */
  int indexOf(long position) {
    return (int) (position - start);
  }
}
