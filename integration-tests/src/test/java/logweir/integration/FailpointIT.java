package logweir.integration;

import java.nio.file.Path;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** JVMs that are stopped or killed at a failpoint of the engine. */
class FailpointIT {
  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;

  @Test
  void shouldGoOnFromAFailpoint() {
    WorkerOrders orders = WorkerOrders.logTo(directory.resolve("app.log")).lines(1000);
    Worker waiting = jvms.start(orders.asJvm(0).failpoint("CLAIMED#100")).awaitReady().go();
    waiting.awaitAt("CLAIMED");
    Worker other = jvms.start(orders.asJvm(1)).awaitReady().go();
    other.awaitAcknowledged(1000);

    waiting.goOnFrom("CLAIMED");

    Workers all = new Workers(java.util.List.of(waiting, other)).awaitDone();
    all.assertEveryLineOnce(directory.resolve("app.log"));
  }
}
