package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import logweir.integration.harness.Alone;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.PidNamespace;
import logweir.integration.harness.Scale;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pid tells nothing by itself: it may belong to somebody else, now or in another namespace. */
@Alone
class PidNamespaceIT {
  private static final Duration STOP = Duration.ofMillis(Scale.of(500, 60_000));
  private static final int ROUNDS = Scale.of(1, 3);
  private static final long PROGRESS = 200;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private WorkerOrders orders;
  private final List<Worker> all = new ArrayList<>();

  @BeforeEach
  void setUp() {
    PidNamespace.assumeAllowed();
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
  void shouldTellTheLivingFromTheDeadWhereEveryJvmIsProcessOne() throws Exception {
    WorkerOrders first = PidNamespace.asFirstProcess(orders);
    Worker observer = started(first).awaitReady().go();
    for (int round = 0; round < ROUNDS; round++) {
      FaultTrials.of("two pid namespaces, both JVMs pid 1")
          .trials(
              2,
              () -> {
                Worker stopped = stoppedInMidCopy(first, "CLAIMED");
                assertThat(PidNamespace.pidInside(observer.jvm().pid())).isEqualTo(1);
                assertThat(PidNamespace.pidInside(stopped.jvm().pid())).isEqualTo(1);
                assertNotBuried();
                stopped.goOnFrom("CLAIMED").jvm().resume();
                stopped.awaitAcknowledged(stopped.acknowledged() + PROGRESS).stop().awaitDone();

                Worker killed = stoppedInMidCopy(first, "CLAIMED");
                LogStatus before = status();
                killed.kill();
                awaitBuried(before);
              });
    }
    endAndCheck(observer);
  }

  /** The successor attaches, or the others look, while the dead one's pid is somebody else's. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTellADeadJvmFromTheNextProcessWithItsPid(boolean keepsLockFile) throws Exception {
    try (PidNamespace namespace = PidNamespace.create(directory)) {
      Worker observer = started(namespace.inside(orders)).awaitReady().go();
      for (int round = 0; round < ROUNDS; round++) {
        FaultTrials.of("pid of a killed JVM given to the next")
            .trial(() -> killAndReuse(namespace, observer, keepsLockFile));
      }
      endAndCheck(observer);
    }
  }

  private void killAndReuse(PidNamespace namespace, Worker observer, boolean keepsLockFile)
      throws Exception {
    Set<Path> others = lockFiles();
    Worker killed = stoppedInMidCopy(namespace.inside(orders), "CLAIMED");
    long pid = PidNamespace.pidInside(killed.jvm().pid());
    // As long as it stands still it cannot bury the dead one.
    observer.jvm().pause();
    LogStatus before = status();
    killed.kill();
    if (!keepsLockFile) {
      Set<Path> own = lockFiles();
      own.removeAll(others);
      Files.delete(own.iterator().next());
    }

    Worker heir = startedAs(namespace, pid);
    observer.jvm().resume();
    awaitBuried(before);
    heir.go();
    observer.awaitAcknowledged(observer.acknowledged() + PROGRESS);

    // The living one now has a pid that a dead one had.
    heir.awaitAt("CLAIMED").jvm().pause();
    assertNotBuried();
    heir.goOnFrom("CLAIMED").jvm().resume();
    heir.awaitAcknowledged(heir.acknowledged() + PROGRESS).stop().awaitDone();
  }

  private Worker startedAs(PidNamespace namespace, long pid) {
    for (int attempt = 0; attempt < 10; attempt++) {
      Worker worker = started(namespace.insideAs(pid, orders.failpoint("CLAIMED#50"))).awaitReady();
      if (PidNamespace.pidInside(worker.jvm().pid()) == pid) {
        return worker;
      }
      worker.kill();
    }
    throw new AssertionError("no process got pid " + pid);
  }

  private Worker stoppedInMidCopy(WorkerOrders basis, String point) {
    Worker worker = started(basis.failpoint(point + "#50")).awaitReady().go().awaitAt(point);
    worker.jvm().pause();
    worker.jvm().awaitPaused();
    return worker;
  }

  private Worker started(WorkerOrders basis) {
    Worker worker = jvms.start(basis.asJvm(all.size()));
    all.add(worker);
    return worker;
  }

  private Set<Path> lockFiles() throws IOException {
    Path state = LogStatusReader.stateDirectory(file, orders.stateDirectory());
    Set<Path> locks = new HashSet<>();
    try (var found = Files.newDirectoryStream(state, "writer-*.lock")) {
      found.forEach(locks::add);
    }
    return locks;
  }

  private LogStatus status() throws IOException {
    return LogStatusReader.read(file, orders.stateDirectory()).orElseThrow();
  }

  /** Whoever is stopped for a while keeps its lanes. */
  private void assertNotBuried() throws IOException {
    long lanes = status().reclaimedLanes();
    long until = System.nanoTime() + STOP.toNanos();
    Hang.await("the end of the stop")
        .atMost(STOP.plus(Hang.LIMIT))
        .until(() -> System.nanoTime() > until);
    assertThat(status().reclaimedLanes()).as("lanes taken from the living").isEqualTo(lanes);
  }

  private void awaitBuried(LogStatus before) {
    Hang.await("lines behind the dead JVM's")
        .until(
            () ->
                status().reclaimedLanes() > before.reclaimedLanes()
                    && status().published() >= before.cursor());
  }

  private void endAndCheck(Worker observer) {
    observer.awaitAcknowledged(observer.acknowledged() + PROGRESS).stop().awaitDone();
    new Workers(all).assertEveryLineOnceInAnyOrder(file);
  }
}
