package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static logweir.engine.StagingFixture.lineOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import logweir.layout.Control;
import logweir.layout.IntentState;
import logweir.layout.LaneWord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link SharedLog} does with lines when the ring is full and nothing moves. */
class StuckLogTest {
  private static final Duration MAX_BLOCK = Duration.ofMillis(20);
  private static final String QUARTER_OF_THE_RING = lineOf(CHUNK / 2, 'x');

  @TempDir private Path directory;
  private final Heard heard = new Heard();
  private Path file;
  private SharedLog log;
  private Control control;

  @BeforeEach
  void openAndStageOneLine() throws IOException {
    file = directory.resolve("app.log");
    log =
        SharedLog.open(
            file,
            SharedLogConfig.defaults()
                .withGeometry(CHUNK, 2)
                .withMaxBlockTime(MAX_BLOCK)
                .withListener(heard));
    control = StagingArea.open(StateDirectory.of(file, Optional.empty())).control();
    assertThat(append("first\n")).isTrue();
    await().until(() -> log().equals("first\n"));
  }

  @AfterEach
  void close() {
    log.close();
  }

  private boolean append(String line) {
    byte[] bytes = line.getBytes(ISO_8859_1);
    return log.append(bytes, 0, bytes.length);
  }

  private String log() throws IOException {
    return Files.readString(file, ISO_8859_1);
  }

  private LogStatus status() throws IOException {
    return log.status().orElseThrow();
  }

  /** A thread of this very JVM, which never dies, in mid-copy. */
  private void standInTheWay() {
    control.slot(0).lane(9).wordRelease(LaneWord.claimed(control.cursorVolatile()));
  }

  private void getOutOfTheWay() {
    control.slot(0).lane(9).wordRelease(LaneWord.free(control.slot(0).writerIdVolatile()));
  }

  private int fillTheRing() {
    int staged = 0;
    while (control.cursorVolatile() + QUARTER_OF_THE_RING.length() <= control.limitAcquire()) {
      assertThat(append(QUARTER_OF_THE_RING)).isTrue();
      staged++;
    }
    return staged;
  }

  private void blockTheLogPath() throws IOException {
    Files.move(file, directory.resolve("kept.log"));
    Files.createDirectory(file);
  }

  private void freeTheLogPath() throws IOException {
    Files.delete(file);
    Files.move(directory.resolve("kept.log"), file);
  }

  @Test
  void shouldAppendALineDirectlyWhenALaneHoldsTheRingUp() throws Exception {
    standInTheWay();
    String staged = QUARTER_OF_THE_RING.repeat(fillTheRing());

    assertThat(append("direct " + QUARTER_OF_THE_RING)).isTrue();
    assertThat(log()).isEqualTo("first\n" + "direct " + QUARTER_OF_THE_RING);
    assertThat(status().writers().get(0).directLines()).isEqualTo(1);

    getOutOfTheWay();
    log.close();
    assertThat(log()).isEqualTo("first\n" + "direct " + QUARTER_OF_THE_RING + staged);
    assertThat(heard.warnings()).isEmpty();
  }

  @Test
  void shouldCountALineThatWentPastTheRingLikeAnyOther() throws Exception {
    standInTheWay();
    int staged = fillTheRing();

    append("direct " + QUARTER_OF_THE_RING);

    assertThat(status().lines()).isEqualTo(1 + staged + 1);
    assertThat(status().drops()).isZero();
    getOutOfTheWay();
  }

  @Test
  void shouldWaitTenTimesAsLongWhileAllAttachedProcessesRun() {
    standInTheWay();
    fillTheRing();
    long before = System.nanoTime();

    append("direct " + QUARTER_OF_THE_RING);

    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isGreaterThan(MAX_BLOCK.multipliedBy(9));
    getOutOfTheWay();
  }

