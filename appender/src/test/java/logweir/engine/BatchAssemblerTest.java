package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import logweir.layout.Lane;
import logweir.layout.LaneWord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTest {
  private static final int STAGED = CHUNK + 100;

  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer writer;
  private int lanesUsed;

  @BeforeEach
  void stageMoreThanOneChunk() throws IOException {
    staging = new StagingFixture(directory);
    writer = staging.newWriter();
    StringBuilder line = new StringBuilder();
    for (int index = 0; index < STAGED / 2; index++) {
      line.append((char) ('!' + index % 90));
    }
    writer.stage(line.toString());
    writer.stage(line.reverse().toString());
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  private LaneScan.Use hole(long start, long length) {
    Lane lane = writer.slot.lane(lanesUsed++);
    lane.length(length);
    return new LaneScan.Use(writer.id, lane, LaneWord.abandoned(start));
  }

  private Batch staged(long from, long to, LaneScan.Use... holes) throws IOException {
    return Batch.staged(writer.ring(), from, to, List.of(holes));
  }

  private String expected(long from, long to) throws IOException {
    return staging.staged(from, to);
  }

  private static String text(Batch batch) {
    StringBuilder text = new StringBuilder();
    for (ByteBuffer buffer : batch.buffers()) {
      text.append(ISO_8859_1.decode(buffer.duplicate()));
    }
    return text.toString();
  }

  @Test
  void shouldHoldWhatIsStagedFromOnePositionToAnother() throws Exception {
    Batch batch = staged(7, 4000);

    assertThat(text(batch)).isEqualTo(expected(7, 4000));
    assertThat(batch.length()).isEqualTo(3993);
    assertThat(batch.buffers()).hasSize(1);
  }

  @Test
  void shouldHoldAPieceOfEachChunk() throws Exception {
    Batch batch = staged(7, STAGED);

    assertThat(text(batch)).isEqualTo(expected(7, STAGED));
    assertThat(batch.length()).isEqualTo(STAGED - 7);
    assertThat(batch.buffers()).hasSize(2);
  }

  @Test
  void shouldEndExactlyWithAChunk() throws Exception {
    assertThat(text(staged(0, CHUNK))).isEqualTo(expected(0, CHUNK));
    assertThat(text(staged(CHUNK, STAGED))).isEqualTo(expected(CHUNK, STAGED));
  }

  @Test
  void shouldLeaveOutAHoleAtItsStart() throws Exception {
    assertThat(text(staged(10, 50, hole(10, 5)))).isEqualTo(expected(15, 50));
  }

  @Test
  void shouldLeaveOutAHoleInItsMiddle() throws Exception {
    Batch batch = staged(10, 50, hole(20, 5));

    assertThat(text(batch)).isEqualTo(expected(10, 20) + expected(25, 50));
    assertThat(batch.length()).isEqualTo(35);
  }

  @Test
  void shouldLeaveOutAHoleAtItsEnd() throws Exception {
    assertThat(text(staged(10, 50, hole(45, 5)))).isEqualTo(expected(10, 45));
  }

  @Test
  void shouldBeEmptyWhereAllIsAHole() throws Exception {
    Batch batch = staged(10, 50, hole(10, 40));

    assertThat(batch.length()).isZero();
    assertThat(batch.buffers()).isEmpty();
  }

  @Test
  void shouldLeaveOutHolesThatComeInAnyOrder() throws Exception {
    assertThat(text(staged(0, 50, hole(30, 5), hole(10, 5), hole(20, 5))))
        .isEqualTo(expected(0, 10) + expected(15, 20) + expected(25, 30) + expected(35, 50));
  }

  @Test
  void shouldLeaveOutNeighbouringHoles() throws Exception {
    assertThat(text(staged(0, 50, hole(10, 5), hole(15, 5))))
        .isEqualTo(expected(0, 10) + expected(20, 50));
  }

  @Test
  void shouldLeaveOutOverlappingHolesOnce() throws Exception {
    assertThat(text(staged(0, 50, hole(10, 10), hole(15, 10))))
        .isEqualTo(expected(0, 10) + expected(25, 50));
  }

  @Test
  void shouldLeaveOutAHoleInsideAnother() throws Exception {
    assertThat(text(staged(0, 50, hole(10, 20), hole(12, 3), hole(10, 2))))
        .isEqualTo(expected(0, 10) + expected(30, 50));
  }

  @Test
  void shouldLeaveOutAHoleThatPassesFromOneChunkIntoTheNext() throws Exception {
    assertThat(text(staged(CHUNK - 20, STAGED, hole(CHUNK - 3, 9))))
        .isEqualTo(expected(CHUNK - 20, CHUNK - 3) + expected(CHUNK + 6, STAGED));
  }

  @Test
  void shouldIgnoreHolesBehindItsEnd() throws Exception {
    assertThat(text(staged(0, 50, hole(50, 5), hole(60, 5)))).isEqualTo(expected(0, 50));
  }

  @Test
  void shouldIgnoreHolesBeforeItsStart() throws Exception {
    assertThat(text(staged(20, 50, hole(10, 10), hole(0, 5)))).isEqualTo(expected(20, 50));
  }

  @Test
  void shouldCutAHoleThatBeginsBeforeItsStart() throws Exception {
    assertThat(text(staged(20, 50, hole(15, 10)))).isEqualTo(expected(25, 50));
  }

  @Test
  void shouldCutAHoleThatPassesItsEnd() throws Exception {
    assertThat(text(staged(20, 50, hole(45, 100)))).isEqualTo(expected(20, 45));
  }

  @Test
  void shouldRefuseBytesThatHaveNoChunk() {
    assertThatIOException()
        .isThrownBy(() -> staged(0, 3L * CHUNK))
        .withMessage("staged bytes have no chunk: position=8192");
  }

  @Test
  void shouldSkipWhatIsInTheFileAlready() throws Exception {
    Batch batch = staged(0, STAGED);

    batch.skip(CHUNK + 7);

    assertThat(text(batch)).isEqualTo(expected(CHUNK + 7, STAGED));
    assertThat(batch.length()).isEqualTo(STAGED);
  }

  @Test
  void shouldSkipNothingOrAll() throws Exception {
    Batch batch = staged(0, STAGED);

    batch.skip(0);
    assertThat(text(batch)).isEqualTo(expected(0, STAGED));

    batch.skip(STAGED);
    assertThat(text(batch)).isEmpty();
  }

  @Test
  void shouldCopyFromAnyOffsetOverTheBordersOfItsPieces() throws Exception {
    Batch batch = staged(0, 100, hole(20, 10));
    String whole = expected(0, 20) + expected(30, 100);

    for (int offset = 0; offset < whole.length(); offset++) {
      byte[] target = new byte[30];
      int copied = batch.copy(offset, target);

      assertThat(copied).isEqualTo(Math.min(30, whole.length() - offset));
      assertThat(new String(target, 0, copied, ISO_8859_1))
          .isEqualTo(whole.substring(offset, offset + copied));
    }
  }

  @Test
  void shouldCopyNothingFromItsEnd() throws Exception {
    assertThat(staged(0, 100).copy(100, new byte[5])).isZero();
  }

  @Test
  void shouldStayAsItIsWhenCopied() throws Exception {
    Batch batch = staged(0, STAGED);

    batch.copy(3, new byte[STAGED]);

    assertThat(text(batch)).isEqualTo(expected(0, STAGED));
  }

  @Test
  void shouldHoldASinglePieceAsItIs() {
    Batch batch = Batch.of(ByteBuffer.wrap("a line\n".getBytes(ISO_8859_1)));

    assertThat(text(batch)).isEqualTo("a line\n");
    assertThat(batch.length()).isEqualTo(7);
  }
}
