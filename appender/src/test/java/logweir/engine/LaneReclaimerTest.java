package logweir.engine;

import static logweir.engine.StagingFixture.CHUNK;
import static logweir.engine.StagingFixture.framedOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import logweir.engine.LaneReclaimer.Result;
import logweir.layout.Control.Total;
import logweir.layout.Lane;
import logweir.layout.LaneWord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneReclaimerTest {
  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer living;
  private StagingFixture.Writer dead;

  @BeforeEach
  void makeStagingArea() throws IOException {
    staging = new StagingFixture(directory);
    living = staging.newWriter();
    dead = staging.newWriter();
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  private Result reclaim() throws IOException {
    LaneReclaimer reclaimer =
        new LaneReclaimer(staging.control, living.ring(), living.area.liveness(), staging.heard);
    return reclaimer.reclaim(LaneScan.of(staging.control));
  }

  private void assertFree(SlowLine line) {
    assertThat(line.lane().wordVolatile()).isEqualTo(LaneWord.free(dead.id));
  }

  private static void assertAbandoned(SlowLine line, long length) {
    Lane lane = line.lane();
    assertThat(lane.wordVolatile()).isEqualTo(LaneWord.abandoned(line.start()));
    assertThat(lane.length()).isEqualTo(length);
  }

  @Test
  void shouldDoNothingWhenNoLaneIsInUse() throws Exception {
    living.stage("line\n");

    assertThat(reclaim()).isEqualTo(Result.NO_ACTION);
  }

  @Test
  void shouldDoNothingWhenAllAreAlive() throws Exception {
    SlowLine slow = living.claims("slow\n");

    assertThat(reclaim()).isEqualTo(Result.NO_ACTION);

    assertThat(slow.lane().wordVolatile()).isEqualTo(LaneWord.claimed(0));
    assertThat(staging.heard.infos()).isEmpty();
  }

  @Test
  void shouldAbandonAClaimedLaneByItsExtent() throws Exception {
    SlowLine line = dead.claims("claimed\n").copy(3);
    living.stage("next\n");
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);

    assertAbandoned(line, 16);
  }

  @Test
  void shouldAbandonAClaimedLaneEvenBehindALivingOne() throws Exception {
    SlowLine slow = living.claims("slow\n");
    SlowLine line = dead.claims("claimed\n");
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);

    assertAbandoned(line, 16);
    assertThat(slow.lane().wordVolatile()).isEqualTo(LaneWord.claimed(0));
  }

  @Test
  void shouldFreeAnIntentThatLostItsPlaceToALine() throws Exception {
    SlowLine line = dead.intends("late\n");
    living.stage("quick\n");
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);

    assertFree(line);
  }

  @Test
  void shouldFreeAnIntentAtTheCursor() throws Exception {
    living.stage("first\n");
    SlowLine line = dead.intends("next\n");
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);

    assertFree(line);
  }

  @Test
  void shouldFreeAnIntentBelowPublished() throws Exception {
    SlowLine line = dead.intends("late\n");
    staging.moveTo(104);
    living.claims("slow\n");
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);

    assertFree(line);
  }

  @Test
  void shouldNotLookAtBytesBelowPublished() throws Exception {
    SlowLine line = dead.intends("late\n");
    staging.moveTo(5 * CHUNK);
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);

    assertFree(line);
  }

  @Test
  void shouldAbandonWhatAnIntentHadReservedUpToTheNextLine() throws Exception {
    living.stage("first\n");
    SlowLine line = dead.reserves("0123456789\n");
    living.stage("next\n");
    dead.die();
    line.lane().length(3);

    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);

    assertAbandoned(line, 24);
  }

  @Test
  void shouldAbandonWhatAnIntentHadReservedUpToTheCursor() throws Exception {
    SlowLine line = dead.reserves("0123456789\n");
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);

    assertAbandoned(line, 24);
  }

  @Test
  void shouldAbandonTheSameRunForTwoIntentsAtOnePosition() throws Exception {
    SlowLine lost = dead.intends("lost\n");
    SlowLine reserved = dead.reserves("reserved\n");
    living.stage("next\n");
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);

    assertAbandoned(lost, 24);
    assertAbandoned(reserved, 24);
    assertThat(staging.control.total(Total.RECLAIMED_LANES)).isEqualTo(2);
  }

  @Test
  void shouldCoverTwoReservationsInARow() throws Exception {
    SlowLine first = dead.reserves("1st\n");
    SlowLine second = dead.reserves("2nd\n");
    living.stage("next\n");
    dead.die();

    reclaim();

    assertAbandoned(first, 32);
    assertAbandoned(second, 16);
  }

  @Test
  void shouldStopAtWhatADeadClaimHadCopied() throws Exception {
    SlowLine intent = dead.reserves("intent\n");
    SlowLine claim = dead.claims("claim\n").copy(2);
    living.stage("next\n");
    dead.die();

    reclaim();

    assertAbandoned(intent, 16);
    assertAbandoned(claim, 16);
  }

  @Test
  void shouldWaitForALivingLaneAtTheSamePosition() throws Exception {
    SlowLine line = dead.intends("late\n");
    SlowLine slow = living.claims("slow\n");
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.NO_ACTION);
    assertThat(line.lane().wordVolatile()).isEqualTo(LaneWord.intent(0));

    slow.copy().commit();
    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);
    assertFree(line);
  }

  @Test
  void shouldWaitForALivingLaneBelow() throws Exception {
    SlowLine slow = living.claims("slow\n");
    SlowLine line = dead.reserves("reserved\n");
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.NO_ACTION);
    assertThat(line.lane().wordVolatile()).isEqualTo(LaneWord.intent(16));

    slow.copy().commit();
    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);
    assertAbandoned(line, 24);
  }

  @Test
  void shouldWaitForALivingIntentBelow() throws Exception {
    living.slow("late\n").intendAt(0);
    SlowLine line = dead.reserves("reserved\n");
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.NO_ACTION);
    assertThat(line.lane().wordVolatile()).isEqualTo(LaneWord.intent(0));
  }

  @Test
  void shouldStopAtALivingLaneThatHasCopiedNothingYet() throws Exception {
    SlowLine line = dead.reserves("reserved\n");
    SlowLine slow = living.claims("slow\n");
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);

    assertAbandoned(line, 24);
    assertThat(slow.lane().wordVolatile()).isEqualTo(LaneWord.claimed(24));
  }

  @Test
  void shouldFollowARunFromOneChunkIntoTheNext() throws Exception {
    living.stage(framedOf(CHUNK - 16, 'a'));
    SlowLine line = dead.reserves("0123456789\n");
    living.stage("next\n");
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);

    assertAbandoned(line, 24);
  }

  @Test
  void shouldFindALineThatStartsWithAChunk() throws Exception {
    living.stage(framedOf(CHUNK - 16, 'a'));
    SlowLine line = dead.reserves("12\n");
    living.stage("next\n");
    dead.die();

    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);

    assertAbandoned(line, 16);
  }

  @Test
  void shouldDoTheSameAgainAfterADeathBetweenItsTwoStores() throws Exception {
    SlowLine line = dead.reserves("0123456789\n");
    living.stage("next\n");
    dead.die();
    line.lane().length(24);

    assertThat(reclaim()).isEqualTo(Result.RECLAIMED);

    assertAbandoned(line, 24);
  }

  @Test
  void shouldDoNothingTheSecondTime() throws Exception {
    dead.claims("claimed\n");
    dead.die();
    reclaim();

    assertThat(reclaim()).isEqualTo(Result.NO_ACTION);
    assertThat(staging.control.total(Total.RECLAIMED_LANES)).isEqualTo(1);
  }

  @Test
  void shouldTellHowManyLanesItSettled() throws Exception {
    dead.claims("1\n");
    dead.claims("2\n");
    dead.die();

    reclaim();

    assertThat(staging.control.total(Total.RECLAIMED_LANES)).isEqualTo(2);
    assertThat(staging.heard.infos()).containsExactly("reclaimed lanes of dead writers: lanes=2");
  }
}
