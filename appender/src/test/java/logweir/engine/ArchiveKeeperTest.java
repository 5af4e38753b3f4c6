package logweir.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import logweir.layout.IntentState;
import logweir.layout.RollRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveKeeperTest {
  @TempDir private Path directory;
  private TestRollPolicy policy;
  private StagingFixture staging;
  private StagingFixture.Writer writer;
  private RollRecord record;
  private ArchiveKeeper keeper;

  @BeforeEach
  void start() throws IOException {
    policy = new TestRollPolicy(directory).maxBytes(2).gz();
    staging =
        new StagingFixture(
            directory, SharedLogConfig.defaults().withGeometry(4096, 4).withRollPolicy(policy));
    writer = staging.newWriter();
    record = staging.control.rolling();
    keeper = keeperOf(writer);
  }

  private ArchiveKeeper keeperOf(StagingFixture.Writer owner) {
    return new ArchiveKeeper(
        owner.area, owner.publisher, policy, staging.file, staging.heard, staging.clock);
  }

  @AfterEach
  void close() throws IOException {
    assertThat(keeper.stop(System.nanoTime() + 10_000_000_000L)).isTrue();
    staging.close();
  }

  private void publish(String... lines) throws IOException {
    for (String line : lines) {
      writer.stage(line);
    }
    writer.publisher.publish();
  }

  private void tidy() {
    await().until(this::isTidiedAfterLook);
  }

  /** A line that comes while the first archive is compressed, and for which the log is rolled. */
  private void rollOnceWhileCompressing() {
    AtomicBoolean rolled = new AtomicBoolean();
    policy.whileCompressing =
        () -> {
          if (rolled.compareAndSet(false, true)) {
            publishQuietly("3\n");
          }
        };
  }

  /** Until no thread looks after the archives. */
  private static void awaitRest() {
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("logweir-archives-")));
  }

  private Path archive(int index) {
    return directory.resolve("old.0." + index);
  }

  private String unzipped(int index) throws IOException {
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(directory.resolve("old.0." + index + ".gz")))) {
      return new String(in.readAllBytes(), US_ASCII);
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void shouldCompressWhatWasRolled() throws Exception {
    publish("1\n", "2\n", "3\n");

    tidy();

    assertThat(files()).containsExactly(".app.log.logweir", "app.log", "old.0.0.gz", "old.0.1.gz");
    assertThat(unzipped(0)).isEqualTo("1\n");
    assertThat(unzipped(1)).isEqualTo("2\n");
    assertThat(staging.heard.warnings()).isEmpty();
  }

  /** They may still have it open. */
  @Test
  void shouldNotCompressWhileAnotherStagingAreaHasWriters() throws Exception {
    publish("1\n", "2\n");
    AtomicReference<WriterLock> others = new AtomicReference<>();
    policy.whileCompressing =
        () -> {
          if (others.get() == null) {
            others.set(announceElsewhere());
          }
        };

    for (int look = 0; look < 3; look++) {
      keeper.lookAfter();
      awaitRest();
      staging.clock.advanceMillis(10_000);
    }

    assertThat(archive(0)).hasContent("1\n");
    assertThat(files()).noneMatch(name -> name.endsWith(".gz"));
    assertThat(staging.heard.warnings())
        .hasSize(3)
        .allMatch(warning -> warning.startsWith("cannot compress an archive"));
    others.get().close();
    tidy();
    assertThat(unzipped(0)).isEqualTo("1\n");
  }

  private WriterLock announceElsewhere() {
    try {
      Path memory = Files.createDirectory(directory.resolve("memory"));
      StateDirectory elsewhere = StateDirectory.of(staging.file, Optional.of(memory));
      elsewhere.create();
      return new OtherAreas(elsewhere, StagingFixture.SELF).announce();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldNotCompressThePresentFile() throws Exception {
    policy.unnamed(staging.file);

    publish("1\n", "2\n");
    tidy();
    tidy();

    assertThat(files()).containsExactly(".app.log.logweir", "app.log", "old.0.0.gz", "old.0.1");
  }

  @Test
  void shouldGiveACompressedArchiveTheRightsOfTheLog() throws Exception {
    publish("1\n");
    Files.setPosixFilePermissions(staging.file, PosixFilePermissions.fromString("rw-r-----"));
    publish("2\n");

    tidy();

    Path compressed = directory.resolve("old.0.0.gz");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(compressed)))
        .isEqualTo("rw-r-----");
  }

  /** The next file has the rights of the one before, which has to be there still. */
  @Test
  void shouldReplaceNothingBeforeARollIsFinishedWhoseRollerHasDied() throws Exception {
    publish("1\n", "2\n");
    Files.setPosixFilePermissions(staging.file, PosixFilePermissions.fromString("rw-r-----"));
    FileId file = FileId.of(staging.file);
    staging.control.intentRelease(
        IntentState.ROLLING, policy.now, 1, file.device(), file.inode(), 2);
    Files.move(staging.file, archive(1));

    tidy();

    assertThat(unzipped(0)).isEqualTo("1\n");
    assertThat(unzipped(1)).isEqualTo("2\n");
    assertThat(staging.control.intentStateAcquire()).isEqualTo(IntentState.NONE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(staging.file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void shouldHaveNothingToDoTwice() throws Exception {
    publish("1\n", "2\n");
    tidy();
    long runs = policy.removals.size();
    Files.writeString(archive(7), "not rolled by anybody\n");

    keeper.lookAfter();

    assertThat(keeper.stop(System.nanoTime())).isTrue();
    assertThat(archive(7)).exists();
    assertThat(policy.removals).hasSize((int) runs);
  }

  @Test
  void shouldStartAnewWhereSomebodyDiedCompressing() throws Exception {
    publish("1\n", "2\n");
    Path work = Files.createDirectory(directory.resolve(".old.0.0.1f.compressing"));
    Files.createLink(work.resolve("old.0.0"), archive(0));
    Files.writeString(work.resolve("old.0.0.gz"), "half a file");

    tidy();

    assertThat(unzipped(0)).isEqualTo("1\n");
    assertThat(files()).containsExactly(".app.log.logweir", "app.log", "old.0.0.gz");
  }

  @Test
  void shouldRemoveTheOriginalWhereSomebodyDiedBeforeThat() throws Exception {
    publish("1\n", "2\n");
    tidy();
    Files.writeString(archive(0), "1\n");
    publish("3\n");

    tidy();

    assertThat(archive(0)).doesNotExist();
    assertThat(unzipped(0)).isEqualTo("1\n");
    assertThat(unzipped(1)).isEqualTo("2\n");
  }

  @Test
  void shouldKeepTheOriginalIfItCannotBeCompressed() throws Exception {
    publish("1\n", "2\n");
    policy.compressionFails = true;

    keeper.lookAfter();
    await().until(() -> !staging.heard.warnings().isEmpty());
    await().until(() -> record.rollsVolatile() != record.tidiedVolatile());

    assertThat(archive(0)).hasContent("1\n");
    assertThat(staging.heard.warnings())
        .containsExactly("cannot compress an archive: path=" + archive(0));
    policy.compressionFails = false;
    await().until(() -> files().stream().noneMatch(name -> name.endsWith(".compressing")));
    staging.clock.advanceMillis(20_000);
    tidy();
    assertThat(unzipped(0)).isEqualTo("1\n");
  }

  @Test
  void shouldTouchNothingBehindALinkInPlaceOfItsDirectory() throws Exception {
    publish("1\n", "2\n");
    Path foreign = Files.createDirectory(staging.file.resolveSibling("foreign"));
    Path precious = Files.createFile(foreign.resolve("precious"));
    Path work = archive(0).resolveSibling(".old.0.0.1f.compressing");
    Files.createSymbolicLink(work, foreign);

    tidy();

    assertThat(precious).exists();
    assertThat(unzipped(0)).isEqualTo("1\n");
    assertThat(staging.heard.warnings())
        .containsExactly("cannot remove what another process has left: path=" + work);
  }

  private boolean isTidiedAfterLook() {
    keeper.lookAfter();
    return record.tidiedVolatile() == record.rollsVolatile();
  }

  @Test
  void shouldLeaveItToWhoIsAtIt() throws Exception {
    publish("1\n", "2\n");
    StagingFixture.Writer other = staging.newWriter();
    assertThat(other.area.tidyLock().tryAcquire()).isTrue();

    keeper.lookAfter();

    assertThat(keeper.stop(System.nanoTime() + 10_000_000_000L)).isTrue();
    assertThat(archive(0)).exists();
    assertThat(record.tidiedVolatile()).isZero();
    other.area.tidyLock().release();
  }

  @Test
  void shouldFindAnArchiveThatMovesOnWhileItIsCompressed() throws Exception {
    policy.window(3);
    publish("1\n", "2\n");
    rollOnceWhileCompressing();

    tidy();

    assertThat(files()).containsExactly(".app.log.logweir", "app.log", "old.0.0.gz", "old.0.1.gz");
    assertThat(unzipped(0)).isEqualTo("2\n");
    assertThat(unzipped(1)).isEqualTo("1\n");
  }

  @Test
  void shouldLetGoOfAnArchiveThatFallsOutMeanwhile() throws Exception {
    policy.window(1);
    publish("1\n", "2\n");
    rollOnceWhileCompressing();

    tidy();

    assertThat(files()).containsExactly(".app.log.logweir", "app.log", "old.0.0.gz");
    assertThat(unzipped(0)).isEqualTo("2\n");
  }

  @Test
  void shouldNotAskAgainAtOnceWhileSomebodyElseIsAtIt() throws Exception {
    publish("1\n", "2\n");
    StagingFixture.Writer other = staging.newWriter();
    assertThat(other.area.tidyLock().tryAcquire()).isTrue();
    AtomicInteger tries = new AtomicInteger();
    StagingArea counting =
        new StagingArea(
            staging.directory,
            staging.control,
            writer.id,
            writer.area.liveness(),
            () -> {
              tries.incrementAndGet();
              return staging.clock.getAsLong();
            });
    ArchiveKeeper asking =
        new ArchiveKeeper(
            counting, writer.publisher, policy, staging.file, staging.heard, staging.clock);

    for (int look = 0; look < 50; look++) {
      asking.lookAfter();
      awaitRest();
    }

    assertThat(asking.stop(System.nanoTime() + 10_000_000_000L)).isTrue();
    assertThat(tries.get()).isEqualTo(1);
    other.area.tidyLock().release();
  }

  @Test
  void shouldNotTryAgainAtOnceWhatHasEndedInAnError() throws Exception {
    publish("1\n", "2\n");
    AtomicInteger tries = new AtomicInteger();
    policy.whileCompressing =
        () -> {
          tries.incrementAndGet();
          throw new NoClassDefFoundError("org/tukaani/xz/FilterOptions");
        };

    for (int look = 0; look < 50; look++) {
      keeper.lookAfter();
      awaitRest();
    }

    assertThat(keeper.stop(System.nanoTime() + 10_000_000_000L)).isTrue();
    assertThat(tries.get()).isEqualTo(1);
    assertThat(staging.heard.warnings()).hasSize(1);
    assertThat(archive(0)).hasContent("1\n");
  }

  /** In another pid namespace a writer that lives may be taken for dead. */
  @Test
  void shouldKeepTheOriginalIfSomebodyElseHasTakenOver() throws Exception {
    publish("1\n", "2\n");
    StagingFixture.Writer other = staging.newWriter();
    policy.whileCompressing =
        () -> {
          assertThat(staging.control.tidyLock().takeOver(writer.id, other.id)).isTrue();
        };

    keeper.lookAfter();
    await().until(() -> !staging.heard.warnings().isEmpty());

    assertThat(keeper.stop(System.nanoTime() + 10_000_000_000L)).isTrue();
    assertThat(archive(0)).hasContent("1\n");
    assertThat(directory.resolve("old.0.0.gz")).doesNotExist();
    other.area.tidyLock().release();
  }

  /** Such a line is published before its call returns, or by whoever was in the way. */
  @Test
  void shouldPublishWhatCouldNotBePublishedBecauseOfIt() throws Exception {
    publish("1\n", "2\n");
    StagingFixture.Writer other = staging.newWriter();
    policy.whileCompressing =
        () -> {
          policy.whileCompressing = () -> {};
          try {
            other.stage("3\n");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          staging.control.urgentVolatile(true);
        };

    tidy();

    assertThat(keeper.stop(System.nanoTime() + 10_000_000_000L)).isTrue();
    assertThat(staging.control.urgentVolatile()).isFalse();
    assertThat(staging.control.publishedVolatile()).isEqualTo(staging.control.cursorVolatile());
  }

  private void publishQuietly(String line) {
    try {
      publish(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldKeepAnArchiveThatSomebodyStillWritesTo() throws Exception {
    publish("1\n", "2\n");
    policy.whileCompressing =
        () -> {
          try {
            Files.writeString(archive(0), "late\n", StandardOpenOption.APPEND);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };

    keeper.lookAfter();
    await().until(() -> !staging.heard.warnings().isEmpty());

    assertThat(archive(0)).hasContent("1\nlate\n");
    assertThat(directory.resolve("old.0.0.gz")).doesNotExist();
  }

  @Test
  void shouldRemoveOldArchivesWhenAFileWasRolledAndNotBefore() throws Exception {
    publish("1\n");
    tidy();
    assertThat(policy.removals).isEmpty();
    publish("2\n");

    tidy();

    assertThat(policy.removals).containsExactly(policy.now);
  }

  @Test
  void shouldRemoveOldArchivesAtTheStartIfAskedTo() throws Exception {
    policy.removesAtStart = true;
    publish("1\n");

    tidy();

    assertThat(policy.removals).containsExactly(policy.now);
  }

  /** It cannot replace the archive any more, and must not say that it has. */
  @Test
  void shouldLeaveTheRestToTheOthersIfItIsStoppedWhileItCompresses() throws Exception {
    publish("1\n", "2\n");
    StagingFixture.Writer other = staging.newWriter();
    assertThat(other.area.publisherLock().tryAcquire()).isTrue();
    policy.whileCompressing = () -> keeper.stop(System.nanoTime());

    keeper.lookAfter();

    assertThat(keeper.stop(System.nanoTime() + 10_000_000_000L)).isTrue();
    other.area.publisherLock().release();
    assertThat(archive(0)).hasContent("1\n");
    assertThat(record.tidiedVolatile()).isNotEqualTo(record.rollsVolatile());
    ArchiveKeeper next = keeperOf(other);
    policy.whileCompressing = () -> {};
    next.lookAfter();
    await().until(() -> record.tidiedVolatile() == record.rollsVolatile());
    assertThat(unzipped(0)).isEqualTo("1\n");
  }

  @Test
  void shouldNotHoldUpPublishingWhileItCompresses() throws Exception {
    publish("1\n", "2\n");
    CountDownLatch compressing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    policy.whileCompressing =
        () -> {
          compressing.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    keeper.lookAfter();
    compressing.await();

    publish("3\n");
    assertThat(staging.log()).isEqualTo("3\n");
    assertThat(keeper.stop(System.nanoTime())).isFalse();

    goOn.countDown();
    assertThat(keeper.stop(System.nanoTime() + 10_000_000_000L)).isTrue();
  }
}
