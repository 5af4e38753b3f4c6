package logweir.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import logweir.layout.Control.Total;
import logweir.memory.MappedRegion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each view writes what it names, and nothing else. */
class ControlTest {
  private static final Geometry GEOMETRY = new Geometry(4096, 3);
  private static final long WRITER = 77;
  private static final long OTHER = 78;

  @TempDir private Path directory;
  private Control control;

  @BeforeEach
  void mapControl() throws IOException {
    control = new Control(map(), GEOMETRY);
  }

  private MappedRegion map() throws IOException {
    Path file = directory.resolve("control");
    int bytes = ControlDescriptor.controlBytes(GEOMETRY);
    if (!Files.exists(file)) {
      Files.write(file, new byte[bytes]);
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return MappedRegion.map(channel, 0, bytes);
    }
  }

  @Test
  void shouldKeepEveryWordApartFromTheOthers() throws Exception {
    assertThat(control.compareAndSetCursor(0, 5000)).isTrue();
    control.publishedRelease(4097);
    control.physicalChunksVolatile(2);
    control.urgentVolatile(true);
    control.slotLimitVolatile(3);
    control.intentRelease(IntentState.WRITTEN, 4, 5, 6, 7, 8);
    control.intentCutVolatile(true);
    control.intentSizeAfter(11);
    control.lastPublishRelease(9, 10);
    Map<Total, Long> totals = new EnumMap<>(Total.class);
    for (Total total : Total.values()) {
      totals.put(total, 100L + totals.size());
      control.addToTotal(total, totals.get(total));
    }
    assertThat(control.publisherLock().tryTake(WRITER)).isTrue();
    assertThat(control.growLock().tryTake(OTHER)).isTrue();
    for (int chunk = 0; chunk < 3; chunk++) {
      control.chunkEntryRelease(chunk, ChunkEntry.of(chunk, 2 - chunk));
    }

    Control mappedByAnother = new Control(map(), GEOMETRY);
    assertThat(mappedByAnother.cursorVolatile()).isEqualTo(5000);
    assertThat(mappedByAnother.publishedVolatile()).isEqualTo(4097);
    assertThat(mappedByAnother.limitAcquire()).isEqualTo(4 * 4096);
    assertThat(mappedByAnother.physicalChunksVolatile()).isEqualTo(2);
    assertThat(mappedByAnother.urgentVolatile()).isTrue();
    assertThat(mappedByAnother.slotLimitVolatile()).isEqualTo(3);
    assertThat(mappedByAnother.intentStateAcquire()).isEqualTo(IntentState.WRITTEN);
    assertThat(mappedByAnother.intentFrom()).isEqualTo(4);
    assertThat(mappedByAnother.intentTo()).isEqualTo(5);
    assertThat(mappedByAnother.intentDevice()).isEqualTo(6);
    assertThat(mappedByAnother.intentInode()).isEqualTo(7);
    assertThat(mappedByAnother.intentSize()).isEqualTo(8);
    assertThat(mappedByAnother.isIntentCut()).isTrue();
    assertThat(mappedByAnother.intentSizeAfter()).isEqualTo(11);
    assertThat(mappedByAnother.lastPublisher()).isEqualTo(9);
    assertThat(mappedByAnother.lastPublishNanosAcquire()).isEqualTo(10);
    totals.forEach((total, sum) -> assertThat(mappedByAnother.total(total)).isEqualTo(sum));
    assertThat(mappedByAnother.publisherLock().ownerVolatile()).isEqualTo(WRITER);
    assertThat(mappedByAnother.growLock().ownerVolatile()).isEqualTo(OTHER);
    for (int chunk = 0; chunk < 3; chunk++) {
      assertThat(mappedByAnother.chunkEntryAcquire(chunk))
          .isEqualTo(ChunkEntry.of(chunk, 2 - chunk));
    }
  }

  @Test
  void shouldMoveTheCursorOnlyFromWhereItStands() {
    assertThat(control.compareAndSetCursor(0, 10)).isTrue();

    assertThat(control.compareAndSetCursor(0, 20)).isFalse();
    assertThat(control.cursorVolatile()).isEqualTo(10);
  }

