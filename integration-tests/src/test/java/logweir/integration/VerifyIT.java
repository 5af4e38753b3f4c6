package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import logweir.engine.FailpointStop;
import logweir.engine.LogVerification;
import logweir.engine.LogVerification.Result;
import logweir.engine.LogVerifier;
import logweir.engine.SharedLog;
import logweir.engine.SharedLogConfig;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Run;
import logweir.integration.harness.Scale;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code logweir verify} finds nothing wrong where nothing is, whatever goes on. */
class VerifyIT {
  private static final int LOOKS = Scale.of(1_000, 100_000);
  private static final int EVERY = Scale.of(8, 1);
  private static final int FLIPS = Scale.of(20, 1_000);
  private static final long ALL = Long.MAX_VALUE;
  private static final String[] LAST_STEPS = {"INTENT_RECORDED", "RESERVED#50"};

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;

  /** Flat out through a small ring, with lines too long for it, and with chunks given back. */
  @Test
  void shouldFindNothingWrongUnderLoad(TestReporter reporter) throws Exception {
    WorkerOrders orders =
        WorkerOrders.logTo(directory.resolve("app.log"))
            .geometry(8 * 1024, 8)
            .threads(2)
            .lines(WorkerOrders.UNTIL_STOPPED)
            .sizes(Mortals.SIZES);
    Workers workers =
        jvms.startAll(
                orders.asJvm(0).publishMillis(0),
                orders.asJvm(1).pauseMicros(50),
                orders.asJvm(2).pauseMicros(500))
            .go();

    for (int look = 0; look < LOOKS; look++) {
      assertGood(verify(orders.file(), 4096));
    }
    Run run = Run.cli("verify", "--all", orders.file().toString());

    workers.stop().awaitDone();
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out()).endsWith("nothing is damaged\n");
    assertGood(verify(orders.file(), ALL));
    workers.assertEveryLineOnce(orders.file());
    reporter.publishEntry(LOOKS + " looks, " + Files.size(orders.file()) + " bytes");
  }

  /** The staging area comes and goes under its eyes. */
  @Test
  void shouldFindNothingWrongWhileTheOnlyWriterComesAndGoes() throws Exception {
    Path file = directory.resolve("app.log");
    ForkedJvm writer =
        jvms.fork("guest", Guest.class, List.of("-Xmx32m"), List.of(file.toString()));
    writer.awaitPrinted(Guest.CAME);
    int staged = 0;
    int without = 0;
    for (int look = 0; look < LOOKS / 2 || staged == 0 || without == 0; look++) {
      LogVerification verification = verify(file, ALL);
      assertGood(verification);
      if (verification.isStaged()) {
        staged++;
      } else {
        without++;
      }
    }
    assertThat(writer.isAlive()).as(writer.toString()).isTrue();
  }

  /** Opens the log for each of its lines, until it is killed. */
  static final class Guest {
    static final String CAME = "came";

    private Guest() {}

    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[0]);
      for (int visit = 0; ; visit++) {
        byte[] line = ("visit " + visit + "\n").getBytes(StandardCharsets.UTF_8);
        try (SharedLog shared = SharedLog.open(file, SharedLogConfig.defaults())) {
          shared.append(line, 0, line.length);
        }
        if (visit == 0) {
          System.out.println(CAME);
        }
      }
    }
  }

  static List<String> points() {
    List<String> names = FailpointStop.names();
    return IntStream.range(0, names.size())
        .filter(index -> index % EVERY == 0)
        .mapToObj(names::get)
        .toList();
  }

  /** What a process leaves that stops, or dies, at any step is no damage. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("points")
  void shouldFindNothingWrongWithAProcessThatStoppedOrDiedAt(String point) throws Exception {
    Path file = directory.resolve("app.log");
    Mortals mortals = new Mortals(jvms, Mortals.logTo(file));
    WorkerOrders atOnce = mortals.orders().threads(2).sizes(Mortals.SIZES).publishMillis(0);
    Worker predecessor =
        mortals.startFor(atOnce.sizes(Mortals.SHORT).lines(WorkerOrders.UNTIL_STOPPED), LAST_STEPS);
    Worker victim = mortals.startFor(atOnce.lines(32).rounds(2).trimming(), point);
    Mortals.sendTo(predecessor, LAST_STEPS);
    assertGood(verify(file, ALL));
    predecessor.kill();
    assertGood(verify(file, ALL));

    Mortals.send(victim).go();
    victim.awaitAt(point);
    assertGood(verify(file, ALL));
    victim.kill();
    assertGood(verify(file, ALL));
  }

  /**
   * Bytes of the control file are flipped, anywhere: what was found is told, and nothing thrown.
   */
  @ParameterizedTest
  @ValueSource(strings = {"COMMITTED#20", "INTENT_RECORDED", "CLAIMED#20", "SPILL_RECORDED"})
  void shouldNameFlippedBytes(String killedAt, TestReporter reporter) throws Exception {
    Path template = Files.createDirectory(directory.resolve("template"));
    WorkerOrders orders = WorkerOrders.logTo(template.resolve("app.log")).geometry(16 * 1024, 4);
    int[] sizes = killedAt.startsWith("SPILL") ? new int[] {128, 128, 40_000} : new int[] {700};
    int publishMillis = killedAt.startsWith("INTENT") ? 200 : 60_000;
    Worker killed =
        jvms.start(
            orders
                .publishMillis(publishMillis)
                .sizes(sizes)
                .lines(WorkerOrders.UNTIL_STOPPED)
                .failpoint(killedAt));
    killed.awaitReady().go().awaitAt(killedAt.split("#", -1)[0]).kill();
    assertGood(verify(orders.file(), ALL));

    int damaged = 0;
    for (long seed = 1; seed <= FLIPS; seed++) {
      Path copy = directory.resolve("copy" + seed);
      FlippedStart.copy(template, copy);
      FlippedStart.flip(copy.resolve(".app.log.logweir/control"), seed);
      if (!verify(copy.resolve("app.log"), ALL).isGood()) {
        damaged++;
      }
    }
    reporter.publishEntry(killedAt + ": " + damaged + " of " + FLIPS + " found damaged");
    // The same flips in each run; the others hit counters, and what nobody uses.
    assertThat(damaged).isGreaterThan(FLIPS / 4);
  }

  private static LogVerification verify(Path file, long tailBytes) throws IOException {
    return LogVerifier.verify(file, Optional.empty(), tailBytes);
  }

  private static void assertGood(LogVerification verification) {
    assertThat(verification.checks())
        .noneMatch(check -> check.result() == Result.DAMAGED)
        .isNotEmpty();
  }
}
