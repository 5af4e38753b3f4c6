package logweir.integration;

import static logweir.integration.harness.OtherUsers.SHARED_GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import logweir.integration.harness.Containers;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.NeedsDocker;
import logweir.integration.harness.OtherUsers;
import logweir.integration.harness.OtherUsers.User;
import logweir.integration.harness.RolledLog;
import logweir.integration.harness.Run;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Containers that share a log through a volume, where every JVM is process 1. */
@NeedsDocker
class ContainersIT {
  private static final int CONTAINERS = 4;
  private static final int[] SIZES = {64, 128, 700, 20_000};
  private static final long MEMORY = 128L << 20;

  @RegisterExtension private final Jvms jvms = new Jvms();
  private final Containers containers = new Containers(jvms);
  @TempDir private Path directory;
  private Path file;
  private WorkerOrders orders;

  @BeforeEach
  void setUp() throws Exception {
    // A directory of its own, so that only it is the volume.
    file = Files.createDirectory(directory.resolve("logs")).resolve("app.log");
    orders =
        WorkerOrders.logTo(file)
            .geometry(16 * 1024, 8)
            .threads(2)
            .sizes(SIZES)
            .lines(2_000)
            .shortLived();
  }

  @Test
  void shouldKeepEveryLineOfFourContainers() throws Exception {
    Workers workers = containers.startAll(CONTAINERS, orders);
    workers.all().forEach(Worker::awaitReady);
    LogStatus status = LogStatusReader.read(file, orders.stateDirectory()).orElseThrow();
    assertThat(status.writers())
        .hasSize(CONTAINERS)
        .allSatisfy(writer -> assertThat(writer.pid()).isEqualTo(1));

    workers.go().awaitDone();

    assertStagedOnce(workers);
  }

  /** The page cache counts against the limit, and what is logged is longer than that. */
  @Test
  void shouldKeepEveryLineOfContainersWithLittleMemory() throws Exception {
    WorkerOrders many =
        orders.geometry(1 << 20, 16).heapMegabytes(32).threads(1).sizes(1000).lines(40_000);
    Workers workers =
        new Workers(
            IntStream.range(0, CONTAINERS)
                .mapToObj(i -> startLimited(many.asJvm(i), MEMORY))
                .toList());

    workers.go().awaitDone();

    assertThat(Files.size(file)).isGreaterThan(MEMORY);
    assertStagedOnce(workers);
  }

  private Worker startLimited(WorkerOrders its, long memory) {
    return containers.start(
        its, command -> command.getHostConfig().withMemory(memory).withMemorySwap(memory));
  }

  /** They have a group in common, which the log is of. */
  @Test
  void shouldKeepEveryLineOfContainersOfDifferentUsers() throws Exception {
    assumeTrue(Run.ok("id", "-u").out().strip().equals("0"), "needs root, to give the log away");
    OtherUsers.give(file.getParent(), "2770", 0, SHARED_GROUP);
    OtherUsers.file(file, "660", 0, SHARED_GROUP);
    Workers workers =
        new Workers(
            List.of(startAs(User.ALICE, orders.asJvm(0)), startAs(User.BOB, orders.asJvm(1))));

    workers.go().awaitDone();

    assertStagedOnce(workers);
  }

  private Worker startAs(User user, WorkerOrders its) {
    return containers.start(
        its,
        command -> {
          command.withUser(user.id() + ":" + user.id());
          command.getHostConfig().withGroupAdd(List.of(String.valueOf(SHARED_GROUP)));
        });
  }

  /** One of them wants its staging area in a place that is not on the volume. */
  @Test
  void shouldKeepEveryLineOfContainersThatMayWriteTheVolumeOnly() throws Exception {
    Workers staging =
        new Workers(List.of(startReadOnly(orders.asJvm(0)), startReadOnly(orders.asJvm(1))));
    Worker direct = startReadOnly(orders.asJvm(2).stateDirectory(Path.of("/state")));

    Workers all = staging.and(new Workers(List.of(direct))).go();
    staging.awaitDone();
    direct.awaitEnded();

    assertThat(direct.complaints())
        .singleElement()
        .asString()
        .contains("lines are not staged", "/state: Read-only file system");
    all.assertEveryLineOnce(file);
  }

  private Worker startReadOnly(WorkerOrders its) {
    return containers.start(its, command -> command.getHostConfig().withReadonlyRootfs(true));
  }

  @Test
  void shouldRollTogether() throws Exception {
    RolledLog log = new RolledLog(file);
    WorkerOrders rolling =
        orders.rolling(RolledLog.bySizeAndTime(file, "yyyy-MM-dd", "1MB", "")).sizes(64, 700, 1000);
    Workers workers = containers.startAll(CONTAINERS, rolling);
    Worker watcher = containers.start(rolling.asJvm(CONTAINERS).lines(0)).awaitReady();

    workers.go().awaitDone();
    log.awaitTidy();
    watcher.go().awaitDone();

    assertThat(log.archives()).hasSizeGreaterThan(5);
    workers.assertEveryLineOnce(log);
  }

  private void assertStagedOnce(Workers workers) throws Exception {
    workers.assertEveryLineOnce(file);
    assertThat(workers.all())
        .allSatisfy(worker -> assertThat(worker.summary()).contains("own direct lines 0;"));
    StagingDirectory.assertNothingLeft(file);
  }
}
