package logweir.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import logweir.engine.Publisher.Outcome;
import logweir.layout.Control;
import logweir.layout.IntentState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollerTest {
  private static final int CHUNK = 4096;

  @TempDir private Path directory;
  private TestRollPolicy policy;
  private StagingFixture staging;
  private StagingFixture.Writer writer;
  private StagingFixture.Writer other;
  private Control control;

  @BeforeEach
  void makePolicy() {
    policy = new TestRollPolicy(directory);
  }

  private void start() throws IOException {
    start(SharedLogConfig.defaults());
  }

  private void start(SharedLogConfig config) throws IOException {
    staging = new StagingFixture(directory, config.withGeometry(CHUNK, 4).withRollPolicy(policy));
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

  private static SharedLogConfig headerAndFooter() {
    return SharedLogConfig.defaults()
        .withHeaderAndFooter("H\n".getBytes(US_ASCII), "F\n".getBytes(US_ASCII));
  }

  private Outcome publish(String... lines) throws IOException {
    for (String line : lines) {
      writer.stage(line);
    }
    return writer.publisher.publish();
  }

  private String archive(long period, int index) throws IOException {
    return Files.readString(directory.resolve("old." + period + "." + index), ISO_8859_1);
  }

  private List<String> archives() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("old."))
          .sorted()
          .toList();
    }
  }

  /** Which has a publisher lock of its own. */
  @Test
  void shouldNotRollWhileAnotherStagingAreaHasWriters() throws Exception {
    policy.maxBytes(2);
    start();
    WriterLock others = announceElsewhere();

    publish("1\n");
    publish("2\n");

    assertThat(staging.log()).isEqualTo("1\n2\n");
    assertThat(archives()).isEmpty();
    assertThat(staging.heard.warnings())
        .containsExactly("cannot roll the log file, it grows on: path=" + staging.file);
    assertThat(staging.heard.causes().get(0)).hasMessageContaining("another state directory");

    others.close();
    staging.clock.advanceMillis(10_000);
    publish("3\n");
    assertThat(archive(0, 0)).isEqualTo("1\n2\n");
    assertThat(staging.log()).isEqualTo("3\n");
  }

  private WriterLock announceElsewhere() throws IOException {
    Path memory = Files.createDirectory(directory.resolve("memory"));
    StateDirectory elsewhere = StateDirectory.of(staging.file, Optional.of(memory));
    elsewhere.create();
    return new OtherAreas(elsewhere, StagingFixture.SELF).announce();
  }

  @Test
  void shouldNotRollAFileThatHasNotReachedItsSize() throws Exception {
    policy.maxBytes(5);
    start();

    publish("1\n");
    publish("2\n");

    assertThat(staging.log()).isEqualTo("1\n2\n");
    assertThat(archives()).isEmpty();
  }

  @Test
  void shouldRollAFileThatHasReachedItsSizeWhenTheNextLineComes() throws Exception {
    policy.maxBytes(4);
    start();

    publish("1\n");
    publish("2\n");
    assertThat(archives()).isEmpty();
    publish("3\n");

    assertThat(archive(0, 0)).isEqualTo("1\n2\n");
    assertThat(staging.log()).isEqualTo("3\n");
  }

  @Test
  void shouldCutABatchBehindTheLineThatFillsTheFile() throws Exception {
    policy.maxBytes(5);
    start();

    publish("11\n", "22\n", "33\n", "44\n", "55\n");

    assertThat(archive(0, 0)).isEqualTo("11\n22\n");
    assertThat(archive(0, 1)).isEqualTo("33\n44\n");
    assertThat(staging.log()).isEqualTo("55\n");
    assertThat(control.publishedVolatile()).isEqualTo(5 * 16);
    assertThat(control.intentStateAcquire()).isEqualTo(IntentState.NONE);
  }

  @Test
  void shouldNotCutAnEventOfSeveralLines() throws Exception {
    policy.maxBytes(5);
    start();

    publish("1\n at\n at\n", "\0\n\0", "no end", "4\n");

    assertThat(archive(0, 0)).isEqualTo("1\n at\n at\n");
    assertThat(archive(0, 1)).isEqualTo("\0\n\0no end");
    assertThat(staging.log()).isEqualTo("4\n");
  }

  @Test
  void shouldCutABatchThatLiesInSeveralChunks() throws Exception {
    policy.maxBytes(3000);
    start();
    StringBuilder all = new StringBuilder();
    for (char letter = 'a'; letter < 'k'; letter++) {
      String line = StagingFixture.lineOf(999, letter);
      writer.stage(line);
      all.append(line);
    }

    publish();

    String found = archive(0, 0) + archive(0, 1) + staging.log();
    assertThat(found).isEqualTo(all.toString());
    assertThat(archive(0, 0)).hasSize(4 * 999);
    assertThat(archive(0, 1)).hasSize(4 * 999);
  }

  @Test
  void shouldCutBesideAbandonedLines() throws Exception {
    policy.maxBytes(4);
    start();
    writer.stage("1\n");
    SlowLine given = writer.claims("abandoned\n");
    writer.stage("2\n");
    SlowLine upToo = writer.claims("abandoned, too\n");
    writer.stage("3\n");
    given.abandon();
    upToo.abandon();

    publish();

    assertThat(archive(0, 0)).isEqualTo("1\n2\n");
    assertThat(staging.log()).isEqualTo("3\n");
    assertThat(writer.slot.rests()).isTrue();
  }

  @Test
  void shouldCountWhatOthersHaveWritten() throws Exception {
    policy.maxBytes(10);
    start();
    publish("1\n");
    Files.writeString(staging.file, "1\nof somebody else\n");

    publish("2\n");

    assertThat(archive(0, 0)).isEqualTo("1\nof somebody else\n");
    assertThat(staging.log()).isEqualTo("2\n");
  }

  @Test
  void shouldRollByTheClockNotBeforeALineComes() throws Exception {
    policy.periodMillis(1000);
    policy.now = 5_999;
    start();
    publish("1\n");
    publish("2\n");

    policy.now = 6_000;
    assertThat(publish()).isEqualTo(Outcome.NOTHING);
    assertThat(archives()).isEmpty();
    publish("3\n");

    assertThat(archive(5, 0)).isEqualTo("1\n2\n");
    assertThat(staging.log()).isEqualTo("3\n");
  }

  @Test
  void shouldNameAnArchiveByThePeriodOfItsLinesHoweverLongAgo() throws Exception {
    policy.periodMillis(1000);
    policy.now = 5_000;
    start();
    publish("1\n");

    policy.now = 99_000;
    publish("2\n");
    policy.now = 100_000;
    other.stage("3\n");
    other.publisher.publish();

    assertThat(archives()).containsExactly("old.5.0", "old.99.0");
  }

  @Test
  void shouldNotRollTwiceForTheSameReasonWhoeverPublishes() throws Exception {
    policy.periodMillis(1000);
    policy.now = 5_000;
    start();
    publish("1\n");
    policy.now = 6_000;

    publish("2\n");
    other.stage("3\n");
    other.publisher.publish();

    assertThat(archives()).containsExactly("old.5.0");
    assertThat(staging.log()).isEqualTo("2\n3\n");
  }

  @Test
  void shouldNotRollAnEmptyFile() throws Exception {
    policy.periodMillis(1000);
    policy.now = 5_000;
    start(headerAndFooter());
    publish("1\n");
    policy.now = 6_000;
    publish("2\n");
    Files.writeString(staging.file, "H\n");

    policy.now = 7_000;
    publish("3\n");
    assertThat(archives()).containsExactly("old.5.0");
    policy.now = 8_000;
    publish("4\n");

    assertThat(archives()).containsExactly("old.5.0", "old.7.0");
  }

  @Test
  void shouldTakeTheIndexAnewInEachPeriod() throws Exception {
    policy.periodMillis(1000).maxBytes(2);
    policy.now = 5_000;
    start();

    publish("1\n", "2\n");
    policy.now = 6_000;
    publish("3\n", "4\n");

    assertThat(archives()).containsExactly("old.5.0", "old.5.1", "old.6.0");
  }

  @Test
  void shouldGoOnBehindTheArchivesThatAreThereAtTheStart() throws Exception {
    policy.maxBytes(2);
    Files.writeString(directory.resolve("old.0.3"), "old\n");
    start();

    publish("1\n", "2\n");

    assertThat(archives()).containsExactly("old.0.3", "old.0.4");
  }

  @Test
  void shouldNotOverwriteAnArchive() throws Exception {
    policy.maxBytes(2).gz();
    start();
    publish("1\n");
    Files.writeString(directory.resolve("old.0.0"), "of somebody else\n");
    Files.writeString(directory.resolve("old.0.1.gz"), "of somebody else, too\n");

    publish("2\n");

    assertThat(archive(0, 0)).isEqualTo("of somebody else\n");
    assertThat(archive(0, 2)).isEqualTo("1\n");
  }

  @Test
  void shouldTakeTheFileThatIsThereForOneOfThatTime() throws Exception {
    policy.periodMillis(1000);
    policy.now = 9_500;
    Files.writeString(directory.resolve("app.log"), "old\n");
    Files.setLastModifiedTime(directory.resolve("app.log"), FileTime.fromMillis(3_500));
    start();

    publish("new\n");

    assertThat(archive(3, 0)).isEqualTo("old\n");
    assertThat(staging.log()).isEqualTo("new\n");
  }

  @Test
  void shouldStartAnewWithAFileThatSomebodyElseHasRolled() throws Exception {
    policy.periodMillis(1000);
    policy.now = 5_000;
    start();
    publish("1\n");
    Files.move(staging.file, directory.resolve("moved"));

    policy.now = 7_000;
    publish("2\n");
    policy.now = 7_500;
    publish("3\n");

    assertThat(archives()).isEmpty();
    assertThat(staging.log()).isEqualTo("2\n3\n");
  }

  @Test
  void shouldGiveEachFileItsHeaderAndItsFooterOnce() throws Exception {
    policy.maxBytes(6);
    start(headerAndFooter());

    publish("1\n", "2\n", "3\n", "4\n", "5\n");

    assertThat(archive(0, 0)).isEqualTo("H\n1\n2\nF\n");
    assertThat(archive(0, 1)).isEqualTo("H\n3\n4\nF\n");
    assertThat(staging.log()).isEqualTo("H\n5\n");
  }

  @Test
  void shouldMakeTheNextFileForTheSameUsers() throws Exception {
    policy.maxBytes(2);
    start();
    publish("1\n");
    Files.setPosixFilePermissions(staging.file, PosixFilePermissions.fromString("rw-rw-rw-"));

    publish("2\n");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(staging.file)))
        .isEqualTo("rw-rw-rw-");
  }

  @Test
  void shouldMoveTheArchivesOfAWindowOn() throws Exception {
    policy.maxBytes(2).window(3);
    start();

    publish("1\n", "2\n", "3\n", "4\n", "5\n");

    assertThat(archives()).containsExactly("old.0.0", "old.0.1", "old.0.2");
    assertThat(archive(0, 0) + archive(0, 1) + archive(0, 2)).isEqualTo("4\n3\n2\n");
    assertThat(staging.log()).isEqualTo("5\n");
  }

  @Test
  void shouldMoveCompressedArchivesOnToo() throws Exception {
    policy.maxBytes(2).window(3).gz();
    start();
    publish("1\n");
    Files.writeString(directory.resolve("old.0.0.gz"), "first");
    Files.writeString(directory.resolve("old.0.1.gz"), "second");
    Files.writeString(directory.resolve("old.0.1"), "second, not compressed");

    publish("2\n");

    assertThat(archives()).containsExactly("old.0.0", "old.0.1.gz", "old.0.2.gz");
    assertThat(directory.resolve("old.0.1.gz")).hasContent("first");
    assertThat(directory.resolve("old.0.2.gz")).hasContent("second");
  }

  @Test
  void shouldLeaveAWindowsLastArchivesWhereThereIsRoomBeforeThem() throws Exception {
    policy.maxBytes(2).window(3);
    start();
    publish("1\n");
    Files.writeString(directory.resolve("old.0.0"), "first");
    Files.writeString(directory.resolve("old.0.2"), "third");

    publish("2\n");

    assertThat(archive(0, 0)).isEqualTo("1\n");
    assertThat(archive(0, 1)).isEqualTo("first");
    assertThat(archive(0, 2)).isEqualTo("third");
  }

  @Test
  void shouldRollBeforeALineThatIsTooLongForTheRing() throws Exception {
    policy.maxBytes(2);
    start();
    publish("1\n");
    byte[] line = StagingFixture.lineOf(20_000, 'x').getBytes(US_ASCII);

    Outcome outcome = writer.publisher.publishLarge(line, 0, line.length, 0);
    publish("2\n");

    assertThat(outcome).isEqualTo(Outcome.PUBLISHED);
    assertThat(archive(0, 0)).isEqualTo("1\n");
    assertThat(archive(0, 1)).hasSize(20_000);
    assertThat(staging.log()).isEqualTo("2\n");
  }

  @Test
  void shouldGoOnInTheSameFileIfItCannotBeMoved() throws Exception {
    policy.maxBytes(2);
    start();
    publish("1\n");
    Files.writeString(directory.resolve("blocked"), "");
    policy.directory = directory.resolve("blocked");

    publish("2\n");
    publish("3\n");

    assertThat(staging.log()).isEqualTo("1\n2\n3\n");
    assertThat(control.intentStateAcquire()).isEqualTo(IntentState.NONE);
    assertThat(staging.heard.warnings())
        .singleElement()
        .asString()
        .contains("cannot roll the log file, it grows on: path=" + staging.file);
    Files.delete(directory.resolve("blocked"));
    staging.clock.advanceMillis(10_000);
    publish("4\n");
    assertThat(directory.resolve("blocked/old.0.0")).hasContent("1\n2\n3\n");
  }

  @Test
  void shouldNameThePresentFileFromItsFirstLineOn() throws Exception {
    policy.maxBytes(4).unnamed(directory.resolve("app.log"));
    start(headerAndFooter());
    assertThat(archives()).isEmpty();

    publish("1\n");
    assertThat(archive(0, 0)).isEqualTo("H\n1\n");
    publish("2\n", "3\n");

    assertThat(archives()).containsExactly("old.0.0", "old.0.1", "old.0.2");
    assertThat(archive(0, 0)).isEqualTo("H\n1\nF\n");
    assertThat(archive(0, 1)).isEqualTo("H\n2\nF\n");
    assertThat(archive(0, 2)).isEqualTo("H\n3\n").isEqualTo(staging.log());
  }

  @Test
  void shouldNameThePresentFileByTheTimeOfItsFirstLine() throws Exception {
    policy.periodMillis(1000).unnamed(directory.resolve("app.log"));
    policy.now = 5_000;
    start();
    writer.publisher.joinRolling();

    policy.now = 8_000;
    publish("1\n");
    policy.now = 9_000;
    publish("2\n");

    assertThat(archives()).containsExactly("old.8.0", "old.9.0");
    assertThat(archive(8, 0)).isEqualTo("1\n");
  }

  @Test
  void shouldTakeAFreeNameForThePresentFile() throws Exception {
    policy.unnamed(directory.resolve("app.log"));
    start();
    writer.publisher.joinRolling();
    Files.writeString(directory.resolve("old.0.0"), "of somebody else\n");

    publish("1\n");

    assertThat(archive(0, 0)).isEqualTo("of somebody else\n");
    assertThat(archive(0, 1)).isEqualTo("1\n");
  }

  /** Nobody is left who has recorded it, or he died before he could. */
  @Test
  void shouldKnowThatThePresentFileIsNamed() throws Exception {
    policy.maxBytes(4).unnamed(directory.resolve("app.log"));
    Files.writeString(directory.resolve("app.log"), "1\n");
    Files.createLink(directory.resolve("old.0.7"), directory.resolve("app.log"));
    start();

    publish("2\n");
    assertThat(archives()).containsExactly("old.0.7");
    publish("3\n");

    assertThat(archives()).containsExactly("old.0.7", "old.0.8");
    assertThat(archive(0, 7)).isEqualTo("1\n2\n");
    assertThat(archive(0, 8)).isEqualTo("3\n");
  }

  @Test
  void shouldNameAFileWhenItIsRolledIfItsNameWasRemoved() throws Exception {
    policy.maxBytes(2).unnamed(directory.resolve("app.log"));
    start();
    publish("1\n");
    Files.delete(directory.resolve("old.0.0"));

    publish("2\n");

    assertThat(archive(0, 0)).isEqualTo("1\n");
    assertThat(archive(0, 1)).isEqualTo("2\n");
  }

  @Test
  void shouldGoOnInAFileThatCannotBeNamed() throws Exception {
    policy.maxBytes(2).unnamed(directory.resolve("app.log"));
    policy.directory = Files.createFile(directory.resolve("blocked"));
    start();

    publish("1\n");
    publish("2\n");

    assertThat(staging.log()).isEqualTo("1\n2\n");
    assertThat(staging.heard.warnings())
        .singleElement()
        .asString()
        .contains("cannot give the log file its archive's name: path=" + staging.file);
    policy.directory = directory;
    staging.clock.advanceMillis(10_000);
    publish("3\n");
    assertThat(archive(0, 0)).isEqualTo("1\n2\n");
    assertThat(archive(0, 1)).isEqualTo("3\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldFinishARollOfANamedFileThatWasCut(boolean unlinked) throws Exception {
    policy.maxBytes(2).unnamed(directory.resolve("app.log"));
    start();
    publish("1\n");
    FileId file = FileId.of(staging.file);
    control.intentRelease(IntentState.ROLLING, policy.now, 0, file.device(), file.inode(), 2);
    if (unlinked) {
      Files.delete(staging.file);
    }

    other.stage("2\n");
    other.publisher.publish();

    assertThat(archives()).containsExactly("old.0.0", "old.0.1");
    assertThat(archive(0, 0)).isEqualTo("1\n");
    assertThat(archive(0, 1)).isEqualTo("2\n").isEqualTo(staging.log());
  }

  /** The intent is all that a roller has left who died right after it was recorded. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldFinishARollThatWasCut(boolean renamed) throws Exception {
    policy.maxBytes(2);
    start(headerAndFooter());
    publish("1\n");
    FileId file = FileId.of(staging.file);
    control.intentRelease(IntentState.ROLLING, policy.now, 0, file.device(), file.inode(), 4);
    if (renamed) {
      Files.writeString(staging.file, "H\n1\nF\n");
      Files.move(staging.file, directory.resolve("old.0.0"));
    }

    other.stage("2\n");
    other.publisher.publish();

    assertThat(archives()).containsExactly("old.0.0");
    assertThat(archive(0, 0)).isEqualTo("H\n1\nF\n");
    assertThat(staging.log()).isEqualTo("H\n2\n");
    publish("3\n");
    assertThat(archive(0, 1)).isEqualTo("H\n2\nF\n");
  }

  @Test
  void shouldNotAppendTheFooterASecondTime() throws Exception {
    policy.maxBytes(2);
    start(headerAndFooter());
    publish("1\n");
    FileId file = FileId.of(staging.file);
    control.intentRelease(IntentState.ROLLING, policy.now, 0, file.device(), file.inode(), 4);
    Files.writeString(staging.file, "H\n1\nF\n");

    publish("2\n");

    assertThat(archive(0, 0)).isEqualTo("H\n1\nF\n");
  }

  @Test
  void shouldLeaveTheRollToThoseWhoWereThereBefore() throws Exception {
    policy.maxBytes(2);
    start();
    writer.slot.rollPolicy(RollGroup.idOf(staging.config.rollPolicy()));
    publish("1\n");
    TestRollPolicy stranger = new TestRollPolicy(directory);
    stranger.description = "another";
    Heard heard = new Heard();
    Publisher follower = follower(stranger, heard);

    other.stage("2\n");
    assertThat(follower.publish()).isEqualTo(Outcome.BUSY);
    assertThat(follower.publish()).isEqualTo(Outcome.BUSY);
    assertThat(archives()).isEmpty();
    assertThat(heard.warnings())
        .singleElement()
        .asString()
        .contains("rolling is left to the processes that were there before");

    assertThat(publish()).isEqualTo(Outcome.PUBLISHED);
    assertThat(archive(0, 0)).isEqualTo("1\n");
    assertThat(staging.log()).isEqualTo("2\n");
  }

  @Test
  void shouldLeaveTheIntentOfARollThatIsForOthersToFinish() throws Exception {
    policy.maxBytes(2);
    start();
    writer.slot.rollPolicy(RollGroup.idOf(staging.config.rollPolicy()));
    publish("1\n");
    FileId file = FileId.of(staging.file);
    control.intentRelease(IntentState.ROLLING, policy.now, 0, file.device(), file.inode(), 2);
    Files.move(staging.file, directory.resolve("old.0.0"));
    TestRollPolicy stranger = new TestRollPolicy(directory);
    stranger.description = "another";
    byte[] line = StagingFixture.lineOf(20_000, 'x').getBytes(US_ASCII);

    Outcome outcome = follower(stranger, new Heard()).publishLarge(line, 0, line.length, 0);

    assertThat(outcome).isEqualTo(Outcome.BUSY);
    assertThat(control.intentStateAcquire()).isEqualTo(IntentState.ROLLING);
    assertThat(staging.file).doesNotExist();
  }

  /** Those who are to roll are idle, and nothing that is staged makes them look. */
  @Test
  void shouldNotKeepALineThatIsTooLongForTheRingForARollOfOthers() throws Exception {
    policy.maxBytes(2);
    start();
    writer.slot.rollPolicy(RollGroup.idOf(staging.config.rollPolicy()));
    publish("1\n");
    TestRollPolicy stranger = new TestRollPolicy(directory);
    stranger.description = "another";
    byte[] line = StagingFixture.lineOf(20_000, 'x').getBytes(US_ASCII);

    Outcome outcome = follower(stranger, new Heard()).publishLarge(line, 0, line.length, 0);

    assertThat(outcome).isEqualTo(Outcome.PUBLISHED);
    assertThat(staging.log()).hasSize(20_002);
    publish("2\n");
    assertThat(archive(0, 0)).hasSize(20_002);
  }

  @Test
  void shouldFollowItsOwnPolicyWhenNobodyIsLeftOfThoseBefore() throws Exception {
    policy.maxBytes(2);
    start();
    writer.slot.rollPolicy(RollGroup.idOf(staging.config.rollPolicy()));
    publish("1\n");
    TestRollPolicy stranger = new TestRollPolicy(directory).maxBytes(4);
    stranger.description = "another";
    Publisher follower = follower(stranger, new Heard());
    other.stage("2\n");
    assertThat(follower.publish()).isEqualTo(Outcome.BUSY);
    writer.die();
    staging.clock.advanceMillis(1_000);

    assertThat(follower.publish()).isEqualTo(Outcome.PUBLISHED);

    assertThat(staging.log()).isEqualTo("1\n2\n");
    other.stage("3\n");
    follower.publish();
    assertThat(archive(0, 0)).isEqualTo("1\n2\n");
  }

  @Test
  void shouldPublishOnWithoutAPolicyWhenNobodyIsLeftWhoHasOne() throws Exception {
    policy.maxBytes(2);
    start();
    publish("1\n");
    SharedLogConfig plain = SharedLogConfig.defaults().withGeometry(CHUNK, 4);
    Publisher follower = new Publisher(other.area, other.log, plain, staging.clock);
    other.stage("2\n");

    assertThat(follower.publish()).isEqualTo(Outcome.PUBLISHED);

    assertThat(staging.log()).isEqualTo("1\n2\n");
  }

  @Test
  void shouldPublishOnIfTheArchivesCannotBeListed() throws Exception {
    policy.maxBytes(2);
    policy.listingFails = true;
    Files.writeString(directory.resolve("old.0.3"), "old\n");
    start();

    assertThat(publish("1\n")).isEqualTo(Outcome.PUBLISHED);
    assertThat(publish("2\n")).isEqualTo(Outcome.PUBLISHED);

    assertThat(staging.log()).isEqualTo("1\n2\n");
    assertThat(archives()).containsExactly("old.0.3");
    assertThat(staging.heard.warnings())
        .singleElement()
        .asString()
        .contains("cannot roll the log file, it grows on: path=" + staging.file);
    policy.listingFails = false;
    staging.clock.advanceMillis(10_000);
    publish("3\n");
    assertThat(archive(0, 4)).isEqualTo("1\n2\n");
  }

  @Test
  void shouldNotRepeatTheFooterWhileTheFileCannotBeMoved() throws Exception {
    policy.maxBytes(3);
    start(headerAndFooter());
    publish("1\n");
    Files.createSymbolicLink(directory.resolve("blocked"), directory.resolve("nowhere"));
    policy.directory = directory.resolve("blocked");

    publish("2\n");
    staging.clock.advanceMillis(10_000);
    publish("3\n");
    Files.delete(directory.resolve("blocked"));
    staging.clock.advanceMillis(10_000);
    publish("4\n");

    assertThat(directory.resolve("blocked/old.0.0")).hasContent("H\n1\n2\n3\nF\n");
  }

  @Test
  void shouldNotTakeANewFileWithTheNumberOfARolledOneForIt() throws Exception {
    policy.maxBytes(2).window(2);
    start(headerAndFooter());
    publish("1\n");
    Files.move(staging.file, directory.resolve("old.0.0"));
    Files.createFile(staging.file);
    FileId reused = FileId.of(staging.file);
    control.intentRelease(IntentState.ROLLING, policy.now, 0, reused.device(), reused.inode(), 4);

    other.stage("2\n");
    other.publisher.publish();

    assertThat(archives()).containsExactly("old.0.0");
    assertThat(archive(0, 0)).isEqualTo("H\n1\n");
    assertThat(staging.log()).isEqualTo("H\n2\n");
  }

  @Test
  void shouldMakeTheNextFileForTheSameUsersIfItsRollerHasDiedBeforeThat() throws Exception {
    policy.maxBytes(2);
    start();
    publish("1\n");
    FileId file = FileId.of(staging.file);
    Files.setPosixFilePermissions(staging.file, PosixFilePermissions.fromString("rw-rw-rw-"));
    control.intentRelease(IntentState.ROLLING, policy.now, 0, file.device(), file.inode(), 2);
    Files.move(staging.file, directory.resolve("old.0.0"));

    other.stage("2\n");
    other.publisher.publish();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(staging.file)))
        .isEqualTo("rw-rw-rw-");
  }

  @Test
  void shouldNotRollASmallFileThatWasLastWrittenAtTheEpoch() throws Exception {
    policy.maxBytes(100);
    Files.writeString(directory.resolve("app.log"), "old\n");
    Files.setLastModifiedTime(directory.resolve("app.log"), FileTime.fromMillis(0));
    start();

    publish("new\n");

    assertThat(archives()).isEmpty();
    assertThat(staging.log()).isEqualTo("old\nnew\n");
  }

  @Test
  void shouldNotFinishTheRollOfAnotherPolicy() throws Exception {
    policy.maxBytes(2);
    start();
    publish("1\n");
    FileId file = FileId.of(staging.file);
    control.intentRelease(IntentState.ROLLING, policy.now, 7, file.device(), file.inode(), 2);
    TestRollPolicy stranger = new TestRollPolicy(directory).maxBytes(2).window(3);
    stranger.description = "another";
    other.stage("2\n");

    assertThat(follower(stranger, new Heard()).publish()).isEqualTo(Outcome.PUBLISHED);

    assertThat(archives()).containsExactly("old.0.0");
  }

  @Test
  void shouldLeaveARollThatWasCutToThoseWhoseItIs() throws Exception {
    policy.maxBytes(2);
    start(headerAndFooter());
    writer.slot.rollPolicy(RollGroup.idOf(staging.config.rollPolicy()));
    publish("1\n");
    FileId file = FileId.of(staging.file);
    control.intentRelease(IntentState.ROLLING, policy.now, 0, file.device(), file.inode(), 4);
    Files.writeString(staging.file, "H\n1\nF\n");
    TestRollPolicy stranger = new TestRollPolicy(directory);
    stranger.description = "another";

    other.stage("2\n");
    assertThat(follower(stranger, new Heard()).publish()).isEqualTo(Outcome.BUSY);
    publish("3\n");

    assertThat(archive(0, 0)).isEqualTo("H\n1\nF\n");
    assertThat(archive(0, 1)).isEqualTo("H\n2\nF\n");
    assertThat(staging.log()).isEqualTo("H\n3\n");
  }

  @Test
  void shouldGoOnBehindTheArchivesOfAnEarlierPeriod() throws Exception {
    policy.periodMillis(1000);
    policy.now = 9_500;
    start();
    publish("1\n");
    Files.writeString(directory.resolve("old.3.0"), "old\n");
    Files.writeString(directory.resolve("old.3.2"), "old\n");
    Files.writeString(directory.resolve("back"), "put back\n");
    Files.setLastModifiedTime(directory.resolve("back"), FileTime.fromMillis(3_500));
    Files.move(directory.resolve("back"), staging.file, StandardCopyOption.REPLACE_EXISTING);

    publish("2\n");

    assertThat(archives()).containsExactly("old.3.0", "old.3.2", "old.3.3");
    assertThat(archive(3, 3)).isEqualTo("put back\n");
  }

  @Test
  void shouldWriteOnInWholeBatchesWhileTheRollIsPutOff() throws Exception {
    policy.maxBytes(2);
    start();
    publish("1\n");
    policy.directory = staging.file;
    publish("2\n");
    long calls = control.total(Control.Total.WRITE_CALLS);

    publish("3\n", "4\n", "5\n");

    assertThat(control.total(Control.Total.WRITE_CALLS)).isEqualTo(calls + 1);
    assertThat(staging.log()).isEqualTo("1\n2\n3\n4\n5\n");
  }

  @Test
  void shouldNotShiftTheWindowForAFileThatCannotBeMoved() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isDirectory(memory), "needs /dev/shm, another file system");
    Path elsewhere = Files.createTempDirectory(memory, "logweir-window");
    Path oldest = Files.writeString(elsewhere.resolve("old.0.0"), "oldest\n");
    try {
      policy.maxBytes(2).window(1);
      policy.directory = elsewhere;
      start();
      publish("1\n");
      publish("2\n");

      assertThat(staging.log()).isEqualTo("1\n2\n");
      assertThat(oldest).hasContent("oldest\n");
    } finally {
      Files.deleteIfExists(oldest);
      Files.delete(elsewhere);
    }
  }

  private Publisher follower(TestRollPolicy stranger, Heard heard) {
    SharedLogConfig config =
        SharedLogConfig.defaults()
            .withGeometry(CHUNK, 4)
            .withRollPolicy(stranger)
            .withListener(heard);
    return new Publisher(other.area, other.log, config, staging.clock);
  }
}
