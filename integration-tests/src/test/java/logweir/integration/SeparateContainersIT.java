package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import logweir.integration.harness.Containers;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.NeedsDocker;
import logweir.integration.harness.RolledLog;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Containers that share a log and not its staging area: each has a {@code /dev/shm} of its own.
 * That is not what anybody wants, so they are told; yet no line is lost.
 */
@NeedsDocker
class SeparateContainersIT {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm/logweir");
  private static final String OTHERS = "others stage lines for this log in another state directory";
  private static final long PROGRESS = 500;

  @RegisterExtension private final Jvms jvms = new Jvms();
  private final Containers containers = new Containers(jvms);
  @TempDir private Path directory;
  private Path file;
  private WorkerOrders orders;

  @BeforeEach
  void setUp() throws Exception {
    file = Files.createDirectory(directory.resolve("logs")).resolve("app.log");
    orders =
        WorkerOrders.logTo(file)
            .geometry(16 * 1024, 8)
            .threads(2)
            .sizes(64, 700, 1000)
            .pauseMicros(300)
            .lines(WorkerOrders.UNTIL_STOPPED)
            .shortLived();
  }

  /** Elsewhere both of them, or one of them. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldKeepEveryLineAndTellBoth(boolean bothElsewhere) throws Exception {
    WorkerOrders elsewhere = orders.stateDirectory(SHARED_MEMORY);
    Worker first = containers.start((bothElsewhere ? elsewhere : orders).asJvm(0));
    Worker second = containers.start(elsewhere.asJvm(1));
    Workers both = new Workers(List.of(first, second)).go();

    both.all().forEach(SeparateContainersIT::awaitTold);
    awaitProgress(both.all());
    both.stop().all().forEach(Worker::awaitEnded);

    assertThat(both.all())
        .allSatisfy(
            worker -> assertThat(worker.complaints()).singleElement().asString().contains(OTHERS));
    both.assertEveryLineOnce(file);
    if (!bothElsewhere) {
      StagingDirectory.assertNothingLeft(file);
    }
  }

  @Test
  void shouldNotRollBeforeItIsAlone() throws Exception {
    RolledLog log = new RolledLog(file);
    WorkerOrders rolling = orders.rolling(RolledLog.bySizeAndTime(file, "yyyy-MM-dd", "64KB", ""));
    Worker beside = containers.start(rolling.asJvm(0));
    Worker elsewhere = containers.start(rolling.stateDirectory(SHARED_MEMORY).asJvm(1));
    Workers both = new Workers(List.of(beside, elsewhere)).go();
    both.all().forEach(SeparateContainersIT::awaitTold);
    awaitProgress(both.all());
    assertThat(Files.size(file)).isGreaterThan(64 << 10);
    assertThat(log.archives()).isEmpty();

    elsewhere.stop().awaitEnded();
    Hang.await("archives").until(() -> log.archives().size() > 2);
    log.awaitTidy();
    beside.stop().awaitEnded();

    both.assertEveryLineOnce(log);
  }

  private static void awaitTold(Worker worker) {
    worker
        .jvm()
        .await(
            "warning",
            () -> worker.complaints().stream().anyMatch(complaint -> complaint.contains(OTHERS)));
  }

  private static void awaitProgress(List<Worker> workers) {
    workers.forEach(worker -> worker.awaitAcknowledged(worker.acknowledged() + PROGRESS));
  }
}
