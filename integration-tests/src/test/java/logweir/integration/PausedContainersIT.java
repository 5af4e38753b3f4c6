package logweir.integration;

import java.nio.file.Path;
import java.util.List;
import logweir.integration.harness.Containers;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.NeedsDocker;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code docker pause} of a container in the middle of a step: the others go on, past what it holds
 * back, and all its lines are there when it goes on.
 */
@NeedsDocker
class PausedContainersIT {
  /** More than fits into the ring. */
  private static final long PROGRESS = 1_000;

  @RegisterExtension private final Jvms jvms = new Jvms();
  private final Containers containers = new Containers(jvms);
  @TempDir private Path directory;

  /** A writer in mid-copy, a publisher before and behind its write, one who installs a chunk. */
  @ParameterizedTest
  @ValueSource(strings = {"CLAIMED#50", "INTENT_RECORDED#5", "APPENDED#5", "GROW_LOCKED#5"})
  void shouldGoOnWhileAContainerIsPaused(String failpoint) throws Exception {
    Path file = directory.resolve("app.log");
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .geometry(4096, 8)
            .threads(2)
            .sizes(64, 700, 128)
            .pauseMicros(300)
            .maxBlockMillis(300)
            .lines(WorkerOrders.UNTIL_STOPPED)
            .shortLived();
    String point = failpoint.replaceFirst("#.*", "");
    Worker paused = containers.start(orders.asJvm(2).failpoint(failpoint)).awaitReady();
    Workers others = containers.startAll(2, orders).go();
    FaultTrials.of("container paused at " + point)
        .trial(
            () -> {
              paused.go().awaitAt(point);
              containers.pause(paused);
              long before = paused.acknowledged();
              awaitProgress(others.all());
              assertStill(paused, before);

              containers.unpause(paused);
              paused.goOnFrom(point);
              awaitProgress(List.of(paused));
              awaitProgress(others.all());
              Workers all = others.and(new Workers(List.of(paused)));
              all.stop().awaitDone();
              all.assertEveryLineOnceInAnyOrder(file);
            });
  }

  private static void awaitProgress(List<Worker> workers) {
    List<Long> before = workers.stream().map(Worker::acknowledged).toList();
    Hang.await("progress of the others")
        .until(
            () -> {
              boolean done = true;
              for (int i = 0; i < before.size(); i++) {
                done &= workers.get(i).acknowledged() >= before.get(i) + PROGRESS;
              }
              return done;
            });
  }

  private static void assertStill(Worker paused, long acknowledged) {
    if (paused.acknowledged() != acknowledged) {
      throw new AssertionError("a paused container logs on: " + paused);
    }
  }
}
