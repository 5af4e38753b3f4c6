package logweir.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedRegionTest {
  private static final int PAGE = 4096;

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void createFile() throws IOException {
    file = Files.write(directory.resolve("file"), new byte[2 * PAGE]);
  }

  private MappedRegion map(long position, long length) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return MappedRegion.map(channel, position, length);
    }
  }

  private MappedRegion mapReadOnly() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return MappedRegion.mapReadOnly(channel, 0, PAGE);
    }
  }

  @Test
  void shouldRefuseAStretchThatPassesTheEndOfTheFile() throws Exception {
    assertThatIOException()
        .isThrownBy(() -> map(PAGE, PAGE + 1))
        .withMessage("file is shorter than the region: size=8192, region=4096+4097");

    assertThat(file).hasSize(2 * PAGE);
  }

  @Test
  void shouldMapFromThePositionOn() throws Exception {
    map(PAGE, PAGE).putBytes(3, new byte[] {7}, 0, 1);

    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes[PAGE + 3]).isEqualTo((byte) 7);
    assertThat(map(PAGE, PAGE).capacity()).isEqualTo(PAGE);
  }

  @Test
  void shouldKeepWordsInTheHostsByteOrder() throws Exception {
    map(0, PAGE).putLong(8, 0x0102030405060708L);

    long word = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder()).getLong(8);
    assertThat(word).isEqualTo(0x0102030405060708L);
  }

  @Test
  void shouldShowEveryKindOfStoreToEveryKindOfLoadOfAnotherMapping() throws Exception {
    MappedRegion writer = map(0, PAGE);
    MappedRegion reader = map(0, PAGE);

    writer.putLong(0, 11);
    writer.putLongRelease(8, 12);
    writer.putLongVolatile(16, Long.MIN_VALUE);

    for (int index = 0; index < 24; index += 8) {
      long expected = index == 16 ? Long.MIN_VALUE : 11 + index / 8;
      assertThat(reader.getLong(index)).isEqualTo(expected);
      assertThat(reader.getLongAcquire(index)).isEqualTo(expected);
      assertThat(reader.getLongVolatile(index)).isEqualTo(expected);
    }
  }

  @Test
  void shouldReplaceAWordOnlyIfItIsTheExpectedOne() throws Exception {
    MappedRegion region = map(0, PAGE);
    region.putLong(8, 5);

    assertThat(region.compareAndSetLong(8, 4, 6)).isFalse();
    assertThat(region.getLong(8)).isEqualTo(5);
    assertThat(region.compareAndSetLong(8, 5, 6)).isTrue();
    assertThat(region.getLong(8)).isEqualTo(6);
  }

  @Test
  void shouldReturnTheValueBeforeTheAdd() throws Exception {
    MappedRegion region = map(0, PAGE);

    assertThat(region.getAndAddLong(8, 3)).isZero();
    assertThat(region.getAndAddLong(8, -1)).isEqualTo(3);
    assertThat(region.getLong(8)).isEqualTo(2);
  }

  @Test
  void shouldRefuseAnAtomicAccessThatIsNotAligned() throws Exception {
    MappedRegion region = map(0, PAGE);

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> region.getLongVolatile(4));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> region.compareAndSetLong(12, 0, 1));
  }

  @Test
  void shouldRefuseAnAccessBehindItsEnd() throws Exception {
    MappedRegion region = map(0, PAGE);

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> region.putLong(PAGE, 1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> region.putBytes(PAGE - 1, new byte[2], 0, 2));
  }

  @Test
  void shouldCopyAPieceOfAnArrayInAndOut() throws Exception {
    MappedRegion region = map(0, PAGE);
    byte[] target = "......".getBytes(US_ASCII);

    region.putBytes(10, "abcdef".getBytes(US_ASCII), 2, 3);
    region.getBytes(9, target, 1, 4);

    assertThat(target).isEqualTo(".\0cde.".getBytes(US_ASCII));
  }

  @Test
  void shouldZeroEveryByteOfARegionThatIsNoMultipleOfItsSteps() throws Exception {
    int length = 2 * 64 * 1024 + PAGE;
    byte[] full = new byte[length + PAGE];
    Arrays.fill(full, (byte) 'x');
    Files.write(file, full);

    map(0, length).zero();

    byte[] expected = full.clone();
    Arrays.fill(expected, 0, length, (byte) 0);
    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
  }

  @Test
  void shouldFindTheFirstWordThatIsNotZero() throws Exception {
    MappedRegion region = map(0, PAGE);
    region.putBytes(21, new byte[] {1}, 0, 1);
    region.putLong(40, Long.MIN_VALUE);

    assertThat(region.firstNonZeroWord(0, PAGE)).isEqualTo(16);
    assertThat(region.firstNonZeroWord(16, PAGE)).isEqualTo(16);
    assertThat(region.firstNonZeroWord(24, PAGE)).isEqualTo(40);
  }

  @Test
  void shouldLookForAWordThatIsNotZeroInTheGivenStretchOnly() throws Exception {
    MappedRegion region = map(0, PAGE);
    region.putLong(16, 1);

    assertThat(region.firstNonZeroWord(0, 16)).isEqualTo(16);
    assertThat(region.firstNonZeroWord(24, 96)).isEqualTo(96);
    assertThat(region.firstNonZeroWord(8, 8)).isEqualTo(8);
  }

  @Test
  void shouldAppendBytesToABuffer() throws Exception {
    MappedRegion region = map(0, PAGE);
    region.putBytes(7, new byte[] {1, 2, 3}, 0, 3);
    ByteBuffer target = ByteBuffer.allocateDirect(4).put((byte) 9);

    region.getBytes(7, target, 3);

    assertThat(target.position()).isEqualTo(4);
    byte[] content = new byte[4];
    target.get(0, content);
    assertThat(content).containsExactly(9, 1, 2, 3);
  }

  @Test
  void shouldGiveViewsWithPositionsOfTheirOwn() throws Exception {
    MappedRegion region = map(0, PAGE);
    ByteBuffer one = region.newView();
    ByteBuffer other = region.newView();

    one.position(100);
    region.putBytes(0, new byte[] {9}, 0, 1);

    assertThat(other.position()).isZero();
    assertThat(other.remaining()).isEqualTo(PAGE);
    assertThat(other.get(0)).isEqualTo((byte) 9);
  }

  @Test
  void shouldReadButNeverWriteAReadOnlyMapping() throws Exception {
    map(0, PAGE).putLong(8, 5);
    MappedRegion region = mapReadOnly();

    assertThat(region.getLong(8)).isEqualTo(5);
    assertThat(region.getLongAcquire(8)).isEqualTo(5);
    assertThat(region.getLongVolatile(8)).isEqualTo(5);
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> region.putLongRelease(8, 6));
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> region.compareAndSetLong(8, 5, 6));
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> region.putBytes(8, new byte[1], 0, 1));
  }
}
