package logweir.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import logweir.memory.MappedRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ControlHeaderTest {
  private static final Geometry GEOMETRY = new Geometry(8192, 3);
  private static final ControlHeader HEADER =
      new ControlHeader(GEOMETRY, 0x0123456789abcdefL, -2, 1_700_000_000_000L, 4711);

  @TempDir private Path directory;

  private MappedRegion mapNew(long bytes) throws IOException {
    Path file = Files.createTempFile(directory, "control", "");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Files.write(file, new byte[Math.toIntExact(bytes)]);
      return MappedRegion.map(channel, 0, bytes);
    }
  }

  private MappedRegion mapWithHeader() throws IOException {
    MappedRegion region = mapNew(ControlDescriptor.controlBytes(GEOMETRY));
    HEADER.write(region);
    return region;
  }

  private static void seal(MappedRegion region) {
    byte[] covered = new byte[ControlDescriptor.HEADER_CHECKSUM_OFFSET];
    region.getBytes(0, covered, 0, covered.length);
    CRC32 checksum = new CRC32();
    checksum.update(covered);
    region.putLong(ControlDescriptor.HEADER_CHECKSUM_OFFSET, checksum.getValue());
  }

  private static void assertRefused(MappedRegion region, String reason) {
    assertThatExceptionOfType(UnusableControlException.class)
        .isThrownBy(() -> ControlHeader.read(region))
        .withMessageContaining(reason);
  }

  @Test
  void shouldNoticeEachFlippedBit() throws Exception {
    MappedRegion region = mapWithHeader();
    for (int bit = 0; bit < (ControlDescriptor.HEADER_CHECKSUM_OFFSET + 8) * 8; bit++) {
      int word = bit / 64 * 8;
      long right = region.getLong(word);
      region.putLong(word, right ^ 1L << bit % 64);

      assertThatExceptionOfType(UnusableControlException.class)
          .as("bit %d", bit)
          .isThrownBy(() -> ControlHeader.read(region))
          .isNotInstanceOf(OtherVersionException.class);

      region.putLong(word, right);
    }
    assertThat(ControlHeader.read(region)).isEqualTo(HEADER);
  }

  @Test
  void shouldReadWhatWasWritten() throws Exception {
    assertThat(ControlHeader.read(mapWithHeader())).isEqualTo(HEADER);
  }

  @Test
  void shouldReadTheHeadersOfTheSmallestAndTheLargestRing() throws Exception {
    for (Geometry geometry : new Geometry[] {new Geometry(4096, 2), new Geometry(1 << 30, 4096)}) {
      ControlHeader header =
          new ControlHeader(geometry, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, -1);
      MappedRegion region = mapNew(ControlDescriptor.controlBytes(geometry));
      header.write(region);

      assertThat(ControlHeader.read(region)).isEqualTo(header);
    }
  }

  @Test
  void shouldGiveTheAreaItsId() throws Exception {
    assertThat(new Control(mapWithHeader(), GEOMETRY).areaId()).isEqualTo(4711);
  }

  @Test
  void shouldOpenTheWholeRingToTheFirstWriter() throws Exception {
    MappedRegion region = mapWithHeader();

    assertThat(new Control(region, GEOMETRY).limitAcquire()).isEqualTo(3 * 8192);
  }

  @Test
  void shouldBeginWithItsNameInPlainText() throws Exception {
    byte[] magic = new byte[8];
    mapWithHeader().getBytes(0, magic, 0, 8);

    assertThat(magic).containsExactly('L', 'O', 'G', 'W', 'E', 'I', 'R', 0);
  }

  @Test
  void shouldRefuseAHeaderWithAnySingleBitFlipped() throws Exception {
    MappedRegion region = mapWithHeader();
    int bits = 8 * (ControlDescriptor.HEADER_CHECKSUM_OFFSET + 8);

    for (int bit = 0; bit < bits; bit++) {
      flip(region, bit);
      assertThatExceptionOfType(UnusableControlException.class)
          .as("bit %d", bit)
          .isThrownBy(() -> ControlHeader.read(region));
      flip(region, bit);
    }
    assertThat(ControlHeader.read(region)).isEqualTo(HEADER);
  }

  private static void flip(MappedRegion region, int bit) {
    byte[] one = new byte[1];
    region.getBytes(bit / 8, one, 0, 1);
    one[0] ^= (byte) (1 << bit % 8);
    region.putBytes(bit / 8, one, 0, 1);
  }

  static Stream<Arguments> alteredFields() {
    int controlBytes = ControlDescriptor.controlBytes(GEOMETRY);
    return Stream.of(
        Arguments.of(ControlDescriptor.MAGIC_OFFSET, ControlDescriptor.MAGIC + 1, "magic="),
        Arguments.of(ControlDescriptor.VERSION_OFFSET, 2L, "version=2, understood=1"),
        Arguments.of(ControlDescriptor.VERSION_OFFSET, 0L, "version=0, understood=1"),
        Arguments.of(ControlDescriptor.CONTROL_BYTES_OFFSET, controlBytes + 1L, "control bytes="),
        Arguments.of(ControlDescriptor.CHUNK_BYTES_OFFSET, 8193L, "chunkBytes=8193"),
        Arguments.of(ControlDescriptor.CHUNK_BYTES_OFFSET, 0L, "chunkBytes=0"),
        Arguments.of(ControlDescriptor.CHUNK_BYTES_OFFSET, (1L << 32) + 8192, "impossible sizes"),
        Arguments.of(ControlDescriptor.MAX_CHUNKS_OFFSET, 1L, "maxChunks=1"),
        Arguments.of(ControlDescriptor.MAX_CHUNKS_OFFSET, -3L, "maxChunks=-3"),
        Arguments.of(ControlDescriptor.MAX_CHUNKS_OFFSET, 4096L, "control bytes="),
        Arguments.of(ControlDescriptor.MAX_WRITERS_OFFSET, 127L, "writers=127, expected=128"),
        Arguments.of(ControlDescriptor.LANES_OFFSET, 8L, "lanes=8, expected=16"));
  }

  @ParameterizedTest
  @MethodSource("alteredFields")
  void shouldRefuseAnAlteredFieldEvenWithTheRightChecksum(int offset, long value, String reason)
      throws Exception {
    MappedRegion region = mapWithHeader();

    region.putLong(offset, value);
    seal(region);

    assertRefused(region, reason);
  }

  @Test
  void shouldTakeAnyIdsAndAnyTimeWithTheRightChecksum() throws Exception {
    MappedRegion region = mapWithHeader();

    region.putLong(ControlDescriptor.BOOT_ID_HIGH_OFFSET, 1);
    region.putLong(ControlDescriptor.BOOT_ID_LOW_OFFSET, 2);
    region.putLong(ControlDescriptor.CREATED_MILLIS_OFFSET, 3);
    region.putLong(ControlDescriptor.AREA_ID_OFFSET, 4);
    seal(region);

    assertThat(ControlHeader.read(region)).isEqualTo(new ControlHeader(GEOMETRY, 1, 2, 3, 4));
  }

  static IntStream otherLengths() {
    int whole = ControlDescriptor.controlBytes(GEOMETRY);
    return IntStream.of(8, 88, 4095, 4096, whole - 1, whole + 1, whole + 4096);
  }

  @ParameterizedTest
  @MethodSource("otherLengths")
  void shouldRefuseAFileOfAnotherLength(int bytes) throws Exception {
    byte[] content = new byte[ControlDescriptor.controlBytes(GEOMETRY)];
    mapWithHeader().getBytes(0, content, 0, content.length);
    MappedRegion region = mapNew(bytes);
    region.putBytes(0, content, 0, Math.min(bytes, content.length));

    assertRefused(region, "bytes=" + bytes);
  }

  @Test
  void shouldRefuseAFileOfZeros() throws Exception {
    assertRefused(mapNew(ControlDescriptor.controlBytes(GEOMETRY)), "magic=0");
  }
}