  @Test
  void shouldNotWaitAgainWhileNothingHasMoved() {
    standInTheWay();
    fillTheRing();
    append("direct " + QUARTER_OF_THE_RING);
    long before = System.nanoTime();

    for (int line = 0; line < 10; line++) {
      append("direct " + QUARTER_OF_THE_RING);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(MAX_BLOCK.multipliedBy(90));
    getOutOfTheWay();
  }

  @Test
  void shouldAppendALargeLineDirectlyWhenALaneHoldsTheRingUp() throws Exception {
    String large = lineOf(3 * CHUNK, 'L');
    standInTheWay();
    append("staged\n");

    assertThat(append(large)).isTrue();
    assertThat(log()).isEqualTo("first\n" + large);

    getOutOfTheWay();
    log.close();
    assertThat(log()).isEqualTo("first\n" + large + "staged\n");
  }

  @Test
  void shouldStageAgainOnceThingsMove() throws Exception {
    standInTheWay();
    String staged = QUARTER_OF_THE_RING.repeat(fillTheRing());
    append("direct " + QUARTER_OF_THE_RING);
    getOutOfTheWay();
    await().until(() -> log().endsWith(staged));

    append("staged again\n");

    assertThat(control.cursorVolatile()).isGreaterThan(control.limitAcquire() - 2 * CHUNK);
    assertThat(status().writers().get(0).directLines()).isEqualTo(1);
    log.close();
    assertThat(log()).endsWith(staged + "staged again\n");
  }

  @Test
  void shouldCountAndReportALineThatTheDiskRefuses() throws Exception {
    blockTheLogPath();
    String staged = QUARTER_OF_THE_RING.repeat(fillTheRing());

    assertThat(append(QUARTER_OF_THE_RING)).isFalse();
    assertThat(append(QUARTER_OF_THE_RING)).isFalse();

    assertThat(status().drops()).isEqualTo(2);
    assertThat(heard.warnings())
        .containsOnlyOnce("lines could not be written: path=" + file + ", lost lines=1")
        .contains("cannot write to the log file: path=" + file);
    freeTheLogPath();
    await().until(() -> log().equals("first\n" + staged));
    assertThat(append("after\n")).isTrue();
    log.close();
    assertThat(log()).isEqualTo("first\n" + staged + "after\n");
    assertThat(heard.warnings())
        .last()
        .isEqualTo("lines could not be written: path=" + file + ", lost lines=1");
  }

  @Test
  void shouldCountALargeLineThatTheDiskRefuses() throws Exception {
    blockTheLogPath();

    assertThat(append(lineOf(3 * CHUNK, 'L'))).isFalse();

    assertThat(status().drops()).isEqualTo(1);
    freeTheLogPath();
  }

  @Test
  void shouldDropALineRatherThanPutItBehindHalfABatch() throws Exception {
    standInTheWay();
    fillTheRing();
    control.intentCutVolatile(true);

    assertThat(append(QUARTER_OF_THE_RING)).isFalse();

    assertThat(log()).isEqualTo("first\n");
    assertThat(status().drops()).isEqualTo(1);
    assertThat(heard.warnings())
        .containsExactly("lines could not be written: path=" + file + ", lost lines=1");
    getOutOfTheWay();
  }

  /** The batch that the intent speaks of cannot be read any more. */
  @Test
  void shouldGoPastAStagingAreaThatIsLost() throws Exception {
    FileId id = FileId.of(file);
    control.intentRelease(IntentState.SPILLING, 0, 1000, id.device(), id.inode(), 0);
    fillTheRing();

    assertThat(append("direct " + QUARTER_OF_THE_RING)).isTrue();

    assertThat(log()).isEqualTo("first\n" + "direct " + QUARTER_OF_THE_RING);
    assertThat(log.isStaged()).isFalse();
    String lost = "the staging area was lost, each line is a write from now on: path=" + file;
    // The publisher's thread may be the one that tells.
    await().until(() -> heard.warnings().contains(lost));
    assertThat(append("next\n")).isTrue();
    assertThat(log()).endsWith("next\n");
    control.intentStateRelease(IntentState.NONE);
  }
}
