package logweir.integration;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.TestJava;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Interrupts;
import logweir.integration.harness.WorkerOrders.ThreadKind;
import logweir.integration.harness.WorkerOrders.Way;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Threads that are not plain: virtual ones, and interrupted ones. */
class ThreadsIT {
  private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private TestReporter reporter;

  @BeforeEach
  void setUp(TestReporter testReporter) {
    file = directory.resolve("app.log");
    reporter = testReporter;
  }

  @ParameterizedTest
  @CsvSource({"ENGINE, 0", "ENGINE, 1", "LOGBACK, 1"})
  void shouldKeepTheLinesOfVirtualThreads(Way way, int publishMillis) {
    assumeTrue(
        TestJava.feature() >= FIRST_WITH_VIRTUAL_THREADS,
        () -> "no virtual threads in JDK " + TestJava.feature() + "; see logweir.test.java");
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .through(way)
            .publishMillis(publishMillis)
            .geometry(16 * 1024, 16)
            .threadKind(ThreadKind.VIRTUAL)
            .threads(500)
            .lines(40);

    assertEveryLineOnce(List.of(orders, orders.asJvm(1)));
  }

  @ParameterizedTest
  @CsvSource({
    "ENGINE, 0, BEFORE_EACH_CALL",
    "ENGINE, 1, BEFORE_EACH_CALL",
    "LOGBACK, 0, BEFORE_EACH_CALL",
    "ENGINE, 0, AT_RANDOM",
    "ENGINE, 1, AT_RANDOM",
    "LOGBACK, 0, AT_RANDOM"
  })
  void shouldKeepTheLinesAndTheFlagsOfInterruptedThreads(
      Way way, int publishMillis, Interrupts interrupts) {
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .through(way)
            .publishMillis(publishMillis)
            .geometry(4096, 4)
            .threads(3)
            .sizes(64, 128, 3000, 20_000)
            .lines(2000)
            .interrupts(interrupts);

    assertEveryLineOnce(List.of(orders, orders.asJvm(1).interrupts(Interrupts.NONE)));
  }

  private void assertEveryLineOnce(List<WorkerOrders> orders) {
    Workers workers = jvms.startAll(orders).go().awaitDone();

    reporter.publishEntry(workers.summary());
    workers.assertEveryLineOnce(file);
  }
}
