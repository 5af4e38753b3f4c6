package logweir.layout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkEntryTest {
  /** The highest logical chunk that a word has room for. */
  private static final long MAX_CHUNK = (1L << 48) - 1;

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 4095", "1, 0", "65536, 4095", MAX_CHUNK + ", 0", MAX_CHUNK + ", 4095"})
  void shouldGiveBackBothChunks(long chunk, int physical) {
    long entry = ChunkEntry.of(chunk, physical);

    assertThat(ChunkEntry.chunk(entry)).isEqualTo(chunk);
    assertThat(ChunkEntry.physical(entry)).isEqualTo(physical);
    assertThat(ChunkEntry.names(entry, chunk)).isTrue();
  }

  @Test
  void shouldTellTheFirstChunkInTheFirstPlaceFromNoChunk() {
    assertThat(ChunkEntry.of(0, 0)).isNotZero();
    assertThat(ChunkEntry.names(0, 0)).isFalse();
  }

  @Test
  void shouldNotNameTheChunkThatHasTheSameWordOneRoundLater() {
    int maxChunks = 4096;
    long entry = ChunkEntry.of(7, 3);

    assertThat(ChunkEntry.names(entry, 7 + maxChunks)).isFalse();
    assertThat(ChunkEntry.names(entry, 6)).isFalse();
  }

  @Test
  void shouldHaveRoomForEveryPhysicalChunk() {
    assertThat(ChunkEntry.physical(ChunkEntry.of(MAX_CHUNK, Geometry.MAX_CHUNKS - 1)))
        .isEqualTo(Geometry.MAX_CHUNKS - 1);
  }
}
