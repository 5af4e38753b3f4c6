package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import logweir.integration.harness.Expectation;
import logweir.integration.harness.ForeignWriter;
import logweir.integration.harness.ForeignWriter.Language;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.LineOracle;
import logweir.integration.harness.LineReport;
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
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Others append to the log too, while JVMs of ours write it, and some of these are killed right
 * before and right behind a write: nobody's line is torn or lost, and a dead publisher's batch is
 * found between the lines of others.
 *
 * <p>None is killed in the middle of a write. The kernel then leaves it after some page, and a
 * program that knows nothing of it appends its line to half of ours, as it would with any appender.
 */
class OtherWritersIT {
  private static final int FIRST_FOREIGN = 500;
  private static final int LINES = Scale.of(20_000, 400_000);
  private static final List<String> KILLED_AT =
      List.of("INTENT_RECORDED#5", "APPENDED#5", "SPILL_RECORDED", "SPILL_APPENDED");
  private static final int PAUSE_MICROS = 500;
  private static final int LINES_BETWEEN = 20;

  /** What bash's echo writes at once is about 1,000 bytes; longer lines it tears itself. */
  private static final int[] FOREIGN_SIZES = {64, 128, 700, 40};

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private Mortals ours;
  private Workers survivors;
  private TestReporter reporter;

  @BeforeEach
  void setUp(TestReporter testReporter) throws Exception {
    reporter = testReporter;
    file = directory.resolve("app.log");
    WorkerOrders orders =
        Mortals.logTo(file)
            .threads(2)
            .sizes(Mortals.SIZES)
            .pauseMicros(PAUSE_MICROS)
            .maxBlockMillis((int) Hang.LIMIT.toMillis())
            .lines(WorkerOrders.UNTIL_STOPPED);
    ours = new Mortals(jvms, orders);
    survivors =
        new Workers(
            List.of(ours.start(ours.orders()), ours.start(ours.orders().through(Way.LOGBACK))));
    survivors.all().forEach(Mortals::send);
    survivors.all().forEach(worker -> worker.awaitAcknowledged(1));
  }

  @ParameterizedTest
  @EnumSource
  void shouldTearNobodysLine(Language language) throws Exception {
    List<Worker> victims = victims();
    ForeignWriter first = start(language, FIRST_FOREIGN);
    ForeignWriter second = start(language, FIRST_FOREIGN + 1);
    killAmongLines(victims, () -> first.isAlive() || second.isAlive());
    first.awaitDone();
    second.awaitDone();
    survivors.stop().awaitDone();

    assertEveryLineOnce(
        ours.all()
            .expectation()
            .exactly(FIRST_FOREIGN, 0, LINES)
            .exactly(FIRST_FOREIGN + 1, 0, LINES));
  }

  @Test
  void shouldTearNobodysLineBesideAFileAppender() throws Exception {
    List<Worker> victims = victims();
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .asJvm(FIRST_FOREIGN)
            .through(Way.FILE_APPENDER)
            .threads(2)
            .sizes(FOREIGN_SIZES)
            .pauseMicros(PAUSE_MICROS)
            .lines(LINES / 4);
    Worker other = jvms.start(orders).awaitReady().go();
    killAmongLines(victims, () -> other.jvm().isAlive());
    other.awaitDone();
    survivors.stop().awaitDone();

    assertEveryLineOnce(ours.all().expectation().of(other.ledger()));
  }

  private ForeignWriter start(Language language, int number) throws IOException {
    return jvms.track(ForeignWriter.start(language, file, number, LINES, FOREIGN_SIZES, directory));
  }

  /** Of each kind one, so that they need not be started while others write. */
  private List<Worker> victims() {
    WorkerOrders publishing = ours.orders().threads(1).publishMillis(0);
    return KILLED_AT.stream().map(failpoint -> ours.startFor(publishing, failpoint)).toList();
  }

  /** Each holds the publisher lock where it dies, so that only others append meanwhile. */
  private void killAmongLines(List<Worker> victims, BooleanSupplier othersWrite)
      throws IOException {
    int amongLines = 0;
    for (Worker victim : victims) {
      Mortals.sendTo(victim, victim.orders().failpoint().orElseThrow());
      long enough = Files.size(file) + LINES_BETWEEN * 128L;
      Hang.await("lines of others")
          .until(() -> Files.size(file) >= enough || !othersWrite.getAsBoolean());
      amongLines += Files.size(file) >= enough ? 1 : 0;
      victim.kill();
    }
    reporter.publishEntry("killed=" + victims.size() + ", among lines of others=" + amongLines);
    assertThat(amongLines).isPositive();
  }

  private void assertEveryLineOnce(Expectation expected) throws IOException {
    LineReport report = LineOracle.check(file, 0, expected).assertClean();
    StagingDirectory.assertNothingLeft(file);
    reporter.publishEntry("lines=" + report.wholeLines());
  }
}
