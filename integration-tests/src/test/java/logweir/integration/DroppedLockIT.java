package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import logweir.engine.LogStatusReader;
import logweir.integration.harness.Alone;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that loses its kernel lock, because other code in it opens and closes the lock file. */
@Alone
class DroppedLockIT {
  private static final String NOTICED = "the writer's kernel lock was dropped";
  private static final int LINES = 500;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private WorkerOrders orders;

  @BeforeEach
  void setUp() {
    file = directory.resolve("app.log");
    orders =
        WorkerOrders.logTo(file)
            .geometry(4096, 8)
            .threads(2)
            .pauseMicros(300)
            .maxBlockMillis(1000)
            .lines(WorkerOrders.UNTIL_STOPPED);
  }

  @Test
  void shouldNoticeThatTheLockWasDroppedAndNotBeTakenForDead() throws Exception {
    FaultTrials.of("kernel lock dropped behind our back, then stopped")
        .trial(
            () -> {
              Worker other = jvms.start(orders.asJvm(0)).awaitReady().go();
              Worker careless =
                  jvms.start(orders.asJvm(1).beside(DirectoryReader.class).failpoint("CLAIMED#50"))
                      .awaitReady();
              careless.jvm().await("warning", () -> hasNoticed(careless));
              careless.go().awaitAt("CLAIMED");
              careless.jvm().pause();
              long lanes = reclaimedLanes();

              // It looks at the other's lane, and at the slots of the dead.
              Worker newcomer = jvms.start(orders.asJvm(2).lines(LINES)).awaitReady().go();
              newcomer.awaitDone();

              assertThat(reclaimedLanes()).as("lanes taken from the living").isEqualTo(lanes);
              careless.goOnFrom("CLAIMED").jvm().resume();
              for (Worker worker : List.of(careless, other)) {
                worker.awaitAcknowledged(worker.acknowledged() + LINES).stop();
              }
              careless.awaitEnded();
              other.awaitDone();
              assertThat(careless.complaints()).allMatch(told -> told.startsWith(NOTICED));
              new Workers(List.of(other, careless, newcomer)).assertEveryLineOnceInAnyOrder(file);
            });
  }

  /** It has lines to stage and to write for others, but no place in the staging area. */
  @Test
  void shouldKeepTheLinesOfUnstagedJvmsBesideStagedOnes() throws Exception {
    FaultTrials.of("unstaged jvms beside staged ones")
        .trial(
            () -> {
              WorkerOrders some = orders.lines(LINES);
              Workers staged = jvms.startAll(some.asJvm(0), some.asJvm(1));
              WorkerOrders nowhere = some.stateDirectory(Path.of("/proc/logweir"));
              Workers unstaged =
                  jvms.startAll(
                      nowhere.asJvm(2), nowhere.asJvm(3).through(WorkerOrders.Way.LOGBACK));
              Workers all = staged.and(unstaged).go();

              all.all().forEach(Worker::awaitEnded);

              assertThat(unstaged.all())
                  .allMatch(
                      worker ->
                          worker.complaints().size() == 1
                              && worker.complaints().get(0).contains("lines are not staged"));
              all.assertEveryLineOnce(file);
            });
  }

  private static boolean hasNoticed(Worker worker) {
    return worker.complaints().stream().anyMatch(told -> told.startsWith(NOTICED));
  }

  private long reclaimedLanes() throws IOException {
    return LogStatusReader.read(file, Optional.empty()).orElseThrow().reclaimedLanes();
  }
}