  @Test
  void shouldLowerTheUrgentFlagAgain() {
    control.urgentVolatile(true);

    control.urgentVolatile(false);

    assertThat(control.urgentVolatile()).isFalse();
  }

  @Test
  void shouldTakeBackThatTheBatchIsCut() {
    control.intentCutVolatile(true);

    control.intentCutVolatile(false);

    assertThat(control.isIntentCut()).isFalse();
  }

  @Test
  void shouldAddToATotalWhatItHadBefore() {
    control.addToTotal(Total.PUBLISHES, 3);
    control.addToTotal(Total.PUBLISHES, 4);

    assertThat(control.total(Total.PUBLISHES)).isEqualTo(7);
  }

  @Test
  void shouldGiveALockToOneWriterAtATime() {
    OwnerWord lock = control.publisherLock();
    assertThat(lock.tryTake(WRITER)).isTrue();

    assertThat(lock.tryTake(OTHER)).isFalse();
    assertThat(lock.tryTake(WRITER)).isFalse();
    assertThat(lock.ownerVolatile()).isEqualTo(WRITER);
  }

  @Test
  void shouldGiveALockBackOnlyForItsOwner() {
    OwnerWord lock = control.publisherLock();
    assertThat(lock.tryTake(WRITER)).isTrue();

    assertThat(lock.release(OTHER)).isFalse();
    assertThat(lock.ownerVolatile()).isEqualTo(WRITER);
    assertThat(lock.release(WRITER)).isTrue();
    assertThat(lock.ownerVolatile()).isZero();
  }

  @Test
  void shouldTakeALockOverFromTheNamedOwnerOnly() {
    OwnerWord lock = control.growLock();
    assertThat(lock.tryTake(WRITER)).isTrue();

    assertThat(lock.takeOver(OTHER, 79)).isFalse();
    assertThat(lock.takeOver(WRITER, OTHER)).isTrue();
    assertThat(lock.takeOver(WRITER, 79)).isFalse();
    assertThat(lock.ownerVolatile()).isEqualTo(OTHER);
  }

  @Test
  void shouldKeepTheWordsOfAllSlotsAndLanesApart() throws Exception {
    for (int index = 0; index < ControlDescriptor.MAX_WRITERS; index++) {
      fill(control.slot(index), 1000 * index);
    }

    Control mappedByAnother = new Control(map(), GEOMETRY);
    for (int index = 0; index < ControlDescriptor.MAX_WRITERS; index++) {
      assertFilled(mappedByAnother.slot(index), 1000 * index);
      assertThat(mappedByAnother.slot(index).isIdentityWhole()).isTrue();
    }
  }

  @Test
  void shouldNoticeEachBitThatIsWrongInWhatASlotSaysOfItsWriter() throws Exception {
    fill(control.slot(3), 0);
    MappedRegion region = map();
    int slot = ControlDescriptor.slotOffset(GEOMETRY, 3);
    int[] words = {
      slot + SlotDescriptor.JVM_ID_OFFSET,
      slot + SlotDescriptor.PID_OFFSET,
      slot + SlotDescriptor.PID_NAMESPACE_OFFSET,
      slot + SlotDescriptor.START_TIME_OFFSET,
      slot + SlotDescriptor.ATTACHED_MILLIS_OFFSET,
      slot + SlotDescriptor.IDENTITY_CHECKSUM_OFFSET
    };
    for (int word : words) {
      for (int bit = 0; bit < Long.SIZE; bit++) {
        region.putLong(word, region.getLong(word) ^ 1L << bit);
        assertThat(control.slot(3).isIdentityWhole()).as("word %d bit %d", word, bit).isFalse();
        region.putLong(word, region.getLong(word) ^ 1L << bit);
      }
    }
    assertThat(control.slot(3).isIdentityWhole()).isTrue();
  }

