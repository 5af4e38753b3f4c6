package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Mounts;
import logweir.integration.harness.RolledLog;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Way;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The file systems that a log may stand on: several JVMs write it, roll it, and one of them is
 * killed; each acknowledged line is there once.
 */
class FileSystemsIT {
  private static final int JVMS = 3;
  private static final int PROGRESS = 300;
  private static final int[] SIZES = {64, 128, 700, 3000};

  /** Enough for a roll about every hundred lines. */
  private static final String MAX_FILE_SIZE = "100KB";

  @RegisterExtension
  @Order(1)
  private final Mounts mounts = new Mounts();

  @RegisterExtension
  @Order(2)
  private final Jvms jvms = new Jvms();

  enum Disk {
    EXT4,
    TMPFS,
    XFS,
    BTRFS;

    private static final int MEGABYTES = 64;

    Path mount(Mounts mounts) {
      return switch (this) {
        case EXT4 -> mounts.ext4(MEGABYTES);
        case TMPFS -> mounts.tmpfs(MEGABYTES << 10);
        case XFS -> mounts.xfs();
        case BTRFS -> mounts.btrfs();
      };
    }

    String type() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "TMPFS", "XFS"})
  void shouldKeepEachLineWithTheStagingAreaBesideTheLog(Disk disk) throws Exception {
    Path file = fileOn(disk);

    rollAndKill(orders(file));

    StagingDirectory.assertNothingLeft(file);
  }

  /** A store into a mapped file of it may fail, so that the staging area is not put there. */
  @Test
  void shouldAppendEachLineDirectlyOnBtrfsAndSayWhatHelps() throws Exception {
    Path file = fileOn(Disk.BTRFS);
    WorkerOrders orders = unrolled(file).through(Way.LOGBACK);
    Workers workers = startAll(orders).go();

    awaitProgress(workers);
    Worker victim = workers.all().get(0);
    victim.kill();
    Workers survivors = new Workers(workers.all().subList(1, JVMS));
    awaitProgress(survivors);
    survivors.stop();
    survivors.all().forEach(worker -> worker.awaitRoundEnd(0).go().awaitEnded());

    workers.assertEveryLineOnce(file);
    for (Worker worker : workers.all()) {
      assertThat(worker.complaints())
          .singleElement()
          .asString()
          .contains("lines are not staged", "set stateDirectory", "type=btrfs");
    }
  }

  @Test
  void shouldKeepEachLineOnBtrfsWithTheStagingAreaElsewhere() throws Exception {
    rollAndKill(orders(fileOn(Disk.BTRFS)).stateDirectory(Disk.TMPFS.mount(mounts)));
  }

  private void rollAndKill(WorkerOrders orders) throws IOException {
    RolledLog log = new RolledLog(orders.file());
    Workers workers = startAll(orders).go();
    awaitAnotherRoll(log);
    awaitProgress(workers);
    assertAllStaged(orders);

    Worker victim = workers.all().get(JVMS - 1);
    victim.kill();

    Workers survivors = new Workers(workers.all().subList(0, JVMS - 1));
    awaitAnotherRoll(log);
    awaitProgress(survivors);
    survivors.stop();
    survivors.all().forEach(worker -> worker.awaitRoundEnd(0));
    log.awaitTidy();
    survivors.all().forEach(Worker::go);
    survivors.awaitDone();
    workers.assertEveryLineOnce(log);
  }

  private Path fileOn(Disk disk) throws IOException {
    Path mount = disk.mount(mounts);
    assertThat(Files.getFileStore(mount).type()).isEqualTo(disk.type());
    return mount.resolve("app.log");
  }

  private Workers startAll(WorkerOrders orders) {
    return jvms.startAll(IntStream.range(0, JVMS).mapToObj(orders::asJvm).toList());
  }

  private static void assertAllStaged(WorkerOrders orders) throws IOException {
    LogStatus status = LogStatusReader.read(orders.file(), orders.stateDirectory()).orElseThrow();
    assertThat(status.writers()).hasSize(JVMS).allMatch(writer -> writer.directLines() == 0);
  }

  private static void awaitProgress(Workers workers) {
    workers.all().forEach(worker -> worker.awaitAcknowledged(worker.acknowledged() + PROGRESS));
  }

  private static void awaitAnotherRoll(RolledLog log) {
    long before = archives(log);
    Hang.await("a roll of " + log.file()).until(() -> archives(log) > before);
  }

  // For a moment there is one both compressed and not.
  private static long archives(RolledLog log) {
    try {
      return log.archives().stream()
          .map(archive -> archive.toString().replace(".gz", ""))
          .distinct()
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WorkerOrders orders(Path file) {
    return unrolled(file).rolling(RolledLog.bySizeAndTime(file, "yyyy-MM-dd", MAX_FILE_SIZE, ""));
  }

  private static WorkerOrders unrolled(Path file) {
    return WorkerOrders.logTo(file)
        .shortLived()
        .threads(2)
        .geometry(16 << 10, 8)
        .sizes(SIZES)
        .pauseMicros(2000)
        .rounds(2)
        .lines(WorkerOrders.UNTIL_STOPPED / 2);
  }
}
