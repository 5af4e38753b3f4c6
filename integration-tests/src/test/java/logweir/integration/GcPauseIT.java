package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import logweir.integration.harness.Alone;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Scale;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that pauses for its garbage collector in the middle of a step is not taken for dead. */
@Alone
class GcPauseIT {
  private static final int PAUSES = Scale.of(3, 40);
  private static final int HEAP_MEGABYTES = Scale.of(200, 3000);

  /** Whoever is looked at for longer than 10 ms is asked whether it lives. */
  private static final long LONG_PAUSE_MILLIS = 20;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"CLAIMED", "SCANNED"})
  void shouldNotTakeAPausingJvmForDead(String point, TestReporter reporter) throws Exception {
    Path file = directory.resolve("app.log");
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .geometry(4096, 8)
            .threads(2)
            .pauseMicros(300)
            .maxBlockMillis(1000)
            .lines(WorkerOrders.UNTIL_STOPPED);
    Worker other = jvms.start(orders.asJvm(0).publishMillis(20)).awaitReady().go();
    Worker pausing =
        jvms.start(
            orders
                .asJvm(1)
                .failpoint(point + "#5")
                .heapMegabytes(HEAP_MEGABYTES)
                .beside(GcPauses.class));
    FaultTrials.of("full gc pause in mid-copy and under the publisher lock")
        .trial(
            () -> {
              pausing.awaitReady();
              LogStatus before = status(file);
              pausing.go().awaitAt(point);
              int earlier = pauses(pausing).size();
              pausing
                  .jvm()
                  .await("gc pauses", () -> pauses(pausing).size() >= earlier + 1 + PAUSES);

              LogStatus after = status(file);
              assertThat(after.reclaimedLanes()).isEqualTo(before.reclaimedLanes());
              assertThat(after.completedBatches()).isEqualTo(before.completedBatches());
              long longest = pauses(pausing).stream().mapToLong(Long::parseLong).max().orElse(0);
              assertThat(longest).as("milliseconds of a pause").isGreaterThan(LONG_PAUSE_MILLIS);
              reporter.publishEntry("longest pause " + longest + " ms");
              pausing.goOnFrom(point);
              for (Worker worker : List.of(pausing, other)) {
                worker.awaitAcknowledged(worker.acknowledged() + 100).stop();
              }
              new Workers(List.of(pausing, other)).awaitDone().assertEveryLineOnceInAnyOrder(file);
            });
  }

  private static List<String> pauses(Worker worker) {
    return worker.jvm().allPrinted(GcPauses.PAUSED);
  }

  private static LogStatus status(Path file) throws IOException {
    return LogStatusReader.read(file, Optional.empty()).orElseThrow();
  }
}
