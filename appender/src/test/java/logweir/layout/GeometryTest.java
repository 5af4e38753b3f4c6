package logweir.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeometryTest {
  @ParameterizedTest
  @CsvSource({"4096, 2", "8192, 3", "1073741824, 4096"})
  void shouldTakeWhatLiesWithinItsBounds(int chunkBytes, int maxChunks) {
    Geometry geometry = new Geometry(chunkBytes, maxChunks);

    assertThat(geometry.chunkBytes()).isEqualTo(chunkBytes);
    assertThat(geometry.maxChunks()).isEqualTo(maxChunks);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -4096, 0, 4095, 4097, 6144, (1 << 30) + 4096})
  void shouldRefuseChunkBytesThatAreNoPagesOrTooMany(int chunkBytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Geometry(chunkBytes, 2))
        .withMessage(
            "chunkBytes=" + chunkBytes + ", allowed: a multiple of 4096 from 4096 to 1073741824");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, 0, 1, 4097})
  void shouldRefuseTooFewOrTooManyChunks(int maxChunks) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Geometry(4096, maxChunks))
        .withMessage("maxChunks=" + maxChunks + ", allowed: 2 to 4096");
  }

  @Test
  void shouldCountTheBytesOfTheLargestRing() {
    Geometry geometry = new Geometry(1 << 30, 4096);

    assertThat(geometry.ringBytes()).isEqualTo(1L << 42);
    assertThat(geometry.maxStagedLineBytes()).isEqualTo((1L << 41) - Frame.WORD_BYTES);
  }

  @Test
  void shouldFindTheChunkOfAPosition() {
    Geometry geometry = new Geometry(4096, 3);

    assertThat(geometry.chunkOf(4095)).isZero();
    assertThat(geometry.chunkOf(4096)).isEqualTo(1);
    assertThat(geometry.chunkOf((1L << 60) - 1)).isEqualTo((1L << 48) - 1);
    assertThat(geometry.startOf((1L << 48) - 1)).isEqualTo((1L << 60) - 4096);
  }

  @ParameterizedTest
  @CsvSource({"0, 12288", "4095, 12288", "4096, 16384"})
  void shouldFreeAChunkOnlyWhenAllOfItIsPublished(long published, long limit) {
    assertThat(new Geometry(4096, 3).limitFor(published)).isEqualTo(limit);
  }

  /** Else a line could be longer than the room that an empty ring has. */
  @ParameterizedTest
  @CsvSource({"4096, 2", "4096, 3", "1073741824, 4096"})
  void shouldFindRoomForTheLongestStagedLineWhereverPublishedStands(int chunkBytes, int maxChunks) {
    Geometry geometry = new Geometry(chunkBytes, maxChunks);
    long lastOfAChunk = 5L * chunkBytes - 1;

    assertThat(geometry.limitFor(lastOfAChunk) - lastOfAChunk)
        .isGreaterThanOrEqualTo(geometry.maxStagedLineBytes());
  }
}
