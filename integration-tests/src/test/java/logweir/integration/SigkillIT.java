package logweir.integration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.WorkerOrders.Way;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * JVMs that are killed while they log: each line whose call had returned is in the file once, and
 * no piece of any other.
 */
class SigkillIT {
  private static final int JVMS = 3;
  private static final int KILLS = Integer.getInteger("logweir.kills", 10);

  /** Mostly short; the last is longer than what the ring takes, and goes another way. */
  private static final int[] SIZES =
      IntStream.concat(
              IntStream.range(0, 40).flatMap(i -> IntStream.of(64, 128, 700, 5000)),
              IntStream.of(300_000))
          .toArray();

  private static final long PROGRESS = 500;
  private static final int PAUSE_MICROS = 200;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void setUp() {
    file = directory.resolve("app.log");
  }

  /** With a long interval, the most of what was acknowledged is still staged at the kill. */
  @ParameterizedTest
  @CsvSource({"ENGINE, 0", "ENGINE, 1", "ENGINE, 2000", "LOGBACK, 1"})
  void shouldKeepAcknowledgedLinesWhenAllJvmsAreKilled(Way way, int publishMillis) {
    WorkerOrders orders = endless(way, publishMillis);
    Workers killed = jvms.startAll(IntStream.range(0, JVMS).mapToObj(orders::asJvm).toList()).go();
    killed.all().forEach(worker -> worker.awaitAcknowledged(PROGRESS));
    killed.kill();

    Workers restarted = jvms.startAll(orders.asJvm(JVMS).lines(100)).go().awaitDone();

    killed.and(restarted).assertEveryLineOnce(file);
  }

  @ParameterizedTest
  @CsvSource({"ENGINE, 0", "ENGINE, 1", "LOGBACK, 1"})
  void shouldKeepAcknowledgedLinesWhenOneJvmAfterAnotherIsKilled(Way way, int publishMillis) {
    WorkerOrders orders = endless(way, publishMillis).pauseMicros(PAUSE_MICROS);
    List<Worker> running =
        new ArrayList<>(
            jvms.startAll(IntStream.range(0, JVMS).mapToObj(orders::asJvm).toList()).go().all());
    List<Worker> all = new ArrayList<>(running);
    for (int kill = 0; kill < KILLS; kill++) {
      running.forEach(worker -> worker.awaitAcknowledged(worker.acknowledged() + PROGRESS));
      running.remove(0).kill();
      Worker next = jvms.start(orders.asJvm(JVMS + kill)).awaitReady().go();
      running.add(next);
      all.add(next);
    }
    running.forEach(worker -> worker.awaitAcknowledged(worker.acknowledged() + PROGRESS));
    new Workers(running).stop().awaitDone();

    new Workers(all).assertEveryLineOnce(file);
  }

  private WorkerOrders endless(Way way, int publishMillis) {
    return WorkerOrders.logTo(file)
        .through(way)
        .publishMillis(publishMillis)
        .geometry(16 * 1024, 32)
        .threads(3)
        .sizes(SIZES)
        .lines(WorkerOrders.UNTIL_STOPPED);
  }
}
