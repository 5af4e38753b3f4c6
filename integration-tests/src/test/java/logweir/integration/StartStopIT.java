package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.LineOracle;
import logweir.integration.harness.LogSink;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Way;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Contexts that come and go while others log. */
class StartStopIT {
  private static final int CYCLES = Integer.getInteger("logweir.cycles", 500);

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;

  @Test
  void shouldLeakNothingWhenContextsStartAndStop(TestReporter reporter) throws IOException {
    WorkerOrders orders =
        WorkerOrders.logTo(directory.resolve("app.log"))
            .through(Way.LOGBACK)
            .geometry(16 * 1024, 16);
    WorkerOrders busy = orders.threads(2).pauseMicros(500).lines(WorkerOrders.UNTIL_STOPPED);
    Worker neighbour = jvms.start(busy).awaitReady().go();
    WorkerOrders cycling = jvms.withLedger(orders.asJvm(1).lines(CYCLES));
    WorkerOrders busyBesideIt = jvms.withLedger(busy.asJvm(2));

    List<String> arguments = new ArrayList<>(cycling.toArguments());
    arguments.add(CycleWorker.SEPARATOR);
    arguments.addAll(busyBesideIt.toArguments());
    ForkedJvm cycler = jvms.fork("cycler", CycleWorker.class, List.of("-Xmx128m"), arguments);
    cycler.awaitSuccess();
    neighbour.stop().awaitDone();

    reporter.publishEntry(
        CYCLES
            + " cycles, before: "
            + cycler.awaitPrinted(CycleWorker.BEFORE)
            + ", after: "
            + cycler.awaitPrinted(CycleWorker.AFTER));
    assertThat(cycler.awaitPrinted(CycleWorker.LEAKED)).as(cycler.toString()).isEqualTo("false");
    assertThat(cycler.allPrinted(LogSink.COMPLAINT)).isEmpty();
    LineOracle.check(
            orders.file(),
            0,
            new Workers(List.of(neighbour)).expectation().of(cycling).of(busyBesideIt))
        .assertClean();
  }
}
