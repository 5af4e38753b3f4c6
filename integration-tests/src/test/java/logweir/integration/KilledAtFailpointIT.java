package logweir.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import logweir.engine.FailpointStop;
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

/**
 * A JVM that is killed at each point that the engine has.
 *
 * <p>Its life leads past all of them: one that died in mid-batch and in mid-reservation went before
 * it, so it has to recover; it writes lines of all kinds, makes room for them, trims, and leaves. A
 * point that it does not come to fails the test.
 */
class KilledAtFailpointIT {
  /** What the one before it died at: in the middle of a batch, and of a reservation. */
  private static final String[] LAST_STEPS = {"INTENT_RECORDED", "RESERVED#50"};

  /** Only one that is alone makes or removes the files; others can but start at that moment. */
  private static final Set<String> ALONE =
      Set.of(
          "FILES_REMOVED",
          "CHUNKS_CREATED",
          "CONTROL_WRITTEN",
          "CONTROL_NAMED",
          "FOOTER_APPENDED",
          "CONTROL_REMOVED");

  private static final int TRIALS = Scale.of(1, 6);
  private static final int MAX_PASSES = 40;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private final Random random = new Random();

  static List<String> shouldLoseNothingWhileOthersGoOn() {
    return everySecondPointFrom(0);
  }

  static List<String> shouldLoseNothingWhenNobodyIsLeftAndOneStarts() {
    return everySecondPointFrom(1);
  }

  /** By default each point is tried in one of the two ways; in the long run in both. */
  private static List<String> everySecondPointFrom(int first) {
    List<String> names = FailpointStop.names();
    return IntStream.range(0, names.size())
        .filter(index -> Scale.isLong() || index % 2 == first)
        .mapToObj(names::get)
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void shouldLoseNothingWhileOthersGoOn(String point) throws Exception {
    FaultTrials trials = FaultTrials.of("killed at a failpoint, others go on");
    for (int trial = 0; trial < TRIALS; trial++) {
      Life life = new Life(trial, point);
      trials.trial(life::endAmongOthers);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void shouldLoseNothingWhenNobodyIsLeftAndOneStarts(String point) throws Exception {
    FaultTrials trials = FaultTrials.of("killed at a failpoint, one restarted");
    for (int trial = 0; trial < TRIALS; trial++) {
      Life life = new Life(trial, point);
      trials.trial(life::endAlone);
    }
  }

  /** One trial. */
  private final class Life {
    private final Path file;
    private final String point;
    private final boolean mustComeThere;
    private final Mortals mortals;
    private final Worker predecessor;
    private final Worker victim;
    private final Worker other;

    Life(int trial, String point) throws Exception {
      this.file = Files.createDirectory(directory.resolve("trial" + trial)).resolve("app.log");
      this.point = point;
      this.mustComeThere = trial == 0;
      // Not all points are passed more than once.
      int passes = mustComeThere ? 0 : random.nextInt(MAX_PASSES);
      this.mortals = new Mortals(jvms, Mortals.logTo(file));
      WorkerOrders others = mortals.orders().threads(2).sizes(Mortals.SIZES);
      WorkerOrders atOnce = others.publishMillis(0);
      this.predecessor =
          mortals.startFor(
              atOnce.sizes(Mortals.SHORT).lines(WorkerOrders.UNTIL_STOPPED), LAST_STEPS);
      this.victim = mortals.startFor(atOnce.lines(32).rounds(2).trimming(), point + "#" + passes);
      this.other = mortals.start(others.lines(50));
    }

    void endAmongOthers() throws Exception {
      if (ALONE.contains(point)) {
        Mortals.sendTo(predecessor, LAST_STEPS).kill();
        sendVictim();
        other.go().awaitOpening();
      } else {
        other.go().awaitReady();
        Mortals.sendTo(predecessor, LAST_STEPS);
        // Else it would do what the victim is to do.
        other.jvm().pause();
        predecessor.kill();
        sendVictim();
        other.jvm().resume();
      }
      other.go();
      if (!ALONE.contains(point)) {
        other.jvm().await("a line of the other one", () -> other.ledger().begun(0) > 0);
      }
      victim.kill();
      other.awaitDone();
      assertAllIsWell();
    }

    void endAlone() throws Exception {
      Mortals.sendTo(predecessor, LAST_STEPS).kill();
      sendVictim();
      victim.kill();
      Mortals.send(other).awaitDone();
      assertAllIsWell();
    }

    private void sendVictim() {
      Mortals.send(victim).go();
      if (mustComeThere) {
        victim.awaitAt(point);
      } else {
        victim.comesTo(point);
      }
    }

    private void assertAllIsWell() throws Exception {
      mortals.all().assertEveryLineOnce(file);
      StagingDirectory.assertNothingLeft(file);
      Files.delete(file);
    }
  }
}
