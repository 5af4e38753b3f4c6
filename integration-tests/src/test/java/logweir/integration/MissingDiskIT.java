package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.LineOracle;
import logweir.integration.harness.LineReport;
import logweir.integration.harness.LogSink;
import logweir.integration.harness.Mounts;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Way;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file system that is unmounted under running JVMs, and mounted again. */
class MissingDiskIT {
  private static final int TIMES = 2;
  private static final int PROGRESS = 300;

  @RegisterExtension
  @Order(1)
  private final Mounts mounts = new Mounts();

  @RegisterExtension
  @Order(2)
  private final Jvms jvms = new Jvms();

  /** Meanwhile lines go to the directory that the file system was mounted on. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldKeepEachLineInTheFileThatThePathLeadsTo(boolean stateElsewhere) throws Exception {
    Path disk = mounts.ext4(64);
    Path place = mounts.secondPlace(disk);
    WorkerOrders orders =
        WorkerOrders.logTo(place.resolve("app.log"))
            .through(Way.LOGBACK)
            .threads(2)
            .sizes(64, 128, 700)
            .pauseMicros(500)
            .lines(WorkerOrders.UNTIL_STOPPED);
    if (stateElsewhere) {
      orders = orders.stateDirectory(mounts.tmpfs(8 << 10));
    }
    Workers workers = jvms.startAll(orders, orders.asJvm(1)).go();
    for (int time = 0; time < TIMES; time++) {
      awaitProgress(workers);
      mounts.takeAway(place);
      if (!stateElsewhere) {
        workers.all().forEach(MissingDiskIT::awaitLoss);
      }
      awaitProgress(workers);
      mounts.giveBack(disk, place);
    }
    awaitProgress(workers);
    workers.stop();
    workers.all().forEach(Worker::awaitEnded);
    mounts.takeAway(place);

    Path meanwhile = place.resolve("app.log");
    assertThat(Files.size(meanwhile)).isPositive();
    LineReport report =
        LineOracle.check(List.of(disk.resolve("app.log"), meanwhile), 0, workers.expectation());
    assertThat(report.isCleanInAnyOrder()).as(report + "\n" + workers.summary()).isTrue();
  }

  /** The staging area is gone with the file system; it is missed within a second. */
  private static void awaitLoss(Worker worker) {
    worker.jvm().await("loss", () -> worker.complaints().toString().contains(LogSink.STAGING_LOST));
  }

  private static void awaitProgress(Workers workers) {
    workers.all().forEach(worker -> worker.awaitAcknowledged(worker.acknowledged() + PROGRESS));
  }
}
