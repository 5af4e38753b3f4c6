package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import logweir.engine.FailpointStop;
import logweir.integration.harness.FailingWorker;
import logweir.integration.harness.FailingWorker.Cause;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Scale;
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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Errors that are thrown out of the middle of a logging call: the lines of others, and the later
 * ones of the same JVM, are in the file once; the line of that call once or not at all.
 */
class ErrorIT {
  /** Steps of the caller and of the publisher; nothing can be thrown behind the cursor's CAS. */
  private static final List<String> POINTS =
      List.of(
          "LANE_TAKEN",
          "CLAIMED",
          "HALF_COPIED",
          "COPIED",
          "COMMITTED",
          "PUBLISH_LOCKED",
          "SCANNED",
          "INTENT_RECORDED",
          "APPENDED",
          "INTENT_WRITTEN",
          "PUBLISHED",
          "LANES_FREED",
          "INTENT_CLEARED",
          "GROW_LOCKED",
          "CHUNK_READY",
          "CHUNK_INSTALLED");

  private static final int LIVES = Scale.of(120, 4_000);

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
  @ValueSource(
      strings = {
        "java.lang.OutOfMemoryError",
        "java.lang.StackOverflowError",
        "java.lang.ThreadDeath"
      })
  void shouldGoOnAfterAnErrorAtAnyStep(String error) throws Exception {
    String points =
        POINTS.stream()
            .map(point -> point + "#" + (5 + POINTS.indexOf(point)) + "=" + error)
            .collect(Collectors.joining(","));
    Worker failed =
        run(
            "error at a step of append or publish",
            POINTS.size(),
            orders().threads(40).lines(100).failpoint(points),
            Cause.FAILPOINT);
    assertThat(POINTS).allMatch(point -> FailpointStop.isReached(failed.failpoints(), point));
  }

  @Test
  void shouldGoOnWhenTheStackIsUsedUpInAppend() throws Exception {
    run("stack used up in append", LIVES, orders().threads(LIVES).lines(100), Cause.OVERFLOW);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void shouldGoOnWhenTheHeapIsUsedUpInAppend(Way way) throws Exception {
    WorkerOrders failing =
        orders().through(way).threads(LIVES / 10).lines(20_000).heapMegabytes(24);
    run("heap used up in append", LIVES / 10, failing, Cause.NO_MEMORY);
  }

  private Worker run(String row, int trials, WorkerOrders failing, Cause cause) throws Exception {
    WorkerOrders healthy =
        orders().threads(2).pauseMicros(300).publishMillis(50).lines(WorkerOrders.UNTIL_STOPPED);
    Worker other = jvms.start(healthy.asJvm(1)).awaitReady().go();
    Worker worker =
        jvms.start(failing.asJvm(0).jvmOptions(FailingWorker.option(cause)), FailingWorker.class);
    FaultTrials.of(row)
        .trials(
            trials,
            () -> {
              worker.awaitEnded();
              other.awaitAcknowledged(other.acknowledged() + 200).stop().awaitDone();
              String errors = worker.jvm().awaitPrinted(FailingWorker.ERRORS);
              reporter.publishEntry(errors + " errors, " + worker.complaints().size() + " Status");
              assertThat(Integer.parseInt(errors)).isPositive();
              new Workers(List.of(worker, other)).assertEveryLineOnceInAnyOrder(file);
            });
    return worker;
  }

  private WorkerOrders orders() {
    return WorkerOrders.logTo(file).geometry(4096, 8).sizes(64, 128, 700, 1500);
  }
}
