package logweir.integration;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * JVMs that are killed at each step of a roll, and of what is done with archives, while another one
 * goes on: nothing is lost, repeated or overwritten, and no half compressed archive has an
 * archive's name.
 */
class KilledInRollIT {
  /** Only in a window do archives move on. */
  private static final Set<String> IN_A_WINDOW = Set.of("OLDEST_REMOVED", "ARCHIVE_MOVED_ON");

  /** Only a log that names no file has its archive's name from the start. */
  private static final String FILE_NAMED = "FILE_NAMED";

  /** What else is done in another way if no file is named. */
  private static final List<String> AS_UNNAMED =
      List.of(FILE_NAMED, "ROLL_RECORDED", "FILE_ROLLED", "ROLL_CLEARED");

  private static final String DAILY = "yyyy-MM-dd";
  private static final int KILLS = Scale.of(1, 100);
  private static final int MAX_PASSES = 3;
  private static final int[] SIZES = {64, 128, 700, 64, 128, 700, 64, 5000};

  /**
   * So that files get full slower than one process compresses them, even if this machine has more
   * to do: whoever is behind goes on, and no other process gets to look after archives.
   */
  private static final int PAUSE_MICROS = 2000;

  private enum Kind {
    BY_TIME,
    WINDOW,
    UNNAMED
  }

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private final Random random = new Random();

  static Stream<Arguments> shouldLoseAndOverwriteNothing() {
    Stream<Arguments> named =
        FailpointStop.namesInRolls().stream()
            .filter(point -> !point.equals(FILE_NAMED))
            .map(
                point ->
                    arguments(point, IN_A_WINDOW.contains(point) ? Kind.WINDOW : Kind.BY_TIME));
    return Stream.concat(named, AS_UNNAMED.stream().map(point -> arguments(point, Kind.UNNAMED)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource
  void shouldLoseAndOverwriteNothing(String point, Kind kind) throws Exception {
    FaultTrials.of("killed at a step of a roll").trials(KILLS, () -> killAt(point, kind));
  }

  private void killAt(String point, Kind kind) throws Exception {
    RolledLog log =
        kind == Kind.UNNAMED
            ? RolledLog.unnamed(directory, DAILY)
            : new RolledLog(directory.resolve("app.log"));
    Path file = log.file();
    WorkerOrders orders =
        rolled(Mortals.logTo(file), kind)
            .shortLived()
            .sizes(SIZES)
            .lines(WorkerOrders.UNTIL_STOPPED / 2)
            .publishMillis(0)
            .pauseMicros(PAUSE_MICROS);
    Worker survivor = jvms.start(orders.asJvm(0).rounds(2)).awaitReady().go();
    List<Worker> all = new ArrayList<>(List.of(survivor));
    for (int kill = 0; kill < KILLS; kill++) {
      WorkerOrders next = orders.asJvm(kill + 1);
      Worker victim = jvms.start(next.failpoint(point + "#" + random.nextInt(MAX_PASSES))).go();
      all.add(victim);
      victim.awaitAt(point);
      victim.kill();
      survivor.awaitAcknowledged(survivor.acknowledged() + 10);
    }
    // It stays when it has stopped logging, and looks after what is left.
    survivor.stop().awaitRoundEnd(0);
    log.awaitTidy();
    survivor.go().awaitDone();
    Workers workers = new Workers(all);
    if (kind == Kind.WINDOW) {
      workers.assertNewestLinesOnce(log);
    } else {
      workers.assertEveryLineOnce(log);
    }
    StagingDirectory.assertNothingLeft(file);
  }

  private static WorkerOrders rolled(WorkerOrders orders, Kind kind) {
    Path file = orders.file();
    return switch (kind) {
      case WINDOW -> orders.rolling(RolledLog.byWindow(file, 20, "32KB"));
      case BY_TIME -> orders.rolling(RolledLog.bySizeAndTime(file, DAILY, "32KB", ""));
      case UNNAMED -> orders.rolling(RolledLog.bySizeAndTime(file, DAILY, "32KB", "")).unnamed();
    };
  }
}
