package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import logweir.integration.harness.Containers;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.NeedsDocker;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code docker kill} of containers that log: all that was acknowledged to them is in the file, and
 * the others go on.
 */
@NeedsDocker
class KilledContainersIT {
  private static final long PROGRESS = 200;

  @RegisterExtension private final Jvms jvms = new Jvms();
  private final Containers containers = new Containers(jvms);
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
            .sizes(64, 700, 128)
            .pauseMicros(300)
            .lines(WorkerOrders.UNTIL_STOPPED)
            .shortLived();
  }

  /** With such an interval, most of what was acknowledged is staged when they die. */
  @Test
  void shouldKeepWhatWasAcknowledgedToKilledWriters() throws Exception {
    WorkerOrders late = orders.publishMillis(500);
    List<Worker> running = new ArrayList<>(List.of(start(late), start(late), start(late)));
    running.forEach(worker -> worker.awaitReady().go());
    FaultTrials trials = FaultTrials.of("container killed at random");
    for (int kill = 0; kill < 2; kill++) {
      trials.trial(
          () -> {
            running.forEach(worker -> worker.awaitAcknowledged(PROGRESS));
            running.remove(0).kill();
            awaitProgress(running);
          });
    }
    endAndCheck(running);
  }

  @Test
  void shouldKeepWhatWasAcknowledgedWhenAllAreKilled() throws Exception {
    FaultTrials.of("all containers killed")
        .trial(
            () -> {
              WorkerOrders late = orders.publishMillis(60_000);
              Workers killed = new Workers(List.of(start(late), start(late))).go();
              killed.all().forEach(worker -> worker.awaitAcknowledged(PROGRESS / 10));
              killed.kill();

              endAndCheck(List.of(start(orders).awaitReady().go()));
            });
  }

  /** Lines that come while it shuts down may stand before earlier ones. */
  @Test
  void shouldLeaveNothingBehindWhenAContainerIsStopped() throws Exception {
    Worker stopped = start(orders.publishMillis(60_000)).awaitReady().go();
    stopped.awaitAcknowledged(PROGRESS / 10);

    containers.stop(stopped);

    new Workers(all).assertEveryLineOnceInAnyOrder(file);
    StagingDirectory.assertNothingLeft(file);
  }

  /** Whoever has published last keeps at it. */
  @Test
  void shouldPublishWhenTheContainerThatPublishedIsKilled() throws Exception {
    List<Worker> running = new ArrayList<>();
    for (int slot = 0; slot < 3; slot++) {
      running.add(start(orders).awaitReady());
      assertThat(status().writers()).hasSize(slot + 1).last().extracting("slot").isEqualTo(slot);
    }
    running.forEach(Worker::go);
    awaitProgress(running);
    FaultTrials.of("publishing container killed")
        .trial(
            () -> {
              Worker publisher = running.get((int) status().publisher().orElseThrow());
              publisher.kill();
              running.remove(publisher);
              awaitPublished(status());
              awaitProgress(running);
              endAndCheck(running);
            });
  }

  /** In the middle of a copy, and of the steps of a publish. */
  @ParameterizedTest
  @ValueSource(strings = {"CLAIMED#50", "INTENT_RECORDED#5", "APPENDED#5"})
  void shouldFinishWhatAKilledContainerHasBegun(String failpoint) throws Exception {
    List<Worker> running = List.of(start(orders).awaitReady().go());
    Worker doomed = start(orders.failpoint(failpoint)).awaitReady().go();
    FaultTrials.of("container killed at " + failpoint.replaceFirst("#.*", ""))
        .trial(
            () -> {
              doomed.awaitAt(failpoint.replaceFirst("#.*", ""));
              LogStatus before = status();
              doomed.kill();
              awaitPublished(before);
              endAndCheck(running);
            });
  }

  private Worker start(WorkerOrders its) {
    Worker worker = containers.start(its.asJvm(all.size()));
    all.add(worker);
    return worker;
  }

  private LogStatus status() throws IOException {
    return LogStatusReader.read(file, orders.stateDirectory()).orElseThrow();
  }

  private void awaitPublished(LogStatus before) {
    Hang.await("lines of the dead, and behind them")
        .until(() -> status().published() >= before.cursor());
  }

  private static void awaitProgress(List<Worker> running) {
    running.forEach(worker -> worker.awaitAcknowledged(worker.acknowledged() + PROGRESS));
  }

  private void endAndCheck(List<Worker> running) throws IOException {
    awaitProgress(running);
    new Workers(running).stop().awaitDone();
    new Workers(all).assertEveryLineOnce(file);
    StagingDirectory.assertNothingLeft(file);
  }
}
