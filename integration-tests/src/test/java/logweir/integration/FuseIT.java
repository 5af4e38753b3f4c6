package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Mounts;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Way;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file system on which a mapping may not be what other processes see. */
class FuseIT {
  @RegisterExtension
  @Order(1)
  private final Mounts mounts = new Mounts();

  @RegisterExtension
  @Order(2)
  private final Jvms jvms = new Jvms();

  @TempDir private Path local;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldAppendEachLineDirectlyAndWarnOnce(boolean logIsThere) {
    Path fuse = mounts.fuse(local);
    Path file = (logIsThere ? fuse : local).resolve("app.log");
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .through(Way.LOGBACK)
            .stateDirectory(logIsThere ? local.resolve("state") : fuse)
            .threads(4)
            .sizes(64, 700, 3000)
            .lines(500);

    Workers workers = jvms.startAll(orders, orders.asJvm(1)).go();
    workers.all().forEach(Worker::awaitEnded);

    workers.assertEveryLineOnce(file);
    for (Worker worker : workers.all()) {
      assertThat(worker.complaints()).hasSize(1);
      assertThat(worker.complaints().get(0)).contains("lines are not staged", "type=fuse");
    }
  }
}
