package logweir.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Scale;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** JVMs of which each is killed while it repairs what the one before it left. */
class NestedDeathsIT {
  private static final int TRIALS = Scale.of(1, 10);

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;

  /** Where one after the other dies, the first in mid-work; {@code |} separates points of one. */
  static Stream<List<String>> deaths() {
    return Stream.of(
        // A batch.
        List.of("INTENT_RECORDED#9", "LANDED_COUNTED", "APPENDED", "INTENT_WRITTEN"),
        List.of("APPENDED#9", "LANDED_COUNTED", "PUBLISHED", "LANES_FREED"),
        List.of("SCANNED#9", "TAKEN_OVER", "INTENT_RECORDED", "LANDED_COUNTED"),
        List.of("INTENT_WRITTEN#9", "PUBLISHED", "LANES_FREED", "INTENT_CLEARED"),
        // Reservations, with a batch in between.
        List.of("RESERVED#50", "EXTENT_STORED", "EXTENT_STORED", "LANE_SETTLED"),
        List.of("CLAIMED#50", "LANE_SETTLED", "INTENT_RECORDED", "LANES_FREED"),
        List.of("INTENT_RECORDED|RESERVED#5", "TAKEN_OVER", "EXTENT_STORED", "APPENDED"),
        List.of("LANE_TAKEN#50", "LANE_TAKEN", "RESERVED", "LANE_SETTLED"),
        // A line too long for the ring.
        List.of("SPILL_STORED", "SPILL_RECORDED", "SPILL_APPENDED", "TAKEN_OVER"),
        // Room for more.
        List.of("CHUNK_WRITTEN", "GROW_LOCKED", "CHUNK_READY", "CHUNK_INSTALLED"));
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void shouldLoseNothingWhileOneGoesOn(List<String> deaths) throws Exception {
    FaultTrials trials = FaultTrials.of("killed while repairing, three deep, another goes on");
    for (int trial = 0; trial < TRIALS; trial++) {
      int number = trial;
      trials.trial(() -> dieAmongOthers(deaths, number));
    }
  }

  /** What the dead have left is then recovered under the attach lock, by one who dies too. */
  @ParameterizedTest
  @MethodSource("deaths")
  void shouldLoseNothingWhenNobodyGoesOn(List<String> deaths) throws Exception {
    FaultTrials trials = FaultTrials.of("killed while repairing, three deep, one restarted");
    for (int trial = 0; trial < TRIALS; trial++) {
      int number = trial;
      trials.trial(() -> dieAlone(deaths, number));
    }
  }

  private void dieAmongOthers(List<String> deaths, int trial) throws Exception {
    Path file = fileOf(trial);
    Mortals mortals = mortals(file);
    Worker other = mortals.start(mortals.orders().publishMillis(1).lines(50));
    List<Runnable> ends = prepare(deaths, mortals);
    other.go().awaitReady();
    // It is there all the time, and repairs nothing.
    other.jvm().pause();
    ends.forEach(Runnable::run);
    other.jvm().resume();
    other.go().awaitDone();
    assertAllIsWell(mortals, file);
  }

  private void dieAlone(List<String> deaths, int trial) throws Exception {
    Path file = fileOf(trial);
    Mortals mortals = mortals(file);
    List<Runnable> ends = prepare(deaths, mortals);
    Worker last = mortals.start(mortals.orders().publishMillis(1).lines(50));
    ends.forEach(Runnable::run);
    Mortals.send(last).awaitDone();
    assertAllIsWell(mortals, file);
  }

  /** Has a JVM ready for each death, to be sent there and killed. */
  private static List<Runnable> prepare(List<String> deaths, Mortals mortals) {
    List<Runnable> ends = new ArrayList<>();
    for (String death : deaths) {
      String[] points = death.split("\\|", -1);
      Worker victim = mortals.startFor(mortals.orders(), points);
      ends.add(() -> Mortals.sendTo(victim, points).kill());
    }
    return ends;
  }

  private Mortals mortals(Path file) throws Exception {
    WorkerOrders orders =
        Mortals.logTo(file)
            .publishMillis(0)
            .threads(2)
            .sizes(Mortals.SIZES)
            .lines(WorkerOrders.UNTIL_STOPPED);
    return new Mortals(jvms, orders);
  }

  private Path fileOf(int trial) throws Exception {
    return Files.createDirectory(directory.resolve("trial" + trial)).resolve("app.log");
  }

  private static void assertAllIsWell(Mortals mortals, Path file) throws Exception {
    mortals.all().assertEveryLineOnce(file);
    StagingDirectory.assertNothingLeft(file);
    Files.delete(file);
  }
}
