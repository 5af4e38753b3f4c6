package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static logweir.engine.StagingFixture.framedOf;
import static logweir.engine.StagingFixture.lineOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logweir.layout.Frame;
import logweir.layout.Lane;
import logweir.layout.LaneWord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchAssemblerTest {
  private static final long ANY = Long.MAX_VALUE;

  /** As many bytes as each of these events takes with its frame. */
  private static final int FRAME = 16;

  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer writer;
  private BatchAssembler assembler;
  private int lanesUsed;

  @BeforeEach
  void makeStagingArea() throws IOException {
    staging = new StagingFixture(directory, SharedLogConfig.defaults().withGeometry(CHUNK, 256));
    writer = staging.newWriter();
    assembler = new BatchAssembler(writer.ring());
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  private long stage(String... events) throws IOException {
    for (String event : events) {
      writer.stage(event);
    }
    return staging.control.cursorVolatile();
  }

  private LaneScan.Use hole(long start, long length) {
    Lane lane = writer.slot.lane(lanesUsed++);
    lane.length(length);
    return new LaneScan.Use(writer.id, lane, LaneWord.abandoned(start));
  }

  private Batch next(long from, long to, LaneScan.Use... holes) throws IOException {
    return assembler.next(from, to, List.of(holes), ANY);
  }

  private static String text(Batch batch) {
    StringBuilder text = new StringBuilder();
    for (ByteBuffer buffer : batch.buffers()) {
      text.append(ISO_8859_1.decode(buffer.duplicate()));
    }
    return text.toString();
  }

  private static String content(Batch batch) {
    byte[] target = new byte[(int) batch.length()];
    assertThat(batch.copy(0, target)).isEqualTo(target.length);
    return new String(target, ISO_8859_1);
  }

  @Test
  void shouldHoldEventsWithoutTheirFrames() throws Exception {
    Batch batch = next(0, stage("1\n", "no end", "\0\0", "\n\n"));

    assertThat(text(batch)).isEqualTo("1\nno end\0\0\n\n");
    assertThat(batch.length()).isEqualTo(12);
    assertThat(batch.end()).isEqualTo(4 * FRAME);
  }

  @Test
  void shouldHoldEventsOfManyChunks() throws Exception {
    StringBuilder expected = new StringBuilder();
    for (int number = 0; number < 1000; number++) {
      String event = lineOf(1 + number % 61, (char) ('a' + number % 26));
      expected.append(event);
      stage(event);
    }

    Batch batch = next(0, staging.control.cursorVolatile());

    assertThat(text(batch)).isEqualTo(expected.toString());
  }

  @Test
  void shouldHoldAnEventThatPassesOverSeveralChunks() throws Exception {
    String event = "x".repeat(3 * CHUNK) + "\n";
    long end = stage("1\n", event, "2\n");

    assertThat(text(next(0, end))).isEqualTo("1\n" + event + "2\n");
  }

  @Test
  void shouldFindAFrameAtTheEndOfAChunkAndItsEventInTheNext() throws Exception {
    long end = stage(framedOf(CHUNK - Frame.WORD_BYTES, 'a'), "2\n");

    assertThat(text(next(CHUNK - Frame.WORD_BYTES, end))).isEqualTo("2\n");
  }

  @Test
  void shouldMakeALargeEventABatchOfItsOwn() throws Exception {
    String large = "x".repeat(BatchAssembler.MAX_COPIED_EVENT) + "\n";
    long first = stage("1\n");
    long second = stage(large);
    long end = stage("2\n");

    Batch one = next(0, end);
    assertThat(text(one)).isEqualTo("1\n");
    assertThat(one.end()).isEqualTo(first);

    Batch two = next(first, end);
    assertThat(text(two)).isEqualTo(large);
    assertThat(two.end()).isEqualTo(second);
    assertThat(two.buffers()).hasSizeGreaterThan(1);

    assertThat(text(next(second, end))).isEqualTo("2\n");
  }

  @Test
  void shouldHoldNoMoreThanItsBuffer() throws Exception {
    String event = lineOf(BatchAssembler.MAX_COPIED_EVENT, 'x');
    long end = stage(event, event, event, "short\n", event, "more\n");

    Batch first = next(0, end);
    assertThat(text(first)).isEqualTo(event + event + event + "short\n");
    assertThat(text(next(first.end(), end))).isEqualTo(event + "more\n");
  }

  @Test
  void shouldEndWithTheEventByWhichItIsLongEnough() throws Exception {
    long end = stage("12\n", "3\n\n\n\n", "6\n");

    assertThat(text(assembler.next(0, end, List.of(), 1))).isEqualTo("12\n");
    assertThat(text(assembler.next(0, end, List.of(), 3))).isEqualTo("12\n");
    assertThat(text(assembler.next(0, end, List.of(), 4))).isEqualTo("12\n3\n\n\n\n");
    assertThat(assembler.next(0, end, List.of(), 4).end()).isEqualTo(2 * FRAME);
  }

  @Test
  void shouldLeaveOutHolesWhereverTheyAre() throws Exception {
    long end = stage("1\n", "2\n", "3\n", "4\n", "5\n");

    assertThat(text(next(0, end, hole(0, FRAME)))).isEqualTo("2\n3\n4\n5\n");
    assertThat(text(next(0, end, hole(FRAME, FRAME)))).isEqualTo("1\n3\n4\n5\n");
    assertThat(text(next(0, end, hole(4 * FRAME, FRAME)))).isEqualTo("1\n2\n3\n4\n");
    assertThat(text(next(0, end, hole(3 * FRAME, FRAME), hole(FRAME, FRAME))))
        .isEqualTo("1\n3\n5\n");
    assertThat(text(next(0, end, hole(FRAME, FRAME), hole(2 * FRAME, FRAME))))
        .isEqualTo("1\n4\n5\n");
  }

  @Test
  void shouldLeaveOutOverlappingHolesOnce() throws Exception {
    long end = stage("1\n", "2\n", "3\n", "4\n", "5\n");

    assertThat(text(next(0, end, hole(FRAME, 2 * FRAME), hole(2 * FRAME, 2 * FRAME))))
        .isEqualTo("1\n5\n");
    assertThat(text(next(0, end, hole(FRAME, 3 * FRAME), hole(2 * FRAME, FRAME))))
        .isEqualTo("1\n5\n");
  }

  @Test
  void shouldReachBehindAHoleAtItsEnd() throws Exception {
    long end = stage("1\n", "2\n");

    Batch batch = next(0, end, hole(FRAME, FRAME));

    assertThat(text(batch)).isEqualTo("1\n");
    assertThat(batch.end()).isEqualTo(end);
  }

  @Test
  void shouldBeEmptyWhereAllIsAHole() throws Exception {
    long end = stage("1\n", "2\n");

    Batch batch = next(0, end, hole(0, 2 * FRAME));

    assertThat(batch.length()).isZero();
    assertThat(batch.buffers()).isEmpty();
    assertThat(batch.end()).isEqualTo(end);
  }

  @Test
  void shouldEndWhereItIsToldToThoughAHoleGoesOn() throws Exception {
    stage("1\n", "2\n", "3\n");

    assertThat(next(0, 2 * FRAME, hole(FRAME, 2 * FRAME)).end()).isEqualTo(2 * FRAME);
  }

  @Test
  void shouldIgnoreHolesThatLieElsewhere() throws Exception {
    stage("1\n", "2\n", "3\n");

    assertThat(text(next(FRAME, 2 * FRAME, hole(0, FRAME), hole(2 * FRAME, FRAME))))
        .isEqualTo("2\n");
  }

  @Test
  void shouldRefuseWhatIsNoEvent() throws Exception {
    long end = stage("1\n");
    staging.control.compareAndSetCursor(end, end + 64);

    assertThatIOException()
        .isThrownBy(() -> next(end, end + 64))
        .withMessage("no event was staged there: position=16");
  }

  @Test
  void shouldHoldWhatStandsBeforeWhatIsNoEvent() throws Exception {
    long end = stage("1\n");
    staging.control.compareAndSetCursor(end, end + 64);

    Batch batch = next(0, end + 64);

    assertThat(text(batch)).isEqualTo("1\n");
    assertThat(batch.end()).isEqualTo(end);
  }

  @Test
  void shouldRefuseAnEventThatIsLongerThanWhatIsStaged() throws Exception {
    stage("a long event\n");

    assertThatIOException().isThrownBy(() -> next(0, FRAME)).withMessageContaining("position=0");
  }

  @Test
  void shouldRefuseAFrameOfAnotherPosition() throws Exception {
    stage("1\n", "2\n");
    ChunkWindow window = writer.ring().window(0);
    window.region().putLong(0, window.region().getLong(FRAME));

    assertThatIOException().isThrownBy(() -> next(0, FRAME));
  }

  @Test
  void shouldRefuseBytesThatHaveNoChunk() {
    assertThatIOException()
        .isThrownBy(() -> next(2L * CHUNK, 3L * CHUNK))
        .withMessage("staged bytes have no chunk: position=8192");
  }

  @Test
  void shouldMakeTheSameBatchAgain() throws Exception {
    long end = stage("1\n", "2\n", "3\n", "4\n");
    LaneScan.Use hole = hole(FRAME, FRAME);
    Batch batch = assembler.next(0, end, List.of(hole), 3);
    assertThat(text(batch)).isEqualTo("1\n3\n");

    Batch again = new BatchAssembler(writer.ring()).again(0, batch.end(), List.of(hole));

    assertThat(text(again)).isEqualTo("1\n3\n");
    assertThat(again.end()).isEqualTo(batch.end());
  }

  @Test
  void shouldRefuseToMakeABatchAgainThatNeverWas() throws Exception {
    stage("1\n", "22222222222\n");

    assertThatIOException()
        .isThrownBy(() -> assembler.again(0, FRAME + 8, List.of()))
        .withMessage("no batch was staged there: from=0, to=24, end=16");
  }

  @Test
  void shouldTellHowManyBytesAreWholeEvents() throws Exception {
    Batch batch = next(0, stage("12\n", "456", "7\n"));

    List<Long> whole = new ArrayList<>();
    for (int bytes = 0; bytes <= 8; bytes++) {
      whole.add(batch.wholeEvents(bytes));
    }
    assertThat(whole).containsExactly(0L, 0L, 0L, 3L, 3L, 3L, 6L, 6L, 8L);
  }

  @Test
  void shouldSkipWhatIsInTheFileAlready() throws Exception {
    Batch batch = next(0, stage("12\n", "456\n"));

    batch.skip(4);

    assertThat(text(batch)).isEqualTo("56\n");
    assertThat(batch.length()).isEqualTo(7);
  }

  @Test
  void shouldCopyFromAnyOffsetOverTheBordersOfItsPieces() throws Exception {
    String large = "0123456789".repeat(BatchAssembler.MAX_COPIED_EVENT / 10 + 1);
    Batch batch = next(0, stage(large));

    assertThat(content(batch)).isEqualTo(large);
    byte[] target = new byte[30];
    for (int offset = CHUNK - 50; offset < CHUNK + 50; offset++) {
      assertThat(batch.copy(offset, target)).isEqualTo(30);
      assertThat(new String(target, ISO_8859_1)).isEqualTo(large.substring(offset, offset + 30));
    }
    assertThat(batch.copy(batch.length(), target)).isZero();
  }

  @Test
  void shouldTakeASinglePieceForOneEvent() {
    Batch batch = Batch.of(ByteBuffer.wrap("a line\n2\n".getBytes(ISO_8859_1)));

    assertThat(text(batch)).isEqualTo("a line\n2\n");
    assertThat(batch.wholeEvents(8)).isZero();
    assertThat(batch.wholeEvents(9)).isEqualTo(9);
  }
}
