package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import logweir.integration.harness.Alone;
import logweir.integration.harness.DroppedLines;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Mounts;
import logweir.integration.harness.Run;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** File systems that stop taking bytes under running JVMs, for other reasons than a full disk. */
@Alone
class BrokenDiskIT {
  private static final int JVMS = 2;
  private static final int PROGRESS = 300;
  private static final int MANY_DROPS = 100;

  /** More than the staging area needs. */
  private static final int LIMIT = 1 << 20;

  /** Twice {@code maxBlockTime}, since machines are loaded. */
  private static final Duration WORST_CALL = Duration.ofSeconds(2);

  @RegisterExtension
  @Order(1)
  private final Mounts mounts = new Mounts();

  @RegisterExtension
  @Order(2)
  private final Jvms jvms = new Jvms();

  @Test
  void shouldCountEachDropAndGoOnWhenTheQuotaIsRaised() throws Exception {
    Path mount = mounts.btrfs();
    Path file = mount.resolve("app.log");
    Path state = mounts.tmpfs(4 << 10);
    Workers workers = startAll(orders(file).stateDirectory(state));
    mounts.quota(mount, "4m");

    FaultTrials.of("quota exceeded, then raised")
        .trial(
            () -> {
              awaitRefused(workers);
              mounts.quota(mount, "none");
              awaitProgress(workers);
              long toldByStatus = stop(workers);
              assertThat(toldByStatus).isEqualTo(DroppedLines.inFact(workers, file));
              assertThat(DroppedLines.told(workers)).isEqualTo(toldByStatus);
              assertNobodyWaitedForLong(workers);
            });
  }

  /** The signal that goes with the limit does not end a JVM. */
  @Test
  void shouldCountEachDropAndGoOnWhenTheLimitOfFileSizesIsRaised() throws Exception {
    Path file = mounts.tmpfs(64 << 10).resolve("app.log");
    Worker limited = jvms.start(limitedTo(LIMIT, orders(file)));
    Workers workers = new Workers(List.of(limited)).go();

    FaultTrials.of("limit of file sizes, then raised")
        .trial(
            () -> {
              awaitRefused(workers);
              assertThat(file.toFile().length()).isLessThanOrEqualTo(LIMIT);
              raiseLimit(limited);
              awaitProgress(workers);
              long toldByStatus = stop(workers);
              assertThat(toldByStatus).isEqualTo(DroppedLines.inFact(workers, file));
              assertThat(DroppedLines.told(workers)).isEqualTo(toldByStatus);
              assertNobodyWaitedForLong(workers);
            });
  }

  @Test
  void shouldPublishForAJvmThatMayNotWriteSoMuch() {
    Path file = mounts.tmpfs(64 << 10).resolve("app.log");
    Workers workers =
        jvms.startAll(limitedTo(LIMIT, orders(file)), orders(file).asJvm(1).pauseMicros(200)).go();
    workers.all().forEach(worker -> worker.awaitAcknowledged(2000));
    end(workers);

    assertThat(file.toFile().length()).isGreaterThan(LIMIT);
    DroppedLines.inFact(workers, file);
  }

  /** Less than the staging area's first file needs, and less than one chunk. */
  @ParameterizedTest
  @ValueSource(ints = {4 << 10, 200 << 10})
  void shouldAppendDirectlyWhatTheLimitOfFileSizesLetsThrough(int limit) {
    Path file = mounts.tmpfs(64 << 10).resolve("app.log");
    WorkerOrders orders = orders(file).geometry(1 << 20, 2).sizes(64);
    Worker limited = jvms.start(limitedTo(limit, orders));
    Workers workers = new Workers(List.of(limited)).go();
    awaitRefused(workers);
    long whenLimited = file.toFile().length();
    raiseLimit(limited);
    awaitProgress(workers);
    end(workers);

    assertThat(whenLimited).isBetween(limit - 64L, (long) limit);
    assertThat(DroppedLines.inFact(workers, file)).isEqualTo(DroppedLines.told(workers));
    assertNobodyWaitedForLong(workers);
  }

  /** As the kernel does to a disk with errors; it can only be mounted anew then. */
  @Test
  void shouldOutliveAFileSystemThatBecomesReadOnly() throws Exception {
    Path disk = mounts.ext4(32);
    Path file = disk.resolve("app.log");
    Workers workers = startAll(orders(file));
    awaitProgress(workers);

    FaultTrials.of("log and state directory became read-only")
        .trial(
            () -> {
              breakDisk(disk);
              awaitRefused(workers);
              workers.stop();
              workers.all().forEach(worker -> worker.awaitRoundEnd(0));
              workers.kill();
              assertThat(DroppedLines.told(workers)).isPositive();
              assertNobodyWaitedForLong(workers);
            });
  }

  @Test
  void shouldGoOnWhenTheStateDirectoryBecomesReadOnly() throws Exception {
    Path state = mounts.ext4(32);
    Path file = mounts.tmpfs(32 << 10).resolve("app.log");
    Workers workers = startAll(orders(file).stateDirectory(state));
    awaitProgress(workers);

    FaultTrials.of("state directory became read-only")
        .trial(
            () -> {
              breakDisk(state);
              awaitProgress(workers);
              awaitProgress(workers);
              end(workers);
              assertThat(DroppedLines.inFact(workers, file)).isZero();
            });
  }

  // Without dirty pages, so that the next store into a mapping needs the disk.
  private void breakDisk(Path disk) {
    Run.ok("sync", "--file-system", disk.toString());
    mounts.remount(disk, "abort");
  }

  private static WorkerOrders limitedTo(int bytes, WorkerOrders orders) {
    return orders.prefix("prlimit", "--fsize=" + bytes + ":unlimited");
  }

  private static void raiseLimit(Worker worker) {
    Run.ok("prlimit", "--pid=" + worker.jvm().pid(), "--fsize=unlimited:unlimited");
  }

  private Workers startAll(WorkerOrders orders) {
    return jvms.startAll(IntStream.range(0, JVMS).mapToObj(orders::asJvm).toList()).go();
  }

  /** Ends the workers; returns the drops that the status tells of before that. */
  private static long stop(Workers workers) {
    workers.stop();
    workers.all().forEach(worker -> worker.awaitRoundEnd(0));
    long toldByStatus = DroppedLines.toldByStatus(workers.all().get(0).orders());
    end(workers);
    return toldByStatus;
  }

  private static void end(Workers workers) {
    workers.stop();
    workers.all().forEach(Worker::go);
    workers.all().forEach(Worker::awaitEnded);
  }

  private static void assertNobodyWaitedForLong(Workers workers) {
    for (Worker worker : workers.all()) {
      assertThat(worker.ledger().longestCall()).as(worker.jvm().toString()).isLessThan(WORST_CALL);
    }
  }

  private static void awaitProgress(Workers workers) {
    workers.all().forEach(worker -> worker.awaitAcknowledged(worker.acknowledged() + PROGRESS));
  }

  private static void awaitRefused(Workers workers) {
    for (Worker worker : workers.all()) {
      long enough = worker.ledger().refused() + MANY_DROPS;
      worker.jvm().await("drops", () -> worker.ledger().refused() >= enough);
    }
  }

  private static WorkerOrders orders(Path file) {
    return WorkerOrders.logTo(file)
        .threads(3)
        .geometry(16 << 10, 8)
        .sizes(64, 128, 700, 3000)
        .pauseMicros(500)
        .maxBlockMillis(1000)
        .rounds(2)
        .lines(WorkerOrders.UNTIL_STOPPED / 2);
  }
}
