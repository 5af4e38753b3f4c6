package logweir.layout;

import java.util.zip.CRC32;
import logweir.memory.MappedRegion;

/**
 * The control file's header: written once, before the file gets its name, and never changed, but
 * for the checksum of an area that is found damaged.
 *
 * @param geometry the sizes of the staging area
 * @param bootIdHigh first half of the host's boot id; positions do not outlive a boot
 * @param bootIdLow second half of the host's boot id
 * @param createdMillis when the staging area was made, milliseconds since the epoch
 * @param areaId random; the names of the area's other files have it, so that two areas in one
 *     directory, one after the other, cannot be mixed up
 */
public record ControlHeader(
    Geometry geometry, long bootIdHigh, long bootIdLow, long createdMillis, long areaId) {

  /** Writes this header into a fresh region of {@link ControlDescriptor#controlBytes} bytes. */
  public void write(MappedRegion region) {
    region.putLong(ControlDescriptor.MAGIC_OFFSET, ControlDescriptor.MAGIC);
    region.putLong(ControlDescriptor.VERSION_OFFSET, ControlDescriptor.VERSION);
    region.putLong(ControlDescriptor.CONTROL_BYTES_OFFSET, region.capacity());
    region.putLong(ControlDescriptor.CHUNK_BYTES_OFFSET, geometry.chunkBytes());
    region.putLong(ControlDescriptor.MAX_CHUNKS_OFFSET, geometry.maxChunks());
    region.putLong(ControlDescriptor.MAX_WRITERS_OFFSET, ControlDescriptor.MAX_WRITERS);
    region.putLong(ControlDescriptor.LANES_OFFSET, SlotDescriptor.LANES);
    region.putLong(ControlDescriptor.BOOT_ID_HIGH_OFFSET, bootIdHigh);
    region.putLong(ControlDescriptor.BOOT_ID_LOW_OFFSET, bootIdLow);
    region.putLong(ControlDescriptor.CREATED_MILLIS_OFFSET, createdMillis);
    region.putLong(ControlDescriptor.AREA_ID_OFFSET, areaId);
    region.putLong(ControlDescriptor.HEADER_CHECKSUM_OFFSET, checksum(region));
    region.putLong(ControlDescriptor.LIMIT_OFFSET, geometry.limitFor(0));
  }

  /**
   * Reads the header of a control file, mapped from its start, and trusts nothing that does not
   * agree with everything else in it.
   *
   * @throws UnusableControlException when the file is foreign, damaged, or of another version
   */
  public static ControlHeader read(MappedRegion region) throws UnusableControlException {
    if (region.capacity() < ControlDescriptor.CHUNK_TABLE_OFFSET) {
      throw new UnusableControlException("control file is cut short: bytes=" + region.capacity());
    }
    require(region, "magic", ControlDescriptor.MAGIC_OFFSET, ControlDescriptor.MAGIC);
    long version = region.getLong(ControlDescriptor.VERSION_OFFSET);
    require(region, "header checksum", ControlDescriptor.HEADER_CHECKSUM_OFFSET, checksum(region));
    if (version != ControlDescriptor.VERSION) {
      throw new OtherVersionException(version);
    }
    Geometry geometry = geometry(region);
    require(
        region,
        "control bytes",
        ControlDescriptor.CONTROL_BYTES_OFFSET,
        ControlDescriptor.controlBytes(geometry));
    if (region.capacity() != ControlDescriptor.controlBytes(geometry)) {
      throw new UnusableControlException(
          "control file is cut short: bytes="
              + region.capacity()
              + ", expected="
              + ControlDescriptor.controlBytes(geometry));
    }
    require(region, "writers", ControlDescriptor.MAX_WRITERS_OFFSET, ControlDescriptor.MAX_WRITERS);
    require(region, "lanes", ControlDescriptor.LANES_OFFSET, SlotDescriptor.LANES);
    return new ControlHeader(
        geometry,
        region.getLong(ControlDescriptor.BOOT_ID_HIGH_OFFSET),
        region.getLong(ControlDescriptor.BOOT_ID_LOW_OFFSET),
        region.getLong(ControlDescriptor.CREATED_MILLIS_OFFSET),
        region.getLong(ControlDescriptor.AREA_ID_OFFSET));
  }

  private static Geometry geometry(MappedRegion region) throws UnusableControlException {
    try {
      return new Geometry(
          Math.toIntExact(region.getLong(ControlDescriptor.CHUNK_BYTES_OFFSET)),
          Math.toIntExact(region.getLong(ControlDescriptor.MAX_CHUNKS_OFFSET)));
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new UnusableControlException("control file has impossible sizes: " + e.getMessage());
    }
  }

  private static void require(MappedRegion region, String field, int offset, long expected)
      throws UnusableControlException {
    long found = region.getLong(offset);
    if (found != expected) {
      throw new UnusableControlException(
          "control file is not understood: " + field + "=" + found + ", expected=" + expected);
    }
  }

  // Copied to the heap first: a CRC over a mapped page that is gone can bring the JVM down.
  private static long checksum(MappedRegion region) {
    byte[] header = new byte[ControlDescriptor.HEADER_CHECKSUM_OFFSET];
    region.getBytes(0, header, 0, header.length);
    CRC32 crc = new CRC32();
    crc.update(header, 0, header.length);
    return crc.getValue();
  }
}