  private static void fill(Slot slot, int base) {
    slot.identity(base + 1, base + 2, base + 3, base + 4, base + 5);
    for (int lane = 0; lane < SlotDescriptor.LANES; lane++) {
      slot.lane(lane).length(base + lane);
      slot.lane(lane).wordRelease(LaneWord.claimed(base + 100 + lane));
      slot.lane(lane).countLine(lane);
    }
    slot.addDirectLine();
    slot.addDrop();
    slot.addDrop();
    slot.countUnstagedLine(base);
    slot.writerIdVolatile(base + 6);
  }

  private static void assertFilled(Slot slot, int base) {
    assertThat(slot.jvmId()).isEqualTo(base + 1);
    assertThat(slot.pid()).isEqualTo(base + 2);
    assertThat(slot.pidNamespace()).isEqualTo(base + 3);
    assertThat(slot.startTime()).isEqualTo(base + 4);
    assertThat(slot.attachedMillis()).isEqualTo(base + 5);
    assertThat(slot.writerIdVolatile()).isEqualTo(base + 6);
    assertThat(slot.directLines()).isEqualTo(1);
    assertThat(slot.drops()).isEqualTo(2);
    for (int lane = 0; lane < SlotDescriptor.LANES; lane++) {
      assertThat(slot.lane(lane).length()).isEqualTo(base + lane);
      assertThat(slot.lane(lane).wordVolatile()).isEqualTo(LaneWord.claimed(base + 100 + lane));
      assertThat(slot.lane(lane).lines()).isEqualTo(1);
      assertThat(slot.lane(lane).bytes()).isEqualTo(lane);
    }
    assertThat(slot.lines()).isEqualTo(1 + SlotDescriptor.LANES);
    assertThat(slot.bytes()).isEqualTo(base + 120);
  }

  @Test
  void shouldResetCountersAndLanesButNeitherIdentityNorWriter() {
    Slot slot = control.slot(5);
    fill(slot, 1000);

    slot.reset(LaneWord.free(WRITER));

    assertThat(slot.lines()).isZero();
    assertThat(slot.bytes()).isZero();
    assertThat(slot.directLines()).isZero();
    assertThat(slot.drops()).isZero();
    for (int lane = 0; lane < SlotDescriptor.LANES; lane++) {
      assertThat(slot.lane(lane).wordVolatile()).isEqualTo(LaneWord.free(WRITER));
      assertThat(slot.lane(lane).length()).isZero();
    }
    assertThat(slot.writerIdVolatile()).isEqualTo(1006);
    assertThat(slot.jvmId()).isEqualTo(1001);
  }

  @Test
  void shouldTakeALanesWordOnlyFromTheExpectedOne() {
    Lane lane = control.slot(0).lane(0);
    lane.wordRelease(LaneWord.free(WRITER));

    assertThat(lane.compareAndSetWord(LaneWord.free(OTHER), LaneWord.intent(1))).isFalse();
    assertThat(lane.wordVolatile()).isEqualTo(LaneWord.free(WRITER));
    assertThat(lane.compareAndSetWord(LaneWord.free(WRITER), LaneWord.intent(1))).isTrue();
    assertThat(lane.wordVolatile()).isEqualTo(LaneWord.intent(1));
  }

  @Test
  void shouldRestWhenEveryLaneIsFreeOrRetired() {
    Slot slot = control.slot(0);
    slot.reset(LaneWord.free(WRITER));
    slot.lane(3).wordRelease(LaneWord.RETIRED);

    assertThat(slot.rests()).isTrue();
  }

  @Test
  void shouldNotRestWhileAnyLaneIsInUseOrToBeReclaimed() {
    Slot slot = control.slot(0);
    for (int lane = 0; lane < SlotDescriptor.LANES; lane++) {
      for (long word :
          new long[] {LaneWord.intent(0), LaneWord.claimed(0), LaneWord.abandoned(0)}) {
        slot.reset(LaneWord.free(WRITER));
        slot.lane(lane).wordRelease(word);
        assertThat(slot.rests()).as("lane %d", lane).isFalse();
      }
    }
  }
}
