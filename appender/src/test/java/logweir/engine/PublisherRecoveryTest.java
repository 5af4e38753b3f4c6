package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static logweir.engine.StagingFixture.framed;
import static logweir.engine.StagingFixture.framedOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;
import logweir.engine.Publisher.Outcome;
import logweir.layout.Control;
import logweir.layout.Control.Total;
import logweir.layout.IntentState;
import logweir.layout.LaneWord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the successor of a dead publisher makes of the intent that it finds. */
class PublisherRecoveryTest {
  private static final String OLD = "old\n";
  private static final String[] EVENTS = {"one\n", "two\n", "three\n"};
  private static final String BATCH = String.join("", EVENTS);
  private static final long STAGED_BATCH = framed(4, 4, 6);

  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer writer;
  private StagingFixture.Writer dead;
  private Control control;

  @BeforeEach
  void makeStagingArea() throws IOException {
    staging = new StagingFixture(directory, SharedLogConfig.defaults().withGeometry(CHUNK, 3));
    writer = staging.newWriter();
    dead = staging.newWriter();
    control = staging.control;
    Files.writeString(staging.file, OLD);
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
  }

  static IntStream lengthsOfTheBatch() {
    return IntStream.rangeClosed(0, BATCH.length());
  }

  private void land(String bytes) throws IOException {
    Files.writeString(staging.file, bytes, StandardOpenOption.APPEND);
  }

  private void stageBatch() throws IOException {
    for (String event : EVENTS) {
      writer.stage(event);
    }
  }

  private void intend(long state, long from, long to) throws IOException {
    FileId id = FileId.of(staging.file);
    control.intentRelease(state, from, to, id.device(), id.inode(), Files.size(staging.file));
  }

  /** The dead publisher had the lock; it is taken over after the patience. */
  private Outcome publishAsSuccessor() throws IOException {
    assertThat(control.publisherLock().tryTake(dead.id)).isTrue();
    dead.die();
    assertThat(writer.publisher.publish()).isEqualTo(Outcome.BUSY);
    staging.clock.advanceMillis(10);
    return writer.publisher.publish();
  }

  private void assertFinished(long published, String log) throws IOException {
    assertThat(staging.log()).isEqualTo(log);
    assertThat(control.publishedVolatile()).isEqualTo(published);
    assertThat(control.intentStateAcquire()).isEqualTo(IntentState.NONE);
    assertThat(control.total(Total.COMPLETED_BATCHES)).isEqualTo(1);
    assertThat(staging.heard.infos())
        .contains("completed an interrupted batch: path=" + staging.file);
    assertThat(writer.publisher.publish()).isEqualTo(Outcome.NOTHING);
    assertThat(staging.log()).isEqualTo(log);
  }

  @ParameterizedTest
  @MethodSource("lengthsOfTheBatch")
  void shouldWriteWhatIsMissingOfABatch(int landed) throws Exception {
    stageBatch();
    intend(IntentState.WRITING, 0, STAGED_BATCH);
    land(BATCH.substring(0, landed));

    assertThat(publishAsSuccessor()).isEqualTo(Outcome.NOTHING);

    assertFinished(STAGED_BATCH, OLD + BATCH);
    assertThat(control.limitAcquire()).isEqualTo(3 * CHUNK);
  }

  @ParameterizedTest
  @MethodSource("lengthsOfTheBatch")
  void shouldWriteWhatIsMissingOfABatchWithAHole(int landed) throws Exception {
    writer.stage("one\n");
    SlowLine failed = dead.claims("failed\n").copy(4);
    writer.stage("two\n");
    writer.stage("three\n");
    failed.abandon();
    intend(IntentState.WRITING, 0, STAGED_BATCH + 16);
    land(BATCH.substring(0, landed));

    publishAsSuccessor();

    assertFinished(STAGED_BATCH + 16, OLD + BATCH);
    assertThat(failed.lane().wordVolatile()).isEqualTo(LaneWord.free(dead.id));
  }

