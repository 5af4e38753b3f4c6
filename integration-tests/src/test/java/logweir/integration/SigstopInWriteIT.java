package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import logweir.integration.harness.Alone;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Observers;
import logweir.integration.harness.Scale;
import logweir.integration.harness.ScratchDirectory;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A publisher that is stopped by SIGSTOP in the middle of write(2), with events of a megabyte. The
 * kernel finishes the write before it stops the process; the batch is then in the file, and nobody
 * knows.
 */
@Alone
class SigstopInWriteIT {
  private static final int STOPS = Scale.of(6, 100);
  private static final long STOP_MILLIS = Scale.of(200, 2000);
  // Each is a batch of its own, whose write takes its time.
  private static final int LINE = 1 << 20;
  private static final int PUBLISH_MILLIS = 300;

  @RegisterExtension private final Jvms jvms = new Jvms();

  @Test
  void shouldPublishEachLineOnceWhenThePublisherIsStoppedInAWrite(TestReporter reporter)
      throws Exception {
    try (ScratchDirectory memory = ScratchDirectory.createInMemory("logweir-stop")) {
      Path file = memory.resolve("app.log");
      WorkerOrders orders =
          WorkerOrders.logTo(file)
              .geometry(4 << 20, 16)
              .threads(2)
              .sizes(LINE)
              .pauseMicros(12_000)
              .publishMillis(PUBLISH_MILLIS)
              .maxBlockMillis(1000);
      // They leave publishing to the one that is stopped.
      Observers observers =
          Observers.start(jvms, orders.publishMillis(20 * PUBLISH_MILLIS).pauseMicros(1000));
      Worker victim =
          jvms.start(orders.asJvm(2).lines(WorkerOrders.UNTIL_STOPPED)).awaitReady().go();
      observers.forgetCalls();
      int[] inWrite = {0};
      FaultTrials.of("publisher stopped around write(2)")
          .trials(
              STOPS,
              () -> {
                for (int stop = 0; stop < STOPS || (inWrite[0] == 0 && stop < 20 * STOPS); stop++) {
                  inWrite[0] += stopInWrite(victim, file) ? 1 : 0;
                  victim.awaitAcknowledged(victim.acknowledged() + 1);
                }
                String calls = observers.assertNoCallHangs();
                reporter.publishEntry(inWrite[0] + " of " + STOPS + " in write(2)\n" + calls);
                new Workers(List.of(victim)).and(observers.workers()).stop().awaitDone();
                all(observers, victim).assertEveryLineOnceInAnyOrder(file);
              });
      assertThat(inWrite[0]).as("stops that came during a write").isPositive();
    }
  }

  private static Workers all(Observers observers, Worker victim) {
    List<Worker> all = new ArrayList<>(observers.workers().all());
    all.add(victim);
    return new Workers(all);
  }

  /** Stops the victim when the file begins to grow; says whether it grew on after the signal. */
  private static boolean stopInWrite(Worker victim, Path file) throws IOException {
    long before = Files.size(file);
    long deadline = System.nanoTime() + Hang.LIMIT.toNanos();
    while (Files.size(file) - before < LINE) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("the log does not grow: " + victim.jvm());
      }
      Thread.onSpinWait();
    }
    victim.jvm().pause();
    long atSignal = Files.size(file);
    victim.jvm().awaitPaused();
    boolean grew = Files.size(file) > atSignal;
    long until = System.nanoTime() + ThreadLocalRandom.current().nextLong(STOP_MILLIS) * 1_000_000;
    Hang.await("the end of the stop").until(() -> System.nanoTime() - until > 0);
    victim.jvm().resume();
    return grew;
  }
}
