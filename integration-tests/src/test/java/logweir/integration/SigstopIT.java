package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import logweir.integration.harness.Alone;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Observers;
import logweir.integration.harness.PidNamespace;
import logweir.integration.harness.Scale;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * JVMs that are stopped by SIGSTOP in the middle of a step, and later go on or are killed: the
 * others' calls return in time, each line is in the file once.
 *
 * <p>Here the bounds on time are the promise, so they are asserted.
 */
@Alone
class SigstopIT {
  private static final Duration STOP = Duration.ofMillis(Scale.of(2000, 60_000));

  /** Until then every JVM has found out that it need not wait. */
  private static final Duration FIRST = Duration.ofMillis(1400);

  private static final int[] SIZES = {64, 128, 700, 1500};
  private static final int LINE_OVER_CHUNKS = 12_000;
  private static final int PAUSE_MICROS = 300;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private TestReporter reporter;

  @BeforeEach
  void setUp(TestReporter testReporter) {
    file = directory.resolve("app.log");
    reporter = testReporter;
  }

  private enum End {
    GOES_ON,
    IS_KILLED
  }

  /** The step, and what becomes of the stopped JVM. */
  private record Stop(String point, End end) {}

  @Test
  void shouldNotHoldUpOthersWhileAWriterIsStopped() throws Exception {
    assertOthersGoOn(
        "writer",
        UnaryOperator.identity(),
        stops("RESERVED#50", "LANE_TAKEN#50", "HALF_COPIED#5", "CLAIMED#50", "COPIED#50"));
  }

  @Test
  void shouldNotHoldUpOthersWhileAPublisherIsStopped() throws Exception {
    assertOthersGoOn(
        "publisher",
        UnaryOperator.identity(),
        stops(
            "INTENT_RECORDED#5",
            "PUBLISH_LOCKED#5",
            "APPENDED#5",
            "SCANNED#5",
            "INTENT_WRITTEN#5",
            "PUBLISHED#5"));
  }

  /** A line over several chunks: the caller has to install them, so that others may publish. */
  @Test
  void shouldNotHoldUpOthersWhileTheHolderOfTheGrowLockIsStopped() throws Exception {
    assertOthersGoOn(
        "grower",
        orders -> orders.sizes(LINE_OVER_CHUNKS),
        stops("GROW_LOCKED#5", "CHUNK_READY#5"));
  }

  /** Whether the stopped one is stopped cannot be seen from outside its namespace. */
  @Test
  void shouldNotHoldUpOthersWhileAJvmOfAnotherPidNamespaceIsStopped() throws Exception {
    PidNamespace.assumeAllowed();
    assertOthersGoOn(
        "jvm of another pid namespace",
        PidNamespace::asFirstProcess,
        stops("CLAIMED#50", "INTENT_RECORDED#5"));
  }

  /** In the long run every point, by default every third; by turns the one goes on or is killed. */
  private static List<Stop> stops(String... points) {
    int step = Scale.of(3, 1);
    return IntStream.iterate(0, i -> i < points.length, i -> i + step)
        .mapToObj(i -> new Stop(points[i], End.values()[i / step % 2]))
        .toList();
  }

  private void assertOthersGoOn(String role, UnaryOperator<WorkerOrders> change, List<Stop> stops)
      throws Exception {
    Observers observers = Observers.start(jvms, orders());
    List<Worker> all = new ArrayList<>(observers.workers().all());
    for (Stop stop : stops) {
      WorkerOrders doomed =
          change.apply(orders().asJvm(all.size()).failpoint(stop.point()).publishMillis(1));
      Worker victim = jvms.start(doomed.lines(WorkerOrders.UNTIL_STOPPED)).awaitReady();
      all.add(victim);
      String row =
          role
              + " stopped for "
              + STOP.toMillis() / 1000
              + " s, then "
              + (stop.end() == End.IS_KILLED ? "killed" : "going on");
      FaultTrials trials = FaultTrials.of(row);
      trials.trial(() -> trials.recovered(stop(stop, victim, observers)));
    }
    observers.workers().stop().awaitDone();
    new Workers(all).assertEveryLineOnceInAnyOrder(file);
  }

  private Duration stop(Stop stop, Worker victim, Observers observers) throws Exception {
    String point = stop.point().replaceFirst("#.*", "");
    observers.forgetCalls();
    victim.go().awaitAt(point);
    victim.jvm().pause();
    victim.jvm().awaitPaused();
    long stoppedAt = System.nanoTime();
    awaitPassed(stoppedAt, FIRST);
    observers.awaitProgress();
    String first = observers.assertNoCallHangs();
    awaitPassed(stoppedAt, STOP);
    String after = observers.assertCallsAreQuick();
    Duration recovery = end(stop, point, victim);
    observers.awaitProgress();
    String back = observers.assertNoCallHangs();
    if (stop.end() == End.GOES_ON) {
      victim.stop().awaitDone();
    }
    reporter.publishEntry(
        stop
            + ", all visible after "
            + recovery
            + "\nfirst "
            + first
            + "after "
            + after
            + "back "
            + back);
    return recovery;
  }

  /** Ends the stop; returns how long it takes until all that was held back is in the file. */
  private Duration end(Stop stop, String point, Worker victim) throws Exception {
    LogStatusReader reader = LogStatusReader.open(file, orders().stateDirectory()).orElseThrow();
    LogStatus held = reader.read();
    long before = System.nanoTime();
    if (stop.end() == End.IS_KILLED) {
      victim.kill();
    } else {
      victim.goOnFrom(point).jvm().resume();
    }
    Hang.await("lines behind the stopped JVM")
        .until(() -> reader.read().published() >= held.cursor());
    Duration recovery = Duration.ofNanos(System.nanoTime() - before);
    assertThat(reader.read().drops()).as("drops").isZero();
    return recovery;
  }

  private static void awaitPassed(long since, Duration time) {
    Hang.await(time + " of standstill")
        .atMost(time.plus(Hang.LIMIT))
        .until(() -> System.nanoTime() - since > time.toNanos());
  }

  /** A ring that the stopped JVM's neighbours fill within milliseconds. */
  private WorkerOrders orders() {
    return WorkerOrders.logTo(file)
        .geometry(4096, 8)
        .threads(2)
        .sizes(SIZES)
        .pauseMicros(PAUSE_MICROS)
        .publishMillis(5)
        .maxBlockMillis(1000);
  }
}
