package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import logweir.integration.harness.Alone;
import logweir.integration.harness.DroppedLines;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Mounts;
import logweir.integration.harness.Scale;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file system on which every write waits for some time, as while a snapshot is taken of it. */
@Alone
class FrozenDiskIT {
  private static final Duration FREEZE = Duration.ofSeconds(3);
  private static final int PROGRESS = 300;
  private static final int MANY_DROPS = 100;

  @RegisterExtension
  @Order(1)
  private final Mounts mounts = new Mounts();

  @RegisterExtension
  @Order(2)
  private final Jvms jvms = new Jvms();

  /** With the state directory beside the log, and in memory. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldLoseNothingAndGoOnWhenTheDiskThaws(boolean stateInMemory) throws Exception {
    Path disk = mounts.ext4(64);
    Path file = disk.resolve("app.log");
    WorkerOrders orders = orders(file).maxBlockMillis(1000);
    if (stateInMemory) {
      orders = orders.stateDirectory(mounts.tmpfs(4 << 10));
    }
    Workers workers = jvms.startAll(orders, orders.asJvm(1)).go();
    int times = Scale.of(1, 8);

    FaultTrials.of("disk frozen for 3 s")
        .trials(
            times,
            () -> {
              for (int time = 0; time < times; time++) {
                awaitProgress(workers);
                freezeForAWhile(disk);
                awaitProgress(workers);
              }
              workers.stop();
              workers.all().forEach(Worker::go);
              workers.awaitDone().assertEveryLineOnce(file);
            });
  }

  /** For longer than ten times the maximum block time. */
  @Test
  void shouldDropLinesAndCountThemWhenAWriteHangsForTooLong() throws Exception {
    Path disk = mounts.ext4(64);
    Path file = disk.resolve("app.log");
    WorkerOrders orders =
        orders(file).threads(4).maxBlockMillis(100).stateDirectory(mounts.tmpfs(4 << 10));
    Workers workers = jvms.startAll(orders, orders.asJvm(1)).go();
    awaitProgress(workers);

    FaultTrials.of("write(2) hangs for longer than ten times maxBlockTime")
        .trial(
            () -> {
              mounts.freeze(disk);
              for (Worker worker : workers.all()) {
                worker.jvm().await("drops", () -> worker.ledger().refused() > MANY_DROPS);
              }
              mounts.thaw(disk);
              awaitProgress(workers);
              workers.stop();
              workers.all().forEach(worker -> worker.awaitRoundEnd(0));
              long toldByStatus = DroppedLines.toldByStatus(orders);
              workers.all().forEach(Worker::go);
              workers.all().forEach(Worker::awaitEnded);
              assertThat(DroppedLines.inFact(workers, file)).isEqualTo(toldByStatus);
              assertThat(DroppedLines.told(workers)).isEqualTo(toldByStatus);
            });
  }

  private void freezeForAWhile(Path disk) {
    mounts.freeze(disk);
    long end = System.nanoTime() + FREEZE.toNanos();
    Hang.await("the end of the freeze").until(() -> System.nanoTime() - end > 0);
    mounts.thaw(disk);
  }

  private static void awaitProgress(Workers workers) {
    workers.all().forEach(worker -> worker.awaitAcknowledged(worker.acknowledged() + PROGRESS));
  }

  private static WorkerOrders orders(Path file) {
    return WorkerOrders.logTo(file)
        .threads(2)
        .geometry(16 << 10, 8)
        .sizes(64, 128, 700, 3000)
        .pauseMicros(500)
        .rounds(2)
        .lines(WorkerOrders.UNTIL_STOPPED / 2);
  }
}