  @ParameterizedTest
  @MethodSource("lengthsOfTheBatch")
  void shouldWriteWhatIsMissingOfABatchOverTheBorderOfAChunk(int landed) throws Exception {
    staging.moveTo(CHUNK - 24);
    stageBatch();
    intend(IntentState.WRITING, CHUNK - 24, CHUNK - 24 + STAGED_BATCH);
    land(BATCH.substring(0, landed));

    publishAsSuccessor();

    assertFinished(CHUNK - 24 + STAGED_BATCH, OLD + BATCH);
  }

  @Test
  void shouldWriteTheMissingLinesBehindThoseOfOthers() throws Exception {
    stageBatch();
    intend(IntentState.WRITING, 0, STAGED_BATCH);
    land("one\ntwo\nforeign\n");

    publishAsSuccessor();

    assertFinished(STAGED_BATCH, OLD + "one\ntwo\nforeign\nthree\n");
  }

  @Test
  void shouldWriteATornLineOnceMoreWhole() throws Exception {
    stageBatch();
    intend(IntentState.WRITING, 0, STAGED_BATCH);
    land("one\ntw~foreign\n");

    publishAsSuccessor();

    assertFinished(STAGED_BATCH, OLD + "one\ntw~foreign\ntwo\nthree\n");
  }

  @Test
  void shouldPublishTheLinesBehindTheBatchToo() throws Exception {
    stageBatch();
    intend(IntentState.WRITING, 0, STAGED_BATCH);
    land("one\n");
    writer.stage("four\n");

    assertThat(publishAsSuccessor()).isEqualTo(Outcome.PUBLISHED);

    assertFinished(STAGED_BATCH + 16, OLD + BATCH + "four\n");
  }

  @Test
  void shouldNotPublishPastTheBatchWhereALaneStandsInTheWay() throws Exception {
    stageBatch();
    intend(IntentState.WRITING, 0, STAGED_BATCH);
    writer.claims("slow\n");
    writer.stage("four\n");

    assertThat(publishAsSuccessor()).isEqualTo(Outcome.BLOCKED);

    assertThat(staging.log()).isEqualTo(OLD + BATCH);
    assertThat(control.publishedVolatile()).isEqualTo(STAGED_BATCH);
  }

  @Test
  void shouldBeginWithTheBatchAndNotBefore() throws Exception {
    writer.stage("published\n");
    control.publishedRelease(24);
    stageBatch();
    intend(IntentState.WRITING, 24, 24 + STAGED_BATCH);

    publishAsSuccessor();

    assertFinished(24 + STAGED_BATCH, OLD + BATCH);
  }

  @Test
  void shouldOnlyMovePublishedWhereTheBatchIsWritten() throws Exception {
    stageBatch();
    SlowLine failed = dead.claims("failed\n");
    failed.abandon();
    intend(IntentState.WRITTEN, 0, STAGED_BATCH + 16);

    publishAsSuccessor();

    assertFinished(STAGED_BATCH + 16, OLD);
    assertThat(failed.lane().wordVolatile()).isEqualTo(LaneWord.free(dead.id));
    assertThat(control.total(Total.WRITE_CALLS)).isZero();
  }

  @Test
  void shouldMovePublishedAgainWhereItHasMoved() throws Exception {
    stageBatch();
    intend(IntentState.WRITTEN, 0, STAGED_BATCH);
    control.publishedRelease(STAGED_BATCH);

    publishAsSuccessor();

    assertFinished(STAGED_BATCH, OLD);
  }

  @Test
  void shouldFreeAnAbandonedLaneThatPublishedHasPassed() throws Exception {
    SlowLine failed = dead.claims("failed\n");
    failed.abandon();
    control.publishedRelease(16);
    writer.stage("next\n");

    writer.publisher.publish();

    assertThat(failed.lane().wordVolatile()).isEqualTo(LaneWord.free(dead.id));
    assertThat(staging.log()).isEqualTo(OLD + "next\n");
  }

