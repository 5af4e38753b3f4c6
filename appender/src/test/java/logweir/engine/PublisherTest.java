package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static logweir.engine.StagingFixture.framedOf;
import static logweir.engine.StagingFixture.lineOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import logweir.engine.Publisher.Outcome;
import logweir.layout.ChunkEntry;
import logweir.layout.Control;
import logweir.layout.Control.Total;
import logweir.layout.LaneWord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
  private static final int PATIENCE_MILLIS = 10;

  @TempDir private Path directory;
  private StagingFixture staging;
  private StagingFixture.Writer writer;
  private StagingFixture.Writer other;
  private Control control;

  @BeforeEach
  void makeStagingArea() throws IOException {
    use(SharedLogConfig.defaults());
  }

  private void use(SharedLogConfig config) throws IOException {
    close();
    staging = new StagingFixture(directory, config.withGeometry(CHUNK, 3));
    writer = staging.newWriter();
    other = staging.newWriter();
    control = staging.control;
  }

  @AfterEach
  void close() throws IOException {
    if (staging != null) {
      staging.close();
    }
  }

  private void useHeaderAndFooter(String header, String footer) throws IOException {
    use(
        SharedLogConfig.defaults()
            .withHeaderAndFooter(header.getBytes(ISO_8859_1), footer.getBytes(ISO_8859_1)));
  }

  private Outcome publish() {
    return writer.publisher.publish();
  }

  private Path rename(String name) throws IOException {
    staging.awaitLooks();
    return Files.move(staging.file, directory.resolve(name));
  }

  private void blockTheLogPath() throws IOException {
    rename("kept.log");
    Files.createDirectory(staging.file);
  }

  private void freeTheLogPath() throws IOException {
    Files.delete(staging.file);
    Files.move(directory.resolve("kept.log"), staging.file);
  }

  private void assertLog(String expected) throws IOException {
    assertThat(staging.log()).isEqualTo(expected);
  }

  @Test
  void shouldWriteWhatIsCommitted() throws Exception {
    writer.stage("1\n");
    other.stage("22\n");

    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);

    assertLog("1\n22\n");
    assertThat(control.publishedVolatile()).isEqualTo(32);
    assertThat(control.limitAcquire()).isEqualTo(3 * CHUNK);
    assertThat(control.intentStateAcquire()).isEqualTo(0);
    assertThat(control.publisherLock().ownerVolatile()).isZero();
  }

  @Test
  void shouldWriteNothingTwice() throws Exception {
    writer.stage("1\n");
    publish();

    assertThat(publish()).isEqualTo(Outcome.NOTHING);
    assertThat(other.publisher.publish()).isEqualTo(Outcome.NOTHING);

    assertLog("1\n");
  }

  @Test
  void shouldCountABatchThatIsOneCall() throws Exception {
    writer.stage("1\n");
    writer.stage("2\n");

    publish();

    assertThat(control.total(Total.PUBLISHES)).isEqualTo(1);
    assertThat(control.total(Total.WRITE_CALLS)).isEqualTo(1);
    assertThat(control.total(Total.PUBLISHED_BYTES)).isEqualTo(4);
    assertThat(control.lastPublisher()).isEqualTo(writer.id);
    assertThat(control.lastPublishNanosAcquire()).isEqualTo(staging.clock.getAsLong());
  }

  @Test
  void shouldWriteABatchOfSeveralChunksWithOneCall() throws Exception {
    String line = framedOf(CHUNK, 'a');
    writer.stage(line);
    writer.stage(line);

    publish();

    assertLog(line + line);
    assertThat(control.total(Total.WRITE_CALLS)).isEqualTo(1);
    assertThat(control.limitAcquire()).isEqualTo(5 * CHUNK);
  }

  @Test
  void shouldHaveTheNextChunksReadyBeforeTheyAreNeeded() throws Exception {
    writer.stage(lineOf(CHUNK, 'a'));

    publish();

    assertThat(ChunkEntry.names(control.chunkEntryAcquire(1), 1)).isTrue();
    assertThat(ChunkEntry.names(control.chunkEntryAcquire(2), 2)).isTrue();
  }

  @Test
  void shouldKeepLightLoadWithinTwoChunks() throws Exception {
    for (int round = 0; round < 50; round++) {
      writer.stage(lineOf(1000, 'a'));
      publish();
    }

    assertThat(staging.chunks()).hasSize(2 * CHUNK);
    assertThat(staging.file).hasSize(50_000);
  }

  @Test
  void shouldKeepItsOrderWhileTheRingGoesRound() throws Exception {
    StringBuilder expected = new StringBuilder();
    for (int round = 0; round < 60; round++) {
      String line = lineOf(700, (char) ('A' + round % 26));
      expected.append(line);
      writer.stage(line);
      publish();
    }

    assertLog(expected.toString());
  }

  @Test
  void shouldSayThatAnotherIsAtIt() throws Exception {
    writer.stage("1\n");
    assertThat(other.area.publisherLock().tryAcquire()).isTrue();

    assertThat(publish()).isEqualTo(Outcome.BUSY);

    assertLog("");
  }

  @Test
  void shouldPublishUpToTheFirstLaneInUse() throws Exception {
    writer.stage("1\n");
    SlowLine slow = other.claims("slow\n");
    writer.stage("3\n");

    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);
    assertLog("1\n");
    assertThat(publish()).isEqualTo(Outcome.BLOCKED);

    slow.copy().commit();
    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);
    assertLog("1\nslow\n3\n");
  }

  @Test
  void shouldNotPublishWhatAnIntentMayHaveReserved() throws Exception {
    SlowLine slow = other.reserves("slow\n");
    writer.stage("2\n");

    assertThat(publish()).isEqualTo(Outcome.BLOCKED);

    slow.claim().copy().commit();
    publish();
    assertLog("slow\n2\n");
  }

  @Test
  void shouldNotBeHeldUpByAnIntentThatHasReservedNothing() throws Exception {
    writer.stage("1\n");
    other.intends("next\n");

    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);
    assertThat(publish()).isEqualTo(Outcome.NOTHING);
  }

  @Test
  void shouldLeaveOutAnAbandonedLineAndFreeItsLane() throws Exception {
    writer.stage("1\n");
    SlowLine failed = other.claims("failed\n").copy(3);
    writer.stage("3\n");
    failed.abandon();

    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);

    assertLog("1\n3\n");
    assertThat(failed.lane().wordVolatile()).isEqualTo(LaneWord.free(other.id));
    assertThat(control.publishedVolatile()).isEqualTo(48);
    assertThat(control.total(Total.PUBLISHED_BYTES)).isEqualTo(4);
  }

  @Test
  void shouldPassAnAbandonedLineThatStandsAlone() throws Exception {
    SlowLine failed = other.claims("failed\n");
    failed.abandon();

    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);

    assertLog("");
    assertThat(control.publishedVolatile()).isEqualTo(16);
    assertThat(control.total(Total.WRITE_CALLS)).isZero();
    assertThat(failed.lane().wordVolatile()).isEqualTo(LaneWord.free(other.id));
  }

  @Test
  void shouldFreeAnAbandonedLaneOnlyWhenPublishedHasPassedIt() throws Exception {
    writer.stage("1\n");
    SlowLine slow = writer.claims("slow\n");
    SlowLine failed = other.claims("failed\n");
    failed.abandon();

    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);
    assertThat(failed.lane().wordVolatile()).isEqualTo(LaneWord.abandoned(32));

    slow.copy().commit();
    publish();
    assertThat(failed.lane().wordVolatile()).isEqualTo(LaneWord.free(other.id));
    assertLog("1\nslow\n");
  }

  /** Several dead reservations make one run of zeros, and a late intent may point into it. */
  @Test
  void shouldKeepAnAbandonedLaneThatPublishedHasPassedInPart() throws Exception {
    SlowLine failed = other.claims("0123456789\n");
    writer.stage("2\n");
    failed.abandon();
    writer.slow("late\n").intendAt(4);

    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);

    assertThat(control.publishedVolatile()).isEqualTo(4);
    assertThat(failed.lane().wordVolatile()).isEqualTo(LaneWord.abandoned(0));
    assertLog("");
  }

  @Test
  void shouldReclaimADeadWritersLaneAfterThePatience() throws Exception {
    other.claims("dead\n").copy(2);
    writer.stage("2\n");
    other.die();

    assertThat(publish()).isEqualTo(Outcome.BLOCKED);
    staging.clock.advanceMillis(PATIENCE_MILLIS);
    assertThat(publish()).isEqualTo(Outcome.BLOCKED);
    staging.clock.advanceMillis(1);
    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);

    assertLog("2\n");
    assertThat(other.slot.rests()).isTrue();
  }

  @Test
  void shouldWaitForALivingWritersLaneForEver() throws Exception {
    SlowLine slow = other.claims("slow\n");
    writer.stage("2\n");

    for (int round = 0; round < 20; round++) {
      assertThat(publish()).isEqualTo(Outcome.BLOCKED);
      staging.clock.advanceMillis(PATIENCE_MILLIS + 1);
    }

    slow.copy().commit();
    publish();
    assertLog("slow\n2\n");
  }

  @Test
  void shouldBePatientWithEachLaneAnew() throws Exception {
    SlowLine slow = writer.claims("slow\n");
    other.claims("dead\n");
    writer.stage("3\n");
    other.die();
    publish();
    staging.clock.advanceMillis(PATIENCE_MILLIS + 1);
    slow.copy().commit();

    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);

    assertLog("slow\n");
    staging.clock.advanceMillis(PATIENCE_MILLIS + 1);
    publish();
    assertLog("slow\n3\n");
  }

  @Test
  void shouldTakeOverFromAPublisherThatDiedBeforeItsFirstStep() throws Exception {
    writer.stage("1\n");
    assertThat(other.area.publisherLock().tryAcquire()).isTrue();
    other.die();

    assertThat(publish()).isEqualTo(Outcome.BUSY);
    staging.clock.advanceMillis(PATIENCE_MILLIS);
    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);

    assertLog("1\n");
    assertThat(control.publisherLock().ownerVolatile()).isZero();
  }

  @Test
  void shouldFailWhileTheLogCannotBeOpenedAndGoOnLater() throws Exception {
    writer.stage("1\n");
    blockTheLogPath();

    assertThat(publish()).isEqualTo(Outcome.FAILED);
    assertThat(publish()).isEqualTo(Outcome.FAILED);

    assertThat(control.publishedVolatile()).isZero();
    assertThat(control.publisherLock().ownerVolatile()).isZero();
    assertThat(staging.heard.warnings())
        .containsExactly("cannot write to the log file: path=" + staging.file);
    freeTheLogPath();
    writer.stage("2\n");
    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);
    assertLog("1\n2\n");
  }

  @Test
  void shouldFailWhereTheStagedBytesAreGone() throws Exception {
    other.stage("1\n");
    Files.delete(staging.chunks());

    assertThat(publish()).isEqualTo(Outcome.FAILED);

    assertThat(control.publishedVolatile()).isZero();
    assertLog("");
  }

  @Test
  void shouldGoOnInANewFileWhenTheLogWasRenamed() throws Exception {
    writer.stage("1\n");
    publish();
    Path renamed = rename("app.log.1");
    writer.stage("2\n");

    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);

    assertThat(renamed).hasContent("1\n");
    assertLog("2\n");
  }

  @Test
  void shouldGoOnInANewFileWhenTheLogWasDeleted() throws Exception {
    writer.stage("1\n");
    publish();
    Files.delete(staging.file);
    staging.awaitLooks();
    writer.stage("2\n");

    publish();

    assertLog("2\n");
  }

  @Test
  void shouldGoOnAtTheStartWhenTheLogWasTruncated() throws Exception {
    writer.stage("1\n");
    publish();
    Files.write(staging.file, new byte[0]);
    writer.stage("2\n");

    publish();

    assertLog("2\n");
  }

  @Test
  void shouldAppendBehindTheLinesOfOthers() throws Exception {
    writer.stage("1\n");
    publish();
    Files.writeString(staging.file, "foreign\n", StandardOpenOption.APPEND);
    writer.stage("2\n");

    publish();

    assertLog("1\nforeign\n2\n");
  }

  @Test
  void shouldStartEachFileWithTheHeaderOnce() throws Exception {
    useHeaderAndFooter("#\n", "");
    writer.stage("1\n");
    publish();
    other.stage("2\n");
    other.publisher.publish();
    Path renamed = rename("app.log.1");
    writer.stage("3\n");
    publish();

    assertThat(renamed).hasContent("#\n1\n2\n");
    assertLog("#\n3\n");
  }

  @Test
  void shouldNotPutAHeaderIntoAFileThatHasLines() throws Exception {
    useHeaderAndFooter("#\n", "");
    Files.writeString(staging.file, "old\n");
    writer.stage("1\n");

    publish();

    assertLog("old\n1\n");
  }

  @Test
  void shouldNotCountTheHeaderAsPartOfTheBatch() throws Exception {
    useHeaderAndFooter("#\n", "");
    writer.stage("1\n");
    publish();

    assertThat(control.intentSize()).isEqualTo(2);
    assertThat(control.total(Total.PUBLISHED_BYTES)).isEqualTo(2);
  }

  @Test
  void shouldAppendTheFooterBehindTheLastLine() throws Exception {
    useHeaderAndFooter("", "end\n");
    writer.stage("1\n");
    publish();

    writer.publisher.appendFooter();

    assertLog("1\nend\n");
  }

  @Test
  void shouldAppendNothingWithoutAFooter() throws Exception {
    writer.publisher.appendFooter();

    assertLog("");
  }

  @Test
  void shouldPutDownTheUrgentFlag() {
    control.urgentVolatile(true);

    assertThat(publish()).isEqualTo(Outcome.NOTHING);

    assertThat(control.urgentVolatile()).isFalse();
  }

  @Test
  void shouldAskALivingPublisherToLookAgain() throws Exception {
    writer.stage("1\n");
    assertThat(other.area.publisherLock().tryAcquire()).isTrue();

    assertThat(writer.publisher.publishUrgently()).isEqualTo(Outcome.BUSY);

    assertThat(control.urgentVolatile()).isTrue();
  }

  @Test
  void shouldNotBeUrgentWhereNobodyElseIsAtIt() throws Exception {
    writer.stage("1\n");

    assertThat(writer.publisher.publishUrgently()).isEqualTo(Outcome.PUBLISHED);

    assertThat(control.urgentVolatile()).isFalse();
    assertLog("1\n");
  }

  /** The clock is read while the batch is being written. */
  private Publisher askedMeanwhile() {
    boolean[] asked = new boolean[1];
    return new Publisher(
        writer.area,
        writer.log,
        staging.config,
        () -> {
          if (!asked[0] && staging.control.intentStateAcquire() != 0) {
            asked[0] = true;
            other.stageQuietly("late\n");
            assertThat(other.publisher.publishUrgently()).isEqualTo(Outcome.BUSY);
          }
          return 0;
        });
  }

  @Test
  void shouldLookAgainForTheWriterThatAskedForItMeanwhile() throws Exception {
    Publisher publisher = askedMeanwhile();
    writer.stage("1\n");

    publisher.publish();

    assertLog("1\nlate\n");
    assertThat(control.urgentVolatile()).isFalse();
  }

  @Test
  void shouldLookAgainAlsoWhereFailuresAreThrown() throws Exception {
    Publisher publisher = askedMeanwhile();
    writer.stage("1\n");

    publisher.publishOrThrow();

    assertLog("1\nlate\n");
  }

  /** The clock is read while a batch is being written. */
  @Test
  void shouldLeaveItToOthersAfterAFewLooks() throws Exception {
    Publisher publisher =
        new Publisher(
            writer.area,
            writer.log,
            staging.config,
            () -> {
              if (control.intentStateAcquire() != 0) {
                other.stageQuietly("more\n");
                control.urgentVolatile(true);
              }
              return 0;
            });
    writer.stage("1\n");

    publisher.publish();

    assertLog("1\n" + "more\n".repeat(15));
    assertThat(control.urgentVolatile()).isTrue();
  }

  @Test
  void shouldSayWhyItCannotPublish() throws Exception {
    writer.stage("1\n");
    assertThat(writer.publisher.publishOrThrow()).isEqualTo(Outcome.PUBLISHED);
    writer.stage("2\n");
    blockTheLogPath();

    assertThatIOException()
        .isThrownBy(() -> writer.publisher.publishOrThrow())
        .withMessage("not a regular file: path=" + staging.file);

    assertThat(control.publisherLock().ownerVolatile()).isZero();
    assertThat(staging.heard.warnings()).isEmpty();
  }

  @Test
  void shouldNotTakeTheLogOfALostAreaForUnwritable() throws Exception {
    assertThat(writer.publisher.isLost()).isFalse();
    writer.stage("1\n");
    blockTheLogPath();
    publish();
    assertThat(writer.publisher.isLost()).isFalse();
    freeTheLogPath();
    control.chunkEntryRelease(0, 0);

    assertThat(publish()).isEqualTo(Outcome.FAILED);

    assertThat(writer.publisher.isLost()).isTrue();
  }

  @Test
  void shouldForgetThatABatchWasCutOnceOneIsWhole() throws Exception {
    control.intentCutVolatile(true);
    writer.stage("1\n");

    publish();

    assertThat(control.isIntentCut()).isFalse();
  }

  /** The clock is read when the failure is told. */
  @Test
  void shouldTryOnceOnlyWhileTheDiskRefusesHoweverUrgentItIs() throws Exception {
    int[] failures = new int[1];
    Publisher publisher =
        new Publisher(
            writer.area,
            writer.log,
            staging.config,
            () -> {
              control.urgentVolatile(++failures[0] < 50);
              return failures[0] * 20_000_000_000L;
            });
    writer.stage("1\n");
    blockTheLogPath();

    assertThat(publisher.publish()).isEqualTo(Outcome.FAILED);

    assertThat(staging.heard.warnings()).hasSize(1);
  }

  @Test
  void shouldPublishOnAnInterruptedThreadAndLeaveItInterrupted() throws Exception {
    writer.stage("1\n");
    Thread.currentThread().interrupt();

    Outcome outcome = publish();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(outcome).isEqualTo(Outcome.PUBLISHED);
    assertLog("1\n");
  }

  @Test
  void shouldTellWhetherThereIsABacklog() throws Exception {
    assertThat(writer.publisher.hasBacklog()).isFalse();
    writer.stage("1\n");
    assertThat(writer.publisher.hasBacklog()).isTrue();
    publish();
    assertThat(writer.publisher.hasBacklog()).isFalse();

    control.intentStateRelease(2);
    assertThat(writer.publisher.hasBacklog()).isTrue();
  }
}
