package logweir.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logweir.integration.harness.HandRotation;
import logweir.integration.harness.HandRotation.Way;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.LineOracle;
import logweir.integration.harness.LineReport;
import logweir.integration.harness.Logrotate;
import logweir.integration.harness.Population;
import logweir.integration.harness.Rotation;
import logweir.integration.harness.Samples;
import logweir.integration.harness.Scale;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Somebody else rotates a log while JVMs write it: all of its files together hold each line once,
 * and those of a thread in their order.
 *
 * <p>The next rotation comes when there are lines in the new file. All that was meant for the
 * former one is in it by then, since batches are written one after the other, and a successor
 * finishes a dead publisher's batch before its own. A JVM is killed between two rotations: one that
 * is killed in the middle of a write, and whose file is renamed before the others have completed
 * it, leaves half a line there.
 */
class ExternalRotationIT {
  private static final int JVMS = 3;
  private static final int ROTATIONS = Scale.of(10, 200);
  private static final int ROTATIONS_UNTIL_KILL = Scale.of(5, 10);
  private static final int PAUSE_MICROS = 2000;

  /** Mostly short; the last lies in several chunks. */
  private static final int[] SIZES =
      IntStream.concat(
              IntStream.range(0, 60).flatMap(i -> IntStream.of(64, 128, 700, 64, 3000)),
              IntStream.of(300_000))
          .toArray();

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private TestReporter reporter;

  @BeforeEach
  void setUp(TestReporter testReporter) {
    file = directory.resolve("app.log");
    reporter = testReporter;
  }

  /** Who rotates, and how. */
  enum Rotator {
    LOGROTATE_CREATE,
    LOGROTATE_NOCREATE,
    LOGROTATE_CREATE_DELAYCOMPRESS,
    LOGROTATE_NOCREATE_DELAYCOMPRESS,
    /**
     * A batch may still come to a file that has just been renamed, so it is not compressed before
     * the new file has lines.
     */
    LOGROTATE_CREATE_COMPRESS,
    /** As the sample configuration says, but for the name and the number of files. */
    LOGROTATE_SAMPLE,
    MOVE,
    REMOVE,
    REMOVE_ONE_OF_TWO_NAMES,
    RESTORE;

    Rotation of(Path log) throws IOException {
      return switch (this) {
        case MOVE, REMOVE, REMOVE_ONE_OF_TWO_NAMES, RESTORE ->
            HandRotation.of(Way.valueOf(name()), log);
        case LOGROTATE_SAMPLE ->
            Logrotate.configured(
                log,
                Samples.text("logrotate.conf")
                    .with("/var/log/app/app.log", log.toString())
                    .with("rotate 14", "rotate " + (ROTATIONS + 1))
                    .toString());
        case LOGROTATE_CREATE -> logrotate(log, "create");
        case LOGROTATE_NOCREATE -> logrotate(log, "nocreate");
        case LOGROTATE_CREATE_DELAYCOMPRESS ->
            logrotate(log, "create", "compress", "delaycompress");
        case LOGROTATE_NOCREATE_DELAYCOMPRESS ->
            logrotate(log, "nocreate", "compress", "delaycompress");
        case LOGROTATE_CREATE_COMPRESS ->
            logrotate(
                log,
                "create",
                "compress",
                "postrotate",
                "until [ -s " + log + " ]; do sleep 0.01; done",
                "endscript");
      };
    }

    private static Rotation logrotate(Path log, String... directives) throws IOException {
      Stream<String> all =
          Stream.concat(Stream.of("rotate " + (ROTATIONS + 1)), Stream.of(directives));
      return Logrotate.with(log, all.toList());
    }
  }

  /** A file that is removed for good takes what a dead publisher wrote to it along: see below. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "REMOVE")
  void shouldKeepTheLinesWhenTheLogIsRotatedAndJvmsAreKilled(Rotator rotator) throws Exception {
    rotate(rotator, ROTATIONS_UNTIL_KILL);
  }

  @Test
  void shouldKeepTheLinesWhenTheLogIsRemoved() throws Exception {
    rotate(Rotator.REMOVE, Integer.MAX_VALUE);
  }

  /** The batch is in the file, but nothing says so but the file itself, under its new name. */
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      // Nothing comes to the new file while nobody lives, and a removed one is not looked for.
      names = {"REMOVE", "LOGROTATE_CREATE_COMPRESS", "RESTORE"})
  void shouldFindTheBatchOfADeadPublisherInARotatedFile(Rotator rotator) throws Exception {
    Rotation rotation = jvms.track(rotator.of(file));
    WorkerOrders orders = WorkerOrders.logTo(file).threads(2).shortLived();
    WorkerOrders endless = orders.lines(WorkerOrders.UNTIL_STOPPED).pauseMicros(PAUSE_MICROS);
    Worker victim = jvms.start(endless.asJvm(0).failpoint("APPENDED#3")).go().awaitAt("APPENDED");
    victim.kill();
    rotation.rotate();
    Worker next = jvms.start(orders.asJvm(1).lines(1000)).go().awaitDone();

    assertEveryLineOnce(rotation, new Workers(List.of(victim, next)));
  }

  private void rotate(Rotator rotator, int rotationsUntilKill) throws Exception {
    Rotation rotation = jvms.track(rotator.of(file));
    WorkerOrders orders =
        Mortals.logTo(file)
            .shortLived()
            .threads(2)
            .sizes(SIZES)
            .pauseMicros(PAUSE_MICROS)
            .lines(WorkerOrders.UNTIL_STOPPED);
    Population population = new Population(jvms, orders, JVMS);
    population.fill().go();
    awaitLines();
    for (int rotations = 1; rotations <= ROTATIONS; rotations++) {
      if (rotations % rotationsUntilKill == 0) {
        population.killOne();
      }
      rotation.rotate();
      awaitLines();
      population.fill().all().forEach(Worker::go);
    }
    population.living().stop().awaitDone();

    LineReport report = assertEveryLineOnce(rotation, population.all());
    reporter.publishEntry(
        "%s: rotations=%d, killed=%d, lines=%d"
            .formatted(
                rotator, ROTATIONS, population.all().all().size() - JVMS, report.wholeLines()));
  }

  private void awaitLines() {
    Hang.await("lines in " + file).until(() -> Files.exists(file) && Files.size(file) > 0);
  }

  private LineReport assertEveryLineOnce(Rotation rotation, Workers workers) throws IOException {
    StagingDirectory.assertNothingLeft(file);
    return LineOracle.check(rotation.files(), 0, workers.expectation()).assertClean();
  }
}
