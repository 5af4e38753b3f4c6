package logweir.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import logweir.integration.harness.Backlog;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Logrotate;
import logweir.integration.harness.Population;
import logweir.integration.harness.Scale;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.TruncationGaps;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log that logrotate copies and then truncates. Its manual says that what is logged between the
 * two may be lost; with writers that append, that is all that is.
 */
class CopyTruncateIT {
  private static final int JVMS = 3;
  private static final int ROTATIONS = Scale.of(20, 200);
  private static final int ROTATIONS_UNTIL_KILL = Scale.of(5, 10);
  private static final int PAUSE_MICROS = 500;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private Logrotate logrotate;

  @BeforeEach
  void setUp() throws IOException {
    file = directory.resolve("app.log");
    logrotate =
        jvms.track(Logrotate.with(file, List.of("rotate " + (ROTATIONS + 1), "copytruncate")));
  }

  @Test
  void shouldLoseOnlyWhatComesBetweenCopyAndTruncation(TestReporter reporter) throws Exception {
    WorkerOrders orders =
        Mortals.logTo(file)
            .shortLived()
            .threads(2)
            .sizes(Mortals.SHORT)
            .pauseMicros(PAUSE_MICROS)
            .lines(WorkerOrders.UNTIL_STOPPED);
    Population population = new Population(jvms, orders, JVMS);
    population.fill().go();
    TruncationGaps gaps = new TruncationGaps(file);
    for (int rotations = 1; rotations <= ROTATIONS; rotations++) {
      awaitLines();
      if (rotations % ROTATIONS_UNTIL_KILL == 0) {
        population.killOne();
      }
      gaps.begin();
      logrotate.rotate();
      gaps.end(population.all());
      population.fill().go();
    }
    population.living().stop().awaitDone();

    long lost = gaps.assertNothingElse(logrotate.archives(), population.all());
    StagingDirectory.assertNothingLeft(file);
    reporter.publishEntry(
        "rotations=%d, killed=%d, lines=%d, lost between copy and truncation=%d"
            .formatted(
                ROTATIONS,
                population.all().all().size() - JVMS,
                population.all().expectation().requiredLines(),
                lost));
  }

  /** Nothing is lost when nothing is logged meanwhile, however the JVMs keep the file open. */
  @Test
  void shouldLoseNothingWhenNobodyLogsMeanwhile() throws Exception {
    WorkerOrders orders = WorkerOrders.logTo(file).threads(2).lines(100).rounds(ROTATIONS + 1);
    Workers workers = new Population(jvms, orders, JVMS).fill();
    workers.all().forEach(worker -> worker.awaitReady());
    TruncationGaps none = new TruncationGaps(file);
    for (int round = 0; round < ROTATIONS; round++) {
      int ended = round;
      workers.all().forEach(worker -> worker.go());
      workers.all().forEach(worker -> worker.awaitRoundEnd(ended));
      Backlog.awaitNone(file);
      logrotate.rotate();
    }
    workers.go().awaitDone();

    none.assertNothingElse(logrotate.archives(), workers);
  }

  private void awaitLines() {
    Hang.await("lines in " + file).until(() -> Files.exists(file) && Files.size(file) > 0);
  }
}
