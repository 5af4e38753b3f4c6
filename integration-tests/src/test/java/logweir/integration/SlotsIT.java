package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As many writers as a staging area has slots. */
class SlotsIT {
  private static final int SLOTS = 128;
  private static final int HALF = SLOTS / 2;
  private static final int AT_REST = 27;
  private static final int COPYING = 100;
  private static final FaultTrials TRIALS = FaultTrials.of("slots exhausted by the dead");

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private Mortals mortals;

  @BeforeEach
  void setUp() throws Exception {
    file = directory.resolve("app.log");
    mortals = new Mortals(jvms, Mortals.logTo(file).publishMillis(50));
  }

  /** Most of the dead have a lane in use; one who lives logs on, or does not. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldGiveTheSlotsOfTheDeadToNewcomers(int linesOfTheLiving) throws Exception {
    TRIALS.trials(SLOTS - 1, () -> newcomersFollowTheDead(linesOfTheLiving));
  }

  private void newcomersFollowTheDead(int linesOfTheLiving) throws Exception {
    Worker living =
        mortals.start(mortals.orders().lines(linesOfTheLiving).rounds(2)).go().awaitReady();
    Worker atRest = openAll(mortals.start(writers(AT_REST).lines(5).rounds(2)));
    Worker copying =
        openAll(
            mortals.startFor(writers(COPYING).lines(WorkerOrders.UNTIL_STOPPED), "CLAIMED#99+"));
    assertThat(status().writers()).hasSize(SLOTS);
    atRest.go().awaitAcknowledged(5 * AT_REST);
    // Each thread is one writer: all of them come to stand in mid-copy.
    copying.go().awaitAt("CLAIMED");
    copying
        .jvm()
        .await("all in mid-copy", () -> begun(copying) - copying.acknowledged() == COPYING);
    living.go();
    atRest.kill();
    copying.kill();

    Worker newcomers = openAll(mortals.start(writers(SLOTS - 1).lines(10)));
    assertThat(status().writers()).filteredOn(LogStatus.Writer::alive).hasSize(SLOTS);
    newcomers.go().awaitDone();
    living.go().awaitDone();

    mortals.all().assertEveryLineOnce(file);
    StagingDirectory.assertNothingLeft(file);
  }

  @Test
  void shouldAppendDirectlyWithAWarningWhenAllSlotsAreTakenByTheLiving() throws Exception {
    Worker first = openAll(mortals.start(writers(HALF).lines(10)));
    Worker second = openAll(mortals.start(writers(HALF).lines(10)));
    Worker oneTooMany = mortals.start(mortals.orders().lines(200)).go().awaitReady();

    first.go();
    second.go();
    oneTooMany.go().awaitEnded();
    first.awaitDone();
    second.awaitDone();

    assertThat(oneTooMany.complaints())
        .singleElement()
        .asString()
        .contains("lines are not staged", "all slots are taken: slots=" + SLOTS);
    mortals.all().assertEveryLineOnce(file);
    StagingDirectory.assertNothingLeft(file);
  }

  private WorkerOrders writers(int count) {
    return mortals.orders().appenders(count).threads(count);
  }

  private static Worker openAll(Worker worker) {
    return worker.go().awaitReady();
  }

  private static long begun(Worker worker) {
    long sum = 0;
    for (int thread = 0; thread < worker.ledger().threads(); thread++) {
      sum += worker.ledger().begun(thread);
    }
    return sum;
  }

  private LogStatus status() throws Exception {
    return LogStatusReader.read(file, Optional.empty()).orElseThrow();
  }
}
