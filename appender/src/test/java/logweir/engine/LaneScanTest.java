package logweir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import logweir.layout.ControlDescriptor;
import logweir.layout.LaneWord;
import logweir.layout.Slot;
import logweir.layout.SlotDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneScanTest {
  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer one;
  private StagingFixture.Writer other;

  @BeforeEach
  void makeStagingArea() throws IOException {
    staging = new StagingFixture(directory);
    one = staging.newWriter();
    other = staging.newWriter();
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  private LaneScan scan() {
    return LaneScan.of(staging.control);
  }

  @Test
  void shouldReachTheCursorWhenAllIsCommitted() throws Exception {
    one.stage("first\n");
    other.stage("second\n");

    LaneScan scan = scan();

    assertThat(scan.cursor()).isEqualTo(32);
    assertThat(scan.low()).isEqualTo(32);
    assertThat(scan.blocker()).isNull();
    assertThat(scan.inUse()).isEmpty();
    assertThat(scan.abandoned()).isEmpty();
  }

  @Test
  void shouldStopAtFirstUncommittedLane() throws Exception {
    one.stage("first\n");
    SlowLine slow = one.claims("slow\n");
    other.stage("last\n");

    LaneScan scan = scan();

    assertThat(scan.low()).isEqualTo(16);
    assertThat(scan.cursor()).isEqualTo(48);
    assertThat(scan.blocker())
        .isEqualTo(new LaneScan.Use(one.id, slow.lane(), LaneWord.claimed(16)));
  }

  @Test
  void shouldGoOnOnceTheLaneIsFreeAgain() throws Exception {
    SlowLine slow = one.claims("slow\n");
    other.stage("last\n");

    slow.copy().commit();

    assertThat(scan().low()).isEqualTo(32);
  }

  @Test
  void shouldStopAtTheLowestOfSeveralLanesWhateverTheirSlots() throws Exception {
    SlowLine second = other.claims("2\n");
    one.claims("4\n");
    other.claims("6\n");

    LaneScan scan = scan();

    assertThat(scan.low()).isEqualTo(second.start());
    assertThat(scan.blocker().lane()).isSameAs(second.lane());
    assertThat(scan.inUse()).extracting(LaneScan.Use::start).containsExactly(16L, 0L, 32L);
  }

  @Test
  void shouldBeHeldByAnIntentThatHasReserved() throws Exception {
    SlowLine slow = one.reserves("slow\n");

    LaneScan scan = scan();

    assertThat(scan.low()).isZero();
    assertThat(scan.blocker().lane()).isSameAs(slow.lane());
  }

  @Test
  void shouldBeHeldByAnIntentThatHasLostItsPlaceToAnother() throws Exception {
    one.intends("late\n");
    other.stage("quick\n");

    assertThat(scan().low()).isZero();
  }

  @Test
  void shouldNotBeBlockedByAnIntentAtTheCursor() throws Exception {
    one.stage("first\n");
    SlowLine next = other.intends("next\n");

    LaneScan scan = scan();

    assertThat(scan.low()).isEqualTo(16);
    assertThat(scan.blocker()).isNull();
    assertThat(scan.inUse()).extracting(LaneScan.Use::lane).containsExactly(next.lane());
  }

  @Test
  void shouldNotBeHeldByAnAbandonedLane() throws Exception {
    SlowLine failed = one.claims("failed\n");
    other.stage("last\n");
    failed.abandon();

    LaneScan scan = scan();

    assertThat(scan.low()).isEqualTo(32);
    assertThat(scan.blocker()).isNull();
    assertThat(scan.inUse()).isEmpty();
    assertThat(scan.abandoned())
        .containsExactly(new LaneScan.Use(one.id, failed.lane(), LaneWord.abandoned(0)));
  }

  @Test
  void shouldReportHowFarItMayGoEvenWhereALaneStandsBelowPublished() throws Exception {
    staging.moveTo(100);
    one.slow("stale\n").intendAt(40);

    assertThat(scan().low()).isEqualTo(40);
  }

  @Test
  void shouldLookAtTheLastLaneOfTheLastSlot() throws Exception {
    StagingFixture.Writer last = staging.newWriter(ControlDescriptor.MAX_WRITERS - 1);
    one.stage("first\n");

    last.slot.lane(SlotDescriptor.LANES - 1).wordRelease(LaneWord.claimed(2));

    assertThat(scan().low()).isEqualTo(2);
    assertThat(scan().blocker().writerId()).isEqualTo(last.id);
  }

  @Test
  void shouldNotLookBeyondTheSlotLimit() throws Exception {
    one.stage("first\n");
    other.slot.lane(0).wordRelease(LaneWord.claimed(2));

    staging.control.slotLimitVolatile(1);
    assertThat(scan().low()).isEqualTo(16);

    staging.control.slotLimitVolatile(2);
    assertThat(scan().low()).isEqualTo(2);
  }

  @Test
  void shouldPassOverASlotThatHasNoWriter() throws Exception {
    one.stage("first\n");
    other.slot.lane(0).wordRelease(LaneWord.claimed(2));
    other.slot.lane(1).wordRelease(LaneWord.abandoned(3));

    other.slot.writerIdVolatile(0);

    assertThat(scan().low()).isEqualTo(16);
    assertThat(scan().abandoned()).isEmpty();
  }

  @Test
  void shouldTellOfASlotThatDoesNotSayWhoItsWriterIs() throws Exception {
    one.stage("first\n");
    assertThat(scan().stray()).isNull();

    StagingFixture.damageIdentity(staging.directory, staging.control, 1);

    assertThat(scan().stray()).startsWith("slot=1, ");
  }

  @Test
  void shouldNameTheWriterOfEachLaneWhileASlotChangesHands() throws Exception {
    Slot slot = staging.control.slot(0);
    AtomicBoolean enough = new AtomicBoolean();
    Thread newcomers =
        new Thread(
            () -> {
              for (long turn = 1; !enough.get(); turn++) {
                takeUseAndLeave(slot, turn);
              }
            });
    newcomers.start();
    try {
      for (int seen = 0; seen < 20_000; ) {
        for (LaneScan.Use use : scan().inUse()) {
          assertThat(use.writerId() >>> Byte.SIZE).isEqualTo(use.start());
          seen++;
        }
      }
    } finally {
      enough.set(true);
      newcomers.join();
    }
  }

  // The writer of each turn has its lanes in use at the turn's number, which is also in its id.
  private static void takeUseAndLeave(Slot slot, long turn) {
    long writerId = turn << Byte.SIZE;
    slot.writerIdVolatile(0);
    slot.reset(LaneWord.free(writerId));
    slot.writerIdVolatile(writerId);
    for (int lane = SlotDescriptor.LANES - 1; lane >= 0; lane--) {
      slot.lane(lane).wordRelease(LaneWord.claimed(turn));
    }
    for (int lane = SlotDescriptor.LANES - 1; lane >= 0; lane--) {
      slot.lane(lane).wordRelease(LaneWord.free(writerId));
    }
  }
}
