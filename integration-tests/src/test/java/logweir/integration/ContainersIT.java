package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import logweir.integration.harness.Containers;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.NeedsDocker;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Containers that share a log through a volume, where every JVM is process 1. */
@NeedsDocker
class ContainersIT {
  private static final int CONTAINERS = 4;

  @RegisterExtension private final Jvms jvms = new Jvms();
  private final Containers containers = new Containers(jvms);
  @TempDir private Path directory;

  @Test
  void shouldKeepEveryLineOfFourContainers() throws Exception {
    Path file = directory.resolve("app.log");
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .geometry(16 * 1024, 8)
            .threads(2)
            .sizes(64, 128, 700, 20_000)
            .lines(2_000)
            .shortLived();
    Workers workers = containers.startAll(CONTAINERS, orders);
    workers.all().forEach(worker -> worker.awaitReady());
    LogStatus status = LogStatusReader.read(file, orders.stateDirectory()).orElseThrow();
    assertThat(status.writers())
        .hasSize(CONTAINERS)
        .allSatisfy(writer -> assertThat(writer.pid()).isEqualTo(1));

    workers.go().awaitDone();

    workers.assertEveryLineOnce(file);
    StagingDirectory.assertNothingLeft(file);
  }
}
