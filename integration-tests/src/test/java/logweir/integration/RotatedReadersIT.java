package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import logweir.integration.harness.Backlog;
import logweir.integration.harness.ClockRotation;
import logweir.integration.harness.HandRotation;
import logweir.integration.harness.HandRotation.Way;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.LineOracle;
import logweir.integration.harness.LogReader;
import logweir.integration.harness.Logrotate;
import logweir.integration.harness.Population;
import logweir.integration.harness.Rotation;
import logweir.integration.harness.Rsyslog;
import logweir.integration.harness.Scale;
import logweir.integration.harness.TailProcess;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What readers that follow a log make of it while JVMs write it, some of these are killed, and
 * somebody rotates it: exactly what all its files together hold.
 *
 * <p>A reader that follows a name stops reading a file as soon as it learns that it was renamed, or
 * when it next looks. Whatever is not read by then it does not show, whoever wrote it; busybox's
 * tail, which looks once a second, would not even see a file that is rotated away twice between two
 * looks. So the log is rotated when nobody logs, nothing is staged, and the reader has shown all.
 */
class RotatedReadersIT {
  private static final int JVMS = 3;
  private static final int LINES_OF_A_ROUND = 50;
  private static final int ROUNDS_UNTIL_KILL = 10;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private TestReporter reporter;

  @BeforeEach
  void setUp(TestReporter testReporter) {
    file = directory.resolve("app.log");
    reporter = testReporter;
  }

  /** Who renames the log. */
  enum Rotator {
    MOVE,
    LOGROTATE_CREATE,
    /** Whichever of the JVMs writes the first line of a day. */
    POLICY;

    Rotation of(Path log) throws IOException {
      return switch (this) {
        case MOVE -> HandRotation.of(Way.MOVE, log);
        case LOGROTATE_CREATE -> Logrotate.with(log, List.of("rotate 1000", "create"));
        case POLICY -> ClockRotation.of(log);
      };
    }
  }

  /** If the file is not there when it starts, tail looks for a new one every five seconds only. */
  @ParameterizedTest
  @EnumSource
  void shouldShowGnuTailEveryLine(Rotator rotator) throws Exception {
    Files.createFile(file);
    LogReader tail = jvms.track(TailProcess.follow(file, directory.resolve("tail.out")));
    rotateUnder(tail, rotator, Scale.of(6, 200));
  }

  @ParameterizedTest
  @EnumSource
  void shouldShowBusyboxTailEveryLine(Rotator rotator) throws Exception {
    LogReader tail = jvms.track(TailProcess.followWithBusybox(file, directory.resolve("tail.out")));
    rotateUnder(tail, rotator, Scale.of(6, 200));
  }

  @ParameterizedTest
  @EnumSource
  void shouldHaveRsyslogForwardEveryLine(Rotator rotator) throws Exception {
    rotateUnder(jvms.track(Rsyslog.forward(file)), rotator, Scale.of(6, 200));
  }

  private void rotateUnder(LogReader reader, Rotator rotator, int rotations) throws Exception {
    Rotation rotation = jvms.track(rotator.of(file));
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .shortLived()
            .geometry(16 * 1024, 32)
            .threads(2)
            .sizes(64, 128, 700, 3000, 9000)
            .pauseMicros(100)
            .lines(LINES_OF_A_ROUND);
    Population population =
        new Population(jvms, rotator == Rotator.POLICY ? ClockRotation.byIt(orders) : orders, JVMS);
    long shown = 0;
    for (int round = 0; round <= rotations; round++) {
      if (round > 0) {
        rotation.rotate();
      }
      population.fill(rotations - round + 1).all().forEach(Worker::awaitReady);
      logRound(population, rotations, round);
      shown += Files.size(file);
      awaitShown(reader, shown);
    }
    population.living().awaitDone();

    List<Path> files = rotation.files();
    LineOracle.check(files, 0, population.all().expectation()).assertClean();
    Path all = concatenated(files);
    assertThat(Files.mismatch(all, reader.output())).as("first byte that differs").isEqualTo(-1);
    reporter.publishEntry(
        "%s: rotations=%d, killed=%d, bytes=%d"
            .formatted(rotator, rotations, population.all().all().size() - JVMS, Files.size(all)));
  }

  /** Each logs the lines of a round; in some rounds one is killed at it. */
  private void logRound(Population population, int rotations, int round) {
    population.living().all().forEach(Worker::go);
    if (round % ROUNDS_UNTIL_KILL == ROUNDS_UNTIL_KILL - 1) {
      population.killOneAtOnce();
    }
    for (Worker worker : population.living().all()) {
      int roundsBefore = rotations + 1 - worker.orders().rounds();
      worker.awaitRoundEnd(round - roundsBefore);
    }
    Backlog.awaitNone(file);
  }

  private static void awaitShown(LogReader reader, long bytes) {
    Hang.await("all " + bytes + " bytes in " + reader.output())
        .until(() -> Files.exists(reader.output()) && Files.size(reader.output()) >= bytes);
  }

  private Path concatenated(List<Path> files) throws IOException {
    Path all = directory.resolve("all");
    try (OutputStream out = Files.newOutputStream(all)) {
      for (Path part : files) {
        Files.copy(part, out);
      }
    }
    return all;
  }
}
