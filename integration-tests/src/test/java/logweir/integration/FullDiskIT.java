package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logweir.integration.harness.Alone;
import logweir.integration.harness.AttachedBean;
import logweir.integration.harness.DroppedLines;
import logweir.integration.harness.Fault;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.FullDisk;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.LineOracle;
import logweir.integration.harness.LineReport;
import logweir.integration.harness.Mounts;
import logweir.integration.harness.Scale;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Way;
import logweir.integration.harness.Workers;
import logweir.logback.MmapSharedAppenderMXBean;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk that fills up under running JVMs, and has room again later. */
@Alone
class FullDiskIT {
  private static final int JVMS = 2;
  private static final int PROGRESS = 300;
  private static final int MANY_DROPS = 100;
  private static final int MOST_COMPLAINTS_IN_TEN_SECONDS = 8;

  /** Twice {@code maxBlockTime}, since machines are loaded. */
  private static final Duration WORST_CALL = Duration.ofSeconds(2);

  @RegisterExtension
  @Order(1)
  private final Mounts mounts = new Mounts();

  @RegisterExtension
  @Order(2)
  private final Jvms jvms = new Jvms();

  /** What is filled. */
  enum Disk {
    TMPFS,
    EXT4;

    // Large enough for what the log takes between two fillings, as often as they come.
    private static final int MEGABYTES = Scale.of(64, 256);

    Path mount(Mounts mounts) {
      return this == TMPFS ? mounts.tmpfs(MEGABYTES << 10) : mounts.ext4(MEGABYTES);
    }
  }

  @ParameterizedTest
  @CsvSource({"TMPFS, LOGBACK", "EXT4, ENGINE"})
  void shouldCountEachDropAndGoOnWhenThereIsRoomAgain(Disk disk, Way way) throws Exception {
    Path mount = disk.mount(mounts);
    Path file = mount.resolve("app.log");
    Workers workers = startAll(orders(file, way));
    int times = Scale.of(1, 20);

    FaultTrials.of("disk full, then room again")
        .trials(
            times,
            () -> {
              for (int time = 0; time < times; time++) {
                awaitProgress(workers);
                FullDisk.during(mount, () -> awaitMoreDrops(file));
                awaitProgress(workers);
              }
              workers.stop();
              workers.all().forEach(worker -> worker.awaitRoundEnd(0));
              long toldByStatus = DroppedLines.toldByStatus(workers.all().get(0).orders());
              end(workers);
              long inFact = DroppedLines.inFact(workers, file);
              assertThat(toldByStatus).isEqualTo(inFact);
              assertThat(DroppedLines.told(workers)).isEqualTo(inFact);
              assertNobodyWaitedForLong(workers);
            });
  }

  @Test
  void shouldCountEachDropInTheMxBeans() throws Exception {
    Path mount = Disk.TMPFS.mount(mounts);
    Path file = mount.resolve("app.log");
    Workers workers = startAll(orders(file, Way.LOGBACK));
    awaitProgress(workers);
    long drops;
    long events;
    long bytes;
    try (AttachedBean first = AttachedBean.of(workers.all().get(0));
        AttachedBean second = AttachedBean.of(workers.all().get(1))) {
      MmapSharedAppenderMXBean one = first.figures();
      MmapSharedAppenderMXBean other = second.figures();
      FullDisk.during(
          mount,
          () ->
              Hang.await("drops of both").until(() -> one.getDrops() > 0 && other.getDrops() > 0));
      workers.stop();
      workers.all().forEach(worker -> worker.awaitRoundEnd(0));
      drops = one.getDrops() + other.getDrops();
      events = one.getEvents() + other.getEvents();
      bytes = one.getBytes() + other.getBytes();
      assertThat(one.getSharedDrops()).isEqualTo(drops);
      assertThat(one.getBlockedNanos() + other.getBlockedNanos()).isPositive();
    }
    end(workers);

    assertThat(drops).isEqualTo(DroppedLines.inFact(workers, file));
    assertThat(bytes).isEqualTo(Files.size(file));
    try (Stream<String> lines = Files.lines(file)) {
      assertThat(lines).hasSize(Math.toIntExact(events));
    }
  }

