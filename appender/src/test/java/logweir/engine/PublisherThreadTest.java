package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static logweir.engine.StagingFixture.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import logweir.engine.StateDirectory.WriterName;
import logweir.layout.Control;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherThreadTest {
  private static final String NAME = "publisher-under-test";
  private static final long STOP_MILLIS = 20_000;

  @TempDir private Path directory;
  private final Heard heard = new Heard();
  private final List<Throwable> losses = new CopyOnWriteArrayList<>();
  private SharedLogConfig config;
  private Path file;
  private LogFile log;
  private Attachment attachment;
  private LineStager stager;
  private PublisherThread thread;

  @BeforeEach
  void attach() throws IOException {
    config =
        SharedLogConfig.defaults()
            .withGeometry(CHUNK, 2)
            .withPublishInterval(Duration.ofMillis(1))
            .withListener(heard);
    file = Files.createFile(directory.resolve("app.log"));
    log = new LogFile(file, Optional.empty());
    attachment =
        Attachment.attach(StateDirectory.of(file, Optional.empty()), log, config, System::nanoTime);
    StagingArea area = attachment.area();
    stager = new LineStager(area.control(), area.ring(), attachment.slot(), area.writerId());
  }

  @AfterEach
  void leave() throws IOException {
    assertThat(thread.stop(STOP_MILLIS)).isTrue();
    attachment.leave(stager, newPublisher(), System.nanoTime() + 5_000_000_000L);
    log.close();
  }

  private Control control() {
    return attachment.area().control();
  }

  private Publisher newPublisher() {
    return new Publisher(attachment.area(), log, config, System::nanoTime);
  }

  private void start() {
    start(config);
  }

  private void start(SharedLogConfig withInterval) {
    start(withInterval, newPublisher(), System::nanoTime);
  }

  private void start(SharedLogConfig withInterval, Publisher publisher, LongSupplier clock) {
    thread =
        new PublisherThread(
            attachment, stager, publisher, withInterval, () -> {}, NAME, clock, losses::add);
    thread.start();
  }

  /** A publisher that meets an error once, in the middle of its first batch. */
  private Publisher failingOnce(Supplier<Error> error) {
    boolean[] failed = new boolean[1];
    return new Publisher(
        attachment.area(),
        log,
        config,
        () -> {
          if (!failed[0] && control().intentStateAcquire() != 0) {
            failed[0] = true;
            throw error.get();
          }
          return System.nanoTime();
        });
  }

  private void stage(String line) throws IOException {
    byte[] bytes = line.getBytes(ISO_8859_1);
    assertThat(stager.stage(bytes, 0, bytes.length)).isPositive();
  }

  private static Thread running() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(candidate -> candidate.getName().equals(NAME))
        .findAny()
        .orElseThrow();
  }

  private static boolean isIn(String method) {
    return Arrays.stream(running().getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals(method));
  }

  private static boolean rests() {
    return isIn("rest") && !isIn("publish");
  }

  private void awaitLog(String expected) {
    await().untilAsserted(() -> assertThat(file).hasContent(expected));
  }

  @Test
  void shouldTellOnceThatOthersStageElsewhere() throws Exception {
    StateDirectory elsewhere =
        StateDirectory.of(file, Optional.of(Files.createDirectory(directory.resolve("memory"))));
    elsewhere.create();
    OtherAreas itself = new OtherAreas(elsewhere, ProcessIdentity.current());
    ManualClock clock = new ManualClock();
    WriterLock announced = itself.announce();
    start(config, newPublisher(), clock);

    lookAgain(clock);
    clock.advanceMillis(10_000);
    lookAgain(clock);
    assertThat(heard.warnings())
        .singleElement()
        .asString()
        .startsWith("others stage lines for this log in another state directory");

    announced.close();
    lookAgain(clock);
    announced = itself.announce();
    clock.advanceMillis(10_000);
    lookAgain(clock);
    assertThat(heard.warnings()).hasSize(2);
    announced.close();
  }

  /** Lets it look around, and go on to something else. */
  private void lookAgain(ManualClock clock) throws IOException {
    for (int look = 0; look < 2; look++) {
      clock.advanceMillis(1_000);
      String line = "line " + clock.getAsLong() + "\n";
      stage(line);
      thread.wakeIfResting();
      await().until(() -> Files.readString(file).endsWith(line));
    }
  }

  /** Its publisher lock is held by a writer that looks alive, so that nobody else finds out. */
  @Test
  void shouldFindOutThatASlotDoesNotSayWhoItsWriterIs() throws Exception {
    assertThat(control().publisherLock().tryTake(attachment.area().writerId())).isTrue();
    ManualClock clock = new ManualClock();
    start(config, newPublisher(), clock);
    await().until(PublisherThreadTest::rests);
    StagingFixture.damageIdentity(attachment.area().directory(), control(), 0);
    clock.advanceMillis(1_000);

    await().until(() -> !losses.isEmpty());

    assertThat(losses.get(0)).hasMessageContaining("does not say who its writer is");
    control().publisherLock().release(attachment.area().writerId());
  }

  @Test
  void shouldBeADaemon() {
    start();

    assertThat(running().isDaemon()).isTrue();
  }

  @Test
  void shouldPublishWhatIsThereWhenItStarts() throws Exception {
    stage("1\n");

    start();

    awaitLog("1\n");
  }

  @Test
  void shouldRestWhenThereIsNothingToDo() {
    start();

    await().until(PublisherThreadTest::rests);
    assertThat(running().getState()).isEqualTo(Thread.State.TIMED_WAITING);
  }

  @Test
  void shouldBeWokenFromItsRest() {
    start();
    await().until(PublisherThreadTest::rests);

    await()
        .until(
            () -> {
              thread.wakeIfResting();
              return isIn("work") && !isIn("rest");
            });
  }

  @Test
  void shouldPublishOnceItIsWoken() throws Exception {
    start();
    await().until(PublisherThreadTest::rests);

    stage("1\n");
    thread.wakeIfResting();

    awaitLog("1\n");
  }

  @Test
  void shouldFindLinesThatNobodyWakesItFor() throws Exception {
    start();
    await().until(PublisherThreadTest::rests);

    stage("1\n");

    awaitLog("1\n");
  }

  @Test
  void shouldOnlyLookNowAndThenWhereTheCallersPublish() throws Exception {
    start(config.withPublishInterval(Duration.ZERO));
    await().until(() -> isIn("look"));
    stage("1\n");

    awaitLog("1\n");
    assertThat(isIn("work")).isFalse();
    assertThat(isIn("rest")).isFalse();
  }

  @Test
  void shouldLeaveTheDutyToAWriterThatPublishesAllTheTime() throws Exception {
    long now = System.nanoTime();
    control().lastPublishRelease(WriterId.draw(7), now);
    stage("1\n");

    start(config, newPublisher(), () -> now);

    await().until(PublisherThreadTest::rests);
    assertThat(file).isEmptyFile();
  }

  @Test
  void shouldTakeTheDutyOverFromAWriterThatHasFallenSilent() throws Exception {
    control().lastPublishRelease(WriterId.draw(7), System.nanoTime() - 1_000_000_000L);
    stage("1\n");

    start();

    awaitLog("1\n");
    assertThat(control().lastPublisher()).isEqualTo(attachment.area().writerId());
  }

  @Test
  void shouldGoOnAfterAFailure() throws Exception {
    Path kept = Files.move(file, directory.resolve("kept.log"));
    Files.createDirectory(file);
    stage("1\n");
    start();
    await().until(() -> heard.warnings().contains("cannot write to the log file: path=" + file));

    Files.delete(file);
    Files.move(kept, file);

    awaitLog("1\n");
  }

  @Test
  void shouldTakeTheDutyOverFromAWriterThatSaysToHavePublishedInTheFuture() throws Exception {
    control().lastPublishRelease(WriterId.draw(7), System.nanoTime() + 60_000_000_000L);
    stage("1\n");

    start();

    awaitLog("1\n");
  }

  @Test
  void shouldOutliveAnErrorInItsWork() throws Exception {
    stage("1\n");

    start(config, failingOnce(OutOfMemoryError::new), System::nanoTime);

    awaitLog("1\n");
    await().until(() -> control().publishedVolatile() == 16);
    assertThat(heard.warnings()).containsExactly("publishing failed: slot=0");
    assertThat(heard.causes().get(0)).isInstanceOf(OutOfMemoryError.class);
    assertThat(losses).isEmpty();
  }

  @Test
  void shouldGiveTheStagingAreaUpAfterAFaultInTheMapping() throws Exception {
    stage("1\n");

    start(config, failingOnce(() -> new InternalError("a page is gone")), System::nanoTime);

    await().until(() -> !losses.isEmpty());
    assertThat(losses).singleElement().isInstanceOf(InternalError.class);
  }

  @Test
  void shouldGiveTheStagingAreaUpWhenItsSlotWasTakenAway() throws Exception {
    start();

    control().slotLimitVolatile(0);
    stage("1\n");
    thread.wake();

    await().until(() -> !losses.isEmpty());
    assertThat(losses).singleElement().isInstanceOf(StagingLostException.class);
    control().slotLimitVolatile(1);
  }

  @Test
  void shouldSayWhenNobodyFindsTheStagingAreaAnyMore() throws Exception {
    start();

    Files.delete(attachment.area().directory().control());

    await().until(() -> !losses.isEmpty());
    assertThat(losses.get(0)).hasMessage("the control file was removed or replaced");
  }

  @Test
  void shouldSettleTheLaneOfAThreadThatWasThrownOut() throws Exception {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> stager.stage(new byte[1], 0, 10));
    stage("2\n");

    start();

    awaitLog("2\n");
  }

  @Test
  void shouldTakeTheWritersLockAgainWhenSomebodyDropsIt() throws Exception {
    WriterName name = new WriterName(attachment.area().writerId(), StagingFixture.SELF.jvmId());
    Path lock = attachment.area().directory().writerLock(name);
    start();

    Files.readAllBytes(lock);

    await().until(() -> heard.warnings().stream().anyMatch(text -> text.contains("was dropped")));
    assertThat(ForeignLock.couldBeHad(lock)).isFalse();
  }

  @Test
  void shouldGoOnWhenItIsInterrupted() throws Exception {
    start();
    await().until(PublisherThreadTest::rests);

    running().interrupt();

    await()
        .until(
            () -> heard.warnings().contains("the publisher's thread was interrupted, and goes on"));
    stage("1\n");
    awaitLog("1\n");
    assertThat(running().isInterrupted()).isFalse();
  }

  @Test
  void shouldEndWhenItIsStopped() {
    start();
    Thread stopped = running();

    assertThat(thread.stop(STOP_MILLIS)).isTrue();

    assertThat(stopped.isAlive()).isFalse();
    assertThat(thread.stop(STOP_MILLIS)).isTrue();
  }

  @Test
  void shouldBeStoppedByAnInterruptedThreadThatStaysInterrupted() {
    start();
    Thread.currentThread().interrupt();

    boolean ended = thread.stop(STOP_MILLIS);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(ended).isTrue();
  }
}
