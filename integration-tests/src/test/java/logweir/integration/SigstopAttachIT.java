package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import logweir.integration.harness.Alone;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Observers;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JVM that is stopped while it holds the attach lock. Whoever comes gives up after a while and
 * appends directly, whoever goes leaves its slot behind, and those who log notice nothing.
 */
@Alone
class SigstopAttachIT {
  /** Several times what a newcomer waits, and a slow start. */
  private static final Duration NO_HANG = Duration.ofSeconds(30);

  private static final int LINES = 500;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private WorkerOrders orders;
  private final List<Worker> all = new ArrayList<>();

  @BeforeEach
  void setUp() {
    file = directory.resolve("app.log");
    orders =
        WorkerOrders.logTo(file)
            .geometry(4096, 8)
            .threads(2)
            .pauseMicros(300)
            .maxBlockMillis(1000)
            .lines(LINES);
  }

  @Test
  void shouldNeitherHoldUpNewcomersNorLeaversNorOthers(TestReporter reporter) throws Exception {
    FaultTrials.of("newcomer stopped under the attach lock, then going on")
        .trial(
            () -> {
              Observers observers = Observers.start(jvms, orders);
              all.addAll(observers.workers().all());
              Worker leaver = started(orders).awaitReady();
              Worker victim = started(orders.failpoint("ATTACH_LOCKED")).awaitAt("ATTACH_LOCKED");
              victim.jvm().pause();
              observers.forgetCalls();
              long begin = System.nanoTime();

              Worker newcomer = started(orders);
              leaver.go();
              newcomer.awaitReady().go();
              Duration ready = Duration.ofNanos(System.nanoTime() - begin);
              newcomer.awaitEnded();
              leaver.awaitEnded();

              Duration ended = Duration.ofNanos(System.nanoTime() - begin);
              reporter.publishEntry(
                  "newcomer ready after %s, both ended after %s%n%s"
                      .formatted(ready, ended, observers.assertCallsAreQuick()));
              assertThat(ended).isLessThan(NO_HANG);
              assertThat(newcomer.complaints())
                  .singleElement()
                  .asString()
                  .startsWith("lines are not staged, each is a write")
                  .contains("another process keeps the attach lock");
              assertThat(leaver.complaints())
                  .allMatch(told -> told.startsWith("could not leave the staging area in order"));
              victim.goOnFrom("ATTACH_LOCKED").jvm().resume();
              victim.awaitReady().go().awaitDone();
              assertOthersEndInOrder(observers);
            });
  }

  @Test
  void shouldLetNewcomersInAgainOnceTheStoppedOneIsKilled() throws Exception {
    FaultTrials.of("newcomer stopped under the attach lock, then killed")
        .trial(
            () -> {
              Observers observers = Observers.start(jvms, orders);
              all.addAll(observers.workers().all());
              Worker victim = started(orders.failpoint("ATTACH_LOCKED")).awaitAt("ATTACH_LOCKED");
              victim.jvm().pause();
              Worker newcomer = started(orders);
              victim.kill();
              newcomer.awaitReady().go().awaitDone();
              assertOthersEndInOrder(observers);
            });
  }

  private Worker started(WorkerOrders newOrders) {
    Worker worker = jvms.start(newOrders.asJvm(all.size()));
    all.add(worker);
    return worker;
  }

  private void assertOthersEndInOrder(Observers observers) {
    Worker last = started(orders).awaitReady().go().awaitDone();
    assertThat(last.summary()).contains("own direct lines 0");
    observers.awaitProgress().workers().stop().awaitDone();
    new Workers(all).assertEveryLineOnceInAnyOrder(file);
  }
}
