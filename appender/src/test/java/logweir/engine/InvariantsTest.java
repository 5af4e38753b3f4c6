package logweir.engine;

import static logweir.engine.StagingFixture.lineOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import logweir.layout.ChunkEntry;
import logweir.layout.Control;
import logweir.layout.IntentState;
import logweir.layout.Lane;
import logweir.layout.LaneWord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InvariantsTest {
  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer writer;

  @BeforeEach
  void open() throws IOException {
    staging = new StagingFixture(directory);
    writer = staging.newWriter();
    writer.stage(lineOf(96, 'a'));
    assertThat(writer.publisher.publish()).isEqualTo(Publisher.Outcome.PUBLISHED);
    writer.stage(lineOf(96, 'b'));
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  static Stream<Arguments> impossible() {
    return Stream.of(
        damage("cursor below published", c -> c.compareAndSetCursor(208, 48)),
        damage("cursor beyond the ring", c -> c.compareAndSetCursor(208, 1L << 40)),
        damage("negative cursor", c -> c.compareAndSetCursor(208, Long.MIN_VALUE | 208)),
        damage("published beyond the cursor", c -> c.publishedRelease(312)),
        damage("cursor within a word", c -> c.compareAndSetCursor(208, 210)),
        damage("published within a word", c -> c.publishedRelease(106)),
        damage(
            "intent within a word", c -> c.intentRelease(IntentState.WRITING, 104, 204, 1, 1, 0)),
        damage("published before its time", c -> c.publishedRelease(0)),
        damage("negative published", c -> c.publishedRelease(-1)),
        damage("found damaged", Control::spoil),
        damage("too many slots", c -> c.slotLimitVolatile(129)),
        damage("too many chunks", c -> c.physicalChunksVolatile(3)),
        damage("unknown intent", c -> c.intentStateRelease(9)),
        damage("intent of nothing", c -> c.intentRelease(IntentState.WRITING, 104, 104, 1, 1, 0)),
        damage("intent of old", c -> c.intentRelease(IntentState.WRITING, 0, 208, 1, 1, 0)),
        damage("intent too far", c -> c.intentRelease(IntentState.WRITING, 104, 312, 1, 1, 0)),
        damage("negative size", c -> c.intentRelease(IntentState.WRITING, 104, 208, 1, 1, -1)),
        damage("written beyond", c -> c.intentRelease(IntentState.WRITTEN, 104, 312, 1, 1, 0)),
        damage("negative spill", c -> c.intentRelease(IntentState.SPILLING, 0, -5, 1, 1, 0)),
        damage("huge spill", c -> c.intentRelease(IntentState.SPILLING, 0, 1L << 40, 1, 1, 0)),
        damage("chunk nowhere", c -> c.chunkEntryRelease(0, ChunkEntry.of(0, 4000))),
        damage("chunk moved", c -> c.chunkEntryRelease(0, ChunkEntry.of(0, 1))),
        damage("chunk gone", c -> c.chunkEntryRelease(0, 0)),
        damage("lane in the future", c -> lane(c).wordRelease(LaneWord.intent(10_000))),
        damage("claim in the past", c -> lane(c).wordRelease(LaneWord.claimed(10))),
        damage("free for another", c -> lane(c).wordRelease(LaneWord.free(12345))),
        damage(
            "endless extent",
            c -> {
              lane(c).length(Long.MAX_VALUE);
              lane(c).wordRelease(LaneWord.abandoned(152));
            }),
        damage(
            "extent across published",
            c -> {
              lane(c).length(104);
              lane(c).wordRelease(LaneWord.abandoned(48));
            }),
        damage("another writer's id", c -> c.slot(0).writerIdVolatile(WriterId.draw(5))));
  }

  private static Arguments damage(String name, Consumer<Control> damage) {
    return Arguments.of(name, damage);
  }

  private static Lane lane(Control control) {
    return control.slot(0).lane(3);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("impossible")
  void shouldGiveUpWhatCannotBe(String name, Consumer<Control> damage) throws Exception {
    damage.accept(staging.control);

    Publisher.Outcome outcome = writer.publisher.publish();

    assertThat(outcome).isIn(Publisher.Outcome.FAILED, Publisher.Outcome.BUSY);
    assertThat(writer.publisher.isLost()).isEqualTo(outcome == Publisher.Outcome.FAILED);
    assertThat(staging.control.isSpoiled()).isEqualTo(writer.publisher.isLost());
    assertThat(staging.log()).isEqualTo(lineOf(96, 'a'));
  }

  @Test
  void shouldNotWaitForeverForAChunkOfThePast() throws Exception {
    long later = 4L * StagingFixture.CHUNK;
    staging.moveTo(later);
    long end = writer.stage(lineOf(96, 'c'));
    staging.control.compareAndSetCursor(end, 5);

    assertThatExceptionOfType(StagingLostException.class)
        .isThrownBy(() -> writer.stage(lineOf(96, 'x')));
  }

  @Test
  void shouldNotFailOverAWriterIdOfNoSlot() {
    Liveness liveness = writer.area.liveness();

    assertThatCode(() -> liveness.isDead(7L << 8 | 200)).doesNotThrowAnyException();
    assertThat(liveness.isDead(7L << 8 | 200)).isTrue();
  }
}
