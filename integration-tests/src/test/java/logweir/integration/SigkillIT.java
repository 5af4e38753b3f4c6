package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import logweir.integration.harness.Alone;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Recovery;
import logweir.integration.harness.Run;
import logweir.integration.harness.Scale;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Way;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * JVMs that are killed at random while they log: each line whose call had returned is in the file
 * once, and no piece of any other.
 */
@Alone
class SigkillIT {
  private static final int JVMS = 3;
  private static final int KILLS = 25;
  private static final int ROUNDS = Scale.of(1, 21);

  /** As often all are killed at once, and new ones start. */
  private static final int KILLS_UNTIL_ALL = 10;

  private static final int MAX_WAIT_MILLIS = 100;
  private static final Duration MAX_MEDIAN = Duration.ofMillis(100);

  /** Mostly short; the last is longer than what the ring takes, and goes another way. */
  private static final int[] SIZES =
      IntStream.concat(
              IntStream.range(0, 40).flatMap(i -> IntStream.of(64, 128, 700, 5000)),
              IntStream.of(300_000))
          .toArray();

  private static final int PAUSE_MICROS = 500;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private TestReporter reporter;

  @BeforeEach
  void setUp(TestReporter testReporter) {
    reporter = testReporter;
  }

  /** With a long interval, the most of what was acknowledged is still staged at the kill. */
  @ParameterizedTest
  @CsvSource({"ENGINE, 0", "ENGINE, 1", "ENGINE, 2000", "LOGBACK, 1"})
  void shouldKeepAcknowledgedLinesWhenJvmsAreKilled(Way way, int publishMillis) throws Exception {
    FaultTrials trials = FaultTrials.of("writer killed at random");
    List<Duration> recoveries = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Path file = Files.createDirectory(directory.resolve("round" + round)).resolve("app.log");
      Storm storm = new Storm(file, way, publishMillis);
      trials.trials(KILLS, storm::run);
      recoveries.addAll(storm.recoveries);
      jvms.startAnew();
    }
    // With a longer interval it is the interval that is measured.
    if (publishMillis <= 1) {
      recoveries.forEach(trials::recovered);
      assertRecoversSoon(recoveries);
    }
  }

  @Test
  void shouldKeepAcknowledgedLinesWhenTheCommandLineRecoversThem() throws Exception {
    Path file = directory.resolve("app.log");
    Storm storm = new Storm(file, Way.ENGINE, 2000);
    FaultTrials.of("all killed, recovered by the command line").trial(storm::runAndRecover);
  }

  private void assertRecoversSoon(List<Duration> recoveries) {
    Collections.sort(recoveries);
    Duration median = recoveries.get(recoveries.size() / 2);
    reporter.publishEntry(
        "recovery: kills="
            + recoveries.size()
            + ", median="
            + median
            + ", max="
            + recoveries.get(recoveries.size() - 1));
    assertThat(median).isLessThan(MAX_MEDIAN);
  }

  /** Kills on one file: JVMs come and go, the living log on. */
  private final class Storm {
    private final Path file;
    private final WorkerOrders orders;
    private final Random random = new Random();
    private final List<Worker> all = new ArrayList<>();
    private final List<Worker> running = new ArrayList<>();
    private final List<Duration> recoveries = new ArrayList<>();

    Storm(Path file, Way way, int publishMillis) {
      this.file = file;
      this.orders =
          Mortals.logTo(file)
              .shortLived()
              .through(way)
              .publishMillis(publishMillis)
              .threads(3)
              .sizes(SIZES)
              .pauseMicros(PAUSE_MICROS)
              .lines(WorkerOrders.UNTIL_STOPPED);
    }

    void run() throws Exception {
      fill();
      for (int kills = 0; kills < KILLS; ) {
        LockSupport.parkNanos(random.nextInt(MAX_WAIT_MILLIS) * 1_000_000L);
        boolean allAtOnce = kills % KILLS_UNTIL_ALL == KILLS_UNTIL_ALL - 1;
        kills += allAtOnce ? killAll() : killOne();
        fill();
      }
      running.forEach(worker -> worker.awaitAcknowledged(1));
      new Workers(running).stop().awaitDone();
      new Workers(all).assertEveryLineOnce(file);
      StagingDirectory.assertNothingLeft(file);
      Files.delete(file);
    }

    void runAndRecover() throws Exception {
      fill();
      running.forEach(worker -> worker.awaitAcknowledged(200));
      killAll();
      Run recover = Run.cli("recover", file.toString());
      assertThat(recover.exitCode()).as(recover.toString()).isZero();
      assertThat(recover.out()).contains("deadWritersCleared=" + JVMS);
      new Workers(all).assertEveryLineOnce(file);
      StagingDirectory.assertNothingLeft(file);
    }

    private int killOne() {
      Worker victim = running.remove(random.nextInt(running.size()));
      victim.awaitAcknowledged(1);
      running.forEach(worker -> worker.awaitAcknowledged(1));
      recoveries.add(Recovery.afterKill(victim, running, file));
      victim.kill();
      return 1;
    }

    private int killAll() {
      running.forEach(worker -> worker.awaitAcknowledged(1));
      new Workers(running).kill();
      running.clear();
      return JVMS;
    }

    private void fill() {
      while (running.size() < JVMS) {
        Worker next = jvms.start(orders.asJvm(all.size())).go();
        all.add(next);
        running.add(next);
      }
    }
  }
}
