package logweir.integration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import logweir.engine.FailpointStop;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.RolledLog;
import logweir.integration.harness.Scale;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * JVMs that are killed at each step of a roll, and of what is done with archives, while another one
 * goes on: nothing is lost, repeated or overwritten, and no half compressed archive has an
 * archive's name.
 */
class KilledInRollIT {
  /** Only in a window do archives move on. */
  private static final Set<String> IN_A_WINDOW = Set.of("OLDEST_REMOVED", "ARCHIVE_MOVED_ON");

  private static final int KILLS = Scale.of(2, 100);
  private static final int MAX_PASSES = 3;
  private static final int[] SIZES = {64, 128, 700, 5000};

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private final Random random = new Random();

  static List<String> shouldLoseAndOverwriteNothing() {
    return FailpointStop.namesInRolls();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void shouldLoseAndOverwriteNothing(String point) throws Exception {
    FaultTrials.of("killed at a step of a roll").trials(KILLS, () -> killAt(point));
  }

  private void killAt(String point) throws Exception {
    Path file = directory.resolve("app.log");
    boolean window = IN_A_WINDOW.contains(point);
    String policies =
        window
            ? RolledLog.byWindow(file, 20, "32KB")
            : RolledLog.bySizeAndTime(file, "yyyy-MM-dd", "32KB", "");
    WorkerOrders orders =
        Mortals.logTo(file)
            .shortLived()
            .rolling(policies)
            .sizes(SIZES)
            .lines(WorkerOrders.UNTIL_STOPPED / 2)
            .publishMillis(0)
            .pauseMicros(2000);
    Worker survivor = jvms.start(orders.asJvm(0).rounds(2)).awaitReady().go();
    List<Worker> all = new ArrayList<>(List.of(survivor));
    for (int kill = 0; kill < KILLS; kill++) {
      WorkerOrders next = orders.asJvm(kill + 1).pauseMicros(500);
      Worker victim = jvms.start(next.failpoint(point + "#" + random.nextInt(MAX_PASSES))).go();
      all.add(victim);
      victim.awaitAt(point);
      victim.kill();
      survivor.awaitAcknowledged(survivor.acknowledged() + 10);
    }
    RolledLog log = new RolledLog(file);
    // It stays when it has stopped logging, and looks after what is left.
    survivor.stop().awaitRoundEnd(0);
    log.awaitTidy();
    survivor.go().awaitDone();
    Workers workers = new Workers(all);
    if (window) {
      workers.assertNewestLinesOnce(log);
    } else {
      workers.assertEveryLineOnce(log);
    }
    StagingDirectory.assertNothingLeft(file);
  }
}
