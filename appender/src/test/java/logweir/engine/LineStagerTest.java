package logweir.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static logweir.engine.StagingFixture.CHUNK;
import static logweir.engine.StagingFixture.framed;
import static logweir.engine.StagingFixture.framedOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logweir.layout.Control;
import logweir.layout.Lane;
import logweir.layout.LaneWord;
import logweir.layout.SlotDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineStagerTest {
  private static final int RING = 3 * CHUNK;

  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer writer;
  private StagingFixture.Writer other;
  private Control control;

  @BeforeEach
  void makeStagingArea() throws IOException {
    staging = new StagingFixture(directory, SharedLogConfig.defaults().withGeometry(CHUNK, 3));
    writer = staging.newWriter();
    other = staging.newWriter();
    control = staging.control;
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  private void assertAllLanesFree() {
    for (int index = 0; index < SlotDescriptor.LANES; index++) {
      assertThat(writer.slot.lane(index).wordVolatile())
          .as("lane %d", index)
          .isEqualTo(LaneWord.free(writer.id));
    }
  }

  private void assertNothingReserved(long cursor) {
    assertThat(control.cursorVolatile()).isEqualTo(cursor);
    assertAllLanesFree();
  }

  private List<Lane> lanesInUse() {
    List<Lane> lanes = new ArrayList<>();
    for (int index = 0; index < SlotDescriptor.LANES; index++) {
      if (writer.slot.lane(index).wordVolatile() != LaneWord.free(writer.id)) {
        lanes.add(writer.slot.lane(index));
      }
    }
    return lanes;
  }

  @Test
  void shouldCopyALineToWhereTheCursorStood() throws Exception {
    assertThat(writer.stage("a line\n")).isEqualTo(16);

    assertThat(control.cursorVolatile()).isEqualTo(16);
    assertThat(staging.staged(0, 16)).isEqualTo("a line\n");
    assertAllLanesFree();
  }

  @Test
  void shouldPutTheLinesOfAllWritersOneBehindTheOther() throws Exception {
    writer.stage("1\n");
    other.stage("22\n");
    assertThat(writer.stage("333\n")).isEqualTo(48);

    assertThat(staging.staged(0, 48)).isEqualTo("1\n22\n333\n");
  }

  @Test
  void shouldCopyTheGivenPieceOfTheArray() throws Exception {
    writer.stager.stage("..piece..".getBytes(US_ASCII), 2, 5);

    assertThat(staging.staged(0, 16)).isEqualTo("piece");
    assertThat(control.cursorVolatile()).isEqualTo(16);
  }

  @Test
  void shouldCountLinesAndBytes() throws Exception {
    writer.stage("1\n");
    writer.stage("22\n");
    other.stage("333\n");

    assertThat(writer.slot.lines()).isEqualTo(2);
    assertThat(writer.slot.bytes()).isEqualTo(5);
  }

  @Test
  void shouldSplitALineThatPassesTheEndOfAChunk() throws Exception {
    writer.stage(framedOf(CHUNK - 16, 'a'));

    assertThat(writer.stage("0123456789\n")).isEqualTo(CHUNK + 8);

    assertThat(staging.staged(CHUNK - 16, CHUNK + 8)).isEqualTo("0123456789\n");
  }

  @Test
  void shouldSplitALineBehindItsFrameWord() throws Exception {
    writer.stage(framedOf(CHUNK - 8, 'a'));

    assertThat(writer.stage("0123456789\n")).isEqualTo(CHUNK + 16);

    assertThat(staging.staged(CHUNK - 8, CHUNK + 16)).isEqualTo("0123456789\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\0\0\0\0\0\0\0\0", "\0a\n", "a\n\0", "no end", "\n", "\n\0\n\n"})
  void shouldNotMindWhatAnEventIs(String event) throws Exception {
    writer.stage("before\n");
    long start = control.cursorVolatile();

    long end = writer.stage(event);

    assertThat(end - start).isEqualTo(framed(event.length()));
    assertThat(staging.staged(start, end)).isEqualTo(event);
  }

  @Test
  void shouldSplitALineOverThreeChunks() throws Exception {
    writer.stage(framedOf(CHUNK - 8, 'a'));
    String line = "b" + "c".repeat(CHUNK) + "d".repeat(1000) + "\n";

    writer.stage(line);

    assertThat(staging.staged(CHUNK - 8, control.cursorVolatile())).isEqualTo(line);
    assertThat(control.physicalChunksVolatile()).isEqualTo(3);
  }

  @Test
  void shouldSplitALineWhoseSecondChunkIsTheReusedFirstOne() throws Exception {
    staging.moveTo(RING - 16);

    writer.stage("0123456789\n");

    assertThat(staging.staged(RING - 16, RING + 8)).isEqualTo("0123456789\n");
    assertThat(control.physicalChunksVolatile()).isEqualTo(2);
  }

  @Test
  void shouldFillTheRingToItsLastByte() throws Exception {
    for (int chunk = 0; chunk < 3; chunk++) {
      assertThat(writer.stage(framedOf(CHUNK, 'a'))).isEqualTo((chunk + 1L) * CHUNK);
    }
  }

  @Test
  void shouldBeFullWhereALineWouldPassTheLimitByOneByte() throws Exception {
    writer.stage(framedOf(CHUNK, 'a'));
    writer.stage(framedOf(CHUNK, 'a'));

    assertThat(writer.stage(framedOf(CHUNK + 1, 'b'))).isEqualTo(LineStager.FULL);

    assertNothingReserved(2 * CHUNK);
    assertThat(writer.stage(framedOf(CHUNK, 'b'))).isEqualTo(RING);
  }

  @Test
  void shouldFindRoomAgainOnceAChunkIsPublished() throws Exception {
    for (int chunk = 0; chunk < 3; chunk++) {
      writer.stage(framedOf(CHUNK, 'a'));
    }
    assertThat(writer.stage("b\n")).isEqualTo(LineStager.FULL);
    control.publishedRelease(CHUNK - 8);
    assertThat(writer.stage("b\n")).isEqualTo(LineStager.FULL);

    control.publishedRelease(CHUNK);

    assertThat(writer.stage("b\n")).isEqualTo(RING + 16);
    assertThat(staging.staged(RING, RING + 16)).isEqualTo("b\n");
  }

  @Test
  void shouldLackAChunkWhileAnotherWriterKeepsTheGrowLock() throws Exception {
    assertThat(other.area.growLock().tryAcquire()).isTrue();

    assertThat(writer.stage("line\n")).isEqualTo(LineStager.NO_CHUNK);

    assertNothingReserved(0);
  }

  @Test
  void shouldNotNeedTheGrowLockWithinAChunk() throws Exception {
    writer.stage("1\n");
    assertThat(other.area.growLock().tryAcquire()).isTrue();

    assertThat(writer.stage("2\n")).isEqualTo(32);
  }

  @Test
  void shouldReserveNothingWhereTheSecondChunkCannotBeHad() throws Exception {
    writer.stage(framedOf(CHUNK - 16, 'a'));
    assertThat(other.area.growLock().tryAcquire()).isTrue();

    assertThat(writer.stage("0123456789\n")).isEqualTo(LineStager.NO_CHUNK);

    assertNothingReserved(CHUNK - 16);
  }

  @Test
  void shouldReserveNothingWhenTheDiskRefusesAChunk() throws Exception {
    Files.delete(staging.chunks());
    Files.createDirectory(staging.chunks());

    assertThatIOException().isThrownBy(() -> writer.stage("line\n"));

    assertNothingReserved(0);
  }

  @Test
  void shouldReserveNothingWhereAnInstalledChunkCannotBeMapped() throws Exception {
    other.stage("first\n");
    Files.write(staging.chunks(), new byte[0]);

    assertThatIOException().isThrownBy(() -> writer.stage("line\n"));
    writer.stager.settleOrphans();

    assertNothingReserved(16);
  }

  @Test
  void shouldAbandonALineWhoseCopyFails() throws Exception {
    writer.stage("first\n");

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> writer.stager.stage(new byte[] {'a', 'b'}, 0, 10));

    assertThat(control.cursorVolatile()).isEqualTo(40);
    assertThat(lanesInUse()).hasSize(1);
    Lane lane = lanesInUse().get(0);
    assertThat(lane.wordVolatile()).isEqualTo(LaneWord.claimed(16));
    writer.stager.settleOrphans();
    assertThat(lane.wordVolatile()).isEqualTo(LaneWord.abandoned(16));
    assertThat(lane.length()).isEqualTo(24);
    assertThat(writer.slot.lines()).isEqualTo(1);
  }

  @Test
  void shouldAbandonALineWhoseCopyFailsInItsSecondChunk() throws Exception {
    writer.stage(framedOf(CHUNK - 16, 'a'));

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> writer.stager.stage(new byte[] {'a', 'b', 'c', 'd'}, 0, 10));

    writer.stager.settleOrphans();
    Lane lane = lanesInUse().get(0);
    assertThat(lane.wordVolatile()).isEqualTo(LaneWord.abandoned(CHUNK - 16));
    assertThat(lane.length()).isEqualTo(24);
  }

  @Test
  void shouldGoOnBehindAnAbandonedLine() throws Exception {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> writer.stager.stage(new byte[1], 0, 10));

    assertThat(writer.stage("next\n")).isEqualTo(40);
    assertThat(staging.staged(24, 40)).isEqualTo("next\n");
  }

  @Test
  void shouldSettleSeveralLanesAndEachOnce() throws Exception {
    for (int index = 0; index < 3; index++) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> writer.stager.stage(new byte[1], 0, 10));
    }
    SlowLine slow = writer.claims("slow\n");

    writer.stager.settleOrphans();

    List<Lane> lanes = lanesInUse();
    assertThat(lanes).hasSize(4);
    assertThat(slow.lane().wordVolatile()).isEqualTo(LaneWord.claimed(72));
    slow.copy().commit();
    publish();
    assertAllLanesFree();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> writer.stager.stage(new byte[1], 0, 10));
    writer.stager.settleOrphans();
    assertThat(lanesInUse()).hasSize(1);
  }

  private void publish() {
    assertThat(writer.publisher.publish()).isEqualTo(Publisher.Outcome.PUBLISHED);
  }

  @Test
  void shouldSettleItsLanesWhenItRetires() throws Exception {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> writer.stager.stage(new byte[1], 0, 10));

    writer.stager.retire();

    assertThat(writer.stager.isRetired()).isFalse();
    publish();
    writer.stager.retire();
    assertThat(writer.stager.isRetired()).isTrue();
  }

  @Test
  void shouldDoWithTheLastFreeLane() throws Exception {
    for (int index = 1; index < SlotDescriptor.LANES; index++) {
      writer.intends("slow\n");
    }

    assertThat(writer.stage("line\n")).isEqualTo(16);
  }

  @Test
  void shouldBeFullWhileNoLaneComesFree() throws Exception {
    List<SlowLine> slow = new ArrayList<>();
    for (int index = 0; index < SlotDescriptor.LANES; index++) {
      slow.add(writer.intends("slow\n"));
    }

    assertThat(writer.stage("line\n")).isEqualTo(LineStager.FULL);

    assertThat(control.cursorVolatile()).isZero();
    for (SlowLine line : slow) {
      assertThat(line.lane().wordVolatile()).isEqualTo(LaneWord.intent(0));
    }
  }

  @Test
  void shouldBeClosedOnceItIsRetired() throws Exception {
    writer.stager.retire();

    assertThat(writer.stage("line\n")).isEqualTo(LineStager.CLOSED);

    assertThat(writer.stager.isRetiring()).isTrue();
    assertThat(writer.stager.isRetired()).isTrue();
    assertThat(control.cursorVolatile()).isZero();
  }

  @Test
  void shouldNotBeRetiredFromTheStart() {
    assertThat(writer.stager.isRetiring()).isFalse();
    assertThat(writer.stager.isRetired()).isFalse();
  }

  @Test
  void shouldNotBeRetiredBeforeTheLastThreadHasCommitted() throws Exception {
    SlowLine slow = writer.claims("slow\n");
    writer.stager.retire();
    assertThat(writer.stager.isRetired()).isFalse();
    assertThat(slow.lane().wordVolatile()).isEqualTo(LaneWord.claimed(0));

    slow.copy().commit();
    writer.stager.retire();

    assertThat(writer.stager.isRetired()).isTrue();
  }

  @Test
  void shouldNotTakeALaneOfTheSlotsNextOwner() throws Exception {
    writer.stager.retire();
    long next = WriterId.draw(0);
    writer.slot.reset(LaneWord.free(next));
    writer.slot.writerIdVolatile(next);

    assertThat(writer.stage("late\n")).isEqualTo(LineStager.CLOSED);

    assertThat(control.cursorVolatile()).isZero();
    assertThat(writer.slot.lane(0).wordVolatile()).isEqualTo(LaneWord.free(next));
  }

  /** As a thread that looked whether the writer is retired just before it was. */
  @Test
  void shouldTakeNoLaneButItsWritersOwn() throws Exception {
    long next = WriterId.draw(0);
    writer.slot.reset(LaneWord.free(next));

    assertThat(writer.stage("late\n")).isEqualTo(LineStager.FULL);

    assertThat(control.cursorVolatile()).isZero();
    for (int index = 0; index < SlotDescriptor.LANES; index++) {
      assertThat(writer.slot.lane(index).wordVolatile()).isEqualTo(LaneWord.free(next));
    }
  }

  @Test
  void shouldRetireOnlyItsOwnLanes() {
    long next = WriterId.draw(0);
    writer.slot.reset(LaneWord.free(next));

    writer.stager.retire();

    assertThat(writer.slot.lane(0).wordVolatile()).isEqualTo(LaneWord.free(next));
  }

  @Test
  void shouldStageOnAnInterruptedThreadAndLeaveItInterrupted() throws Exception {
    Thread.currentThread().interrupt();

    long end = writer.stage("line\n");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(end).isEqualTo(16);
    assertThat(staging.staged(0, 16)).isEqualTo("line\n");
  }
}