  @ParameterizedTest
  @MethodSource("lengthsOfTheBatch")
  void shouldWriteWhatIsMissingOfASpilledLine(int landed) throws Exception {
    writer.stage("staged\n");
    new SpillFile(staging.directory, control.areaId())
        .store(BATCH.getBytes(ISO_8859_1), 0, BATCH.length());
    intend(IntentState.SPILLING, 0, BATCH.length());
    land(BATCH.substring(0, landed));

    assertThat(publishAsSuccessor()).isEqualTo(Outcome.PUBLISHED);

    assertFinished(16, OLD + BATCH + "staged\n");
    assertThat(staging.spill()).isEmptyFile();
  }

  @Test
  void shouldIgnoreASpilledLineWithoutAnIntent() throws Exception {
    new SpillFile(staging.directory, control.areaId())
        .store(BATCH.getBytes(ISO_8859_1), 0, BATCH.length());
    writer.stage("staged\n");

    writer.publisher.publish();

    assertThat(staging.log()).isEqualTo(OLD + "staged\n");
  }

  @Test
  void shouldFindTheBatchInTheRenamedFile() throws Exception {
    stageBatch();
    intend(IntentState.WRITING, 0, STAGED_BATCH);
    land("one\ntwo\n");
    Path renamed = Files.move(staging.file, directory.resolve("app.log.1"));

    publishAsSuccessor();

    assertThat(renamed).hasContent(OLD + "one\ntwo\n");
    assertFinished(STAGED_BATCH, "three\n");
  }

  @Test
  void shouldWriteTheWholeBatchWhereItsFileIsGone() throws Exception {
    stageBatch();
    intend(IntentState.WRITING, 0, STAGED_BATCH);
    land(BATCH);
    // Kept until the new file is there, which then cannot have the same inode.
    Path kept =
        Files.move(staging.file, Files.createDirectory(directory.resolve("d")).resolve("f"));

    publishAsSuccessor();

    assertFinished(STAGED_BATCH, BATCH);
    assertThat(kept).hasContent(OLD + BATCH);
  }

  @Test
  void shouldGoOnAtTheStartWhereTheFileWasTruncated() throws Exception {
    stageBatch();
    intend(IntentState.WRITING, 0, STAGED_BATCH);
    Files.write(staging.file, new byte[0]);

    publishAsSuccessor();

    assertFinished(STAGED_BATCH, BATCH);
  }

  @Test
  void shouldKeepTheIntentWhileTheLogCannotBeOpened() throws Exception {
    stageBatch();
    intend(IntentState.WRITING, 0, STAGED_BATCH);
    land("one\n");
    Path kept = Files.move(staging.file, directory.resolve("app.log.1"));
    Files.createDirectory(staging.file);

    assertThat(writer.publisher.publish()).isEqualTo(Outcome.FAILED);
    assertThat(control.intentStateAcquire()).isEqualTo(IntentState.WRITING);
    assertThat(control.publishedVolatile()).isZero();

    Files.delete(staging.file);
    Files.move(kept, staging.file);
    writer.publisher.publish();
    assertFinished(STAGED_BATCH, OLD + BATCH);
  }

  /** More bytes than a comparison takes at once. */
  @Test
  void shouldCompleteABatchThatFillsTheRing() throws Exception {
    StringBuilder batch = new StringBuilder();
    for (int line = 0; line < 12; line++) {
      String event = framedOf(1024, (char) ('a' + line));
      writer.stage(event);
      batch.append(event);
    }
    intend(IntentState.WRITING, 0, 3 * CHUNK);
    land(batch.substring(0, 9999));

    publishAsSuccessor();

    assertFinished(3 * CHUNK, OLD + batch);
  }
}