  /** Room for some lines, or for half a line, but for no chunk of the staging area. */
  @Test
  void shouldTearNoLineWhenThereIsRoomForAFewBytesAtATime() throws Exception {
    Path mount = Disk.TMPFS.mount(mounts);
    Path file = mount.resolve("app.log");
    Workers workers = startAll(orders(file, Way.ENGINE).geometry(16 << 10, 32));
    awaitProgress(workers);
    FullDisk full = FullDisk.fill(mount);
    awaitMoreDrops(file);
    long directLines = DroppedLines.directLines(file);
    for (int time = 0; time < Scale.of(40, 400); time++) {
      full.free(4096);
      Hang.await("somebody to take it").until(() -> mount.toFile().getUsableSpace() < 4096);
    }
    // From here on a line may find no chunk, and room for itself a moment later.
    assertThat(DroppedLines.directLines(file)).isEqualTo(directLines);
    full.free();
    awaitProgress(workers);
    workers.stop();
    workers.all().forEach(worker -> worker.awaitRoundEnd(0));
    long toldByStatus = DroppedLines.toldByStatus(workers.all().get(0).orders());
    end(workers);

    assertThat(DroppedLines.inFact(workers, file)).isEqualTo(toldByStatus);
  }

  /** Those that are killed hold a batch that is half in the file, most likely. */
  @Test
  void shouldLoseNothingWhenJvmsAreKilledBesideAFullDisk() throws Exception {
    Path mount = Disk.EXT4.mount(mounts);
    Path file = mount.resolve("app.log");
    WorkerOrders orders = orders(file, Way.ENGINE).rounds(1);
    Worker first = jvms.start(orders);
    Workers others = new Workers(List.of(jvms.start(orders.asJvm(1)), jvms.start(orders.asJvm(2))));
    Workers killed = new Workers(List.of(first)).and(others).go();

    FaultTrials.of("disk full, one killed, then all")
        .trial(
            () -> {
              awaitProgress(killed);
              FullDisk full = FullDisk.fill(mount);
              awaitMoreDrops(file);
              first.kill();
              awaitMoreDrops(file);
              full.free();
              awaitProgress(others);
              full = FullDisk.fill(mount);
              awaitMoreDrops(file);
              others.kill();
              full.free();
              Workers next = jvms.startAll(orders.asJvm(3).lines(PROGRESS)).go().awaitDone();
              DroppedLines.inFact(killed.and(next), file);
            });
  }

  @Test
  void shouldStageLinesOnceThereIsRoomIfThereWasNoneAtTheStart() throws Exception {
    Path mount = mounts.tmpfs(64 << 10);
    Path file = mount.resolve("app.log");
    FullDisk full = FullDisk.fill(mount);
    Workers workers = startAll(orders(file, Way.LOGBACK).pauseMicros(3000));
    Hang.await("a drop").until(() -> DroppedLines.told(workers) > 0);
    full.free();

    awaitProgress(workers);
    for (Worker worker : workers.all()) {
      worker.jvm().await("staging", () -> DroppedLines.staged(file, worker.jvm().pid()));
    }
    awaitProgress(workers);
    workers.stop();
    end(workers);

    assertThat(DroppedLines.told(workers)).isEqualTo(DroppedLines.inFact(workers, file));
    assertThat(workers.all())
        .allMatch(
            worker -> worker.complaints().stream().anyMatch(text -> text.contains("not staged")));
    assertNobodyWaitedForLong(workers);
  }

  /** The log has room, and the state directory for its first file only. */
  @Test
  void shouldAppendDirectlyIfTheStagingAreaHasNoRoomForItsChunks() throws Exception {
    Path state = mounts.tmpfs(1 << 10);
    Path file = mounts.tmpfs(64 << 10).resolve("app.log");
    WorkerOrders orders = orders(file, Way.ENGINE).stateDirectory(state).geometry(2 << 20, 2);

    Workers workers = startAll(orders.lines(PROGRESS));
    workers.all().forEach(worker -> worker.awaitRoundEnd(0));
    end(workers);

    assertThat(DroppedLines.inFact(workers, file)).isZero();
    assertThat(workers.all())
        .allMatch(
            worker -> worker.complaints().stream().anyMatch(text -> text.contains("not staged")));
    assertNobodyWaitedForLong(workers);
  }

  /** Some lines are longer than two chunks, some than the ring. */
  @Test
  void shouldAppendPastAStagingAreaThatCannotGrowAndKeepTheOrder() throws Exception {
    Path state = mounts.tmpfs(4 << 10);
    Path file = mounts.tmpfs(128 << 10).resolve("app.log");
    WorkerOrders orders =
        orders(file, Way.ENGINE)
            .stateDirectory(state)
            .geometry(256 << 10, 8)
            .sizes(64, 3000, 600_000, 1_200_000)
            .rounds(1)
            .lines(20);
    Workers workers = jvms.startAll(IntStream.range(0, JVMS).mapToObj(orders::asJvm).toList());
    workers.all().forEach(Worker::awaitReady);

    FullDisk.during(state, () -> end(workers));

    LineOracle.check(file, 0, workers.expectation()).assertClean();
    assertNobodyWaitedForLong(workers);
  }

  @Test
  void shouldNeedNoMoreMemoryAndComplainSeldomHoweverLongTheDiskIsFull() throws Exception {
    Path mount = mounts.tmpfs(16 << 10);
    Path file = mount.resolve("app.log");
    Worker worker =
        jvms.start(
            orders(file, Way.LOGBACK)
                .threads(8)
                .pauseMicros(0)
                .heapMegabytes(64)
                .jvmOptions("-XX:MaxDirectMemorySize=16m", "-XX:+ExitOnOutOfMemoryError"));
    worker.awaitReady();
    long end = System.nanoTime() + Duration.ofSeconds(Scale.of(10, 120)).toNanos();
    FullDisk.during(
        mount,
        () -> {
          worker.go();
          worker.jvm().await("time to pass", () -> System.nanoTime() - end > 0);
          assertThat(worker.complaints())
              .hasSizeBetween(2, MOST_COMPLAINTS_IN_TEN_SECONDS * Scale.of(2, 13));
        });
    Workers workers = new Workers(List.of(worker));
    awaitProgress(workers);
    workers.stop();
    end(workers);

    long inFact = DroppedLines.inFact(workers, file);
    System.out.println("dropped beside a full disk: " + inFact);
    assertThat(DroppedLines.told(workers)).isEqualTo(inFact);
    assertNobodyWaitedForLong(workers);
  }

  /** For comparison; what it prints is no promise of ours. */
  @Test
  void shouldShowWhatAFileAppenderLeavesBesideAFullDisk() throws Exception {
    Path mount = mounts.tmpfs(16 << 10);
    Path file = mount.resolve("app.log");
    Workers workers = startAll(orders(file, Way.FILE_APPENDER));
    awaitProgress(workers);
    FullDisk.during(mount, () -> awaitProgress(workers));
    awaitProgress(workers);
    workers.stop();
    end(workers);

    LineReport report = LineOracle.check(file, 0, workers.expectation());
    System.out.println("FileAppender beside a disk that was full once: " + report);
    assertThat(report.count(Fault.LOST)).isPositive();
  }

  private static void assertNobodyWaitedForLong(Workers workers) {
    for (Worker worker : workers.all()) {
      assertThat(worker.ledger().longestCall()).as(worker.jvm().toString()).isLessThan(WORST_CALL);
    }
  }

  private Workers startAll(WorkerOrders orders) {
    return jvms.startAll(IntStream.range(0, JVMS).mapToObj(orders::asJvm).toList()).go();
  }

  private static void end(Workers workers) {
    workers.all().forEach(Worker::go);
    workers.all().forEach(Worker::awaitEnded);
  }

  private static void awaitProgress(Workers workers) {
    workers.all().forEach(worker -> worker.awaitAcknowledged(worker.acknowledged() + PROGRESS));
  }

  private static void awaitMoreDrops(Path file) {
    long enough = DroppedLines.inStagingArea(file) + MANY_DROPS;
    Hang.await("drops").until(() -> DroppedLines.inStagingArea(file) >= enough);
  }

  private static WorkerOrders orders(Path file, Way way) {
    return WorkerOrders.logTo(file)
        .through(way)
        .threads(3)
        .geometry(16 << 10, 8)
        .sizes(64, 128, 700, 3000)
        .pauseMicros(500)
        .maxBlockMillis(1000)
        .rounds(2)
        .lines(WorkerOrders.UNTIL_STOPPED / 2);
  }
}
