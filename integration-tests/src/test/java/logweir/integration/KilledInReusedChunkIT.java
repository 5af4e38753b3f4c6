package logweir.integration;

import java.nio.file.Path;
import java.util.List;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A writer that is killed before it could say what it has reserved, in a chunk that was used
 * before: the extent is found by its zeros, so nothing of the old content may be left there.
 */
class KilledInReusedChunkIT {
  private static final int LINE = 100;
  private static final int CHUNK = 4096;
  private static final int CHUNKS = 2;

  /** So many lines are in the file before, that each chunk has been used twice at least. */
  private static final int LINES_BEFORE = 3 * CHUNKS * CHUNK / LINE;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"LANE_TAKEN", "RESERVED", "CLAIMED", "COPIED"})
  void shouldPublishNothingOfWhatStoodThere(String point) throws Exception {
    Path file = directory.resolve("app.log");
    WorkerOrders orders = WorkerOrders.logTo(file).geometry(CHUNK, CHUNKS).sizes(LINE);
    FaultTrials.of("writer killed in a chunk that is used again")
        .trial(
            () -> {
              WorkerOrders doomed = orders.failpoint(point + "#" + LINES_BEFORE);
              Worker victim =
                  jvms.start(doomed.asJvm(0).lines(WorkerOrders.UNTIL_STOPPED)).awaitReady();
              Worker other = jvms.start(orders.asJvm(1).lines(LINES_BEFORE)).awaitReady();
              victim.go().awaitAt(point);

              victim.kill();

              new Workers(List.of(victim, other.go().awaitDone())).assertEveryLineOnce(file);
            });
  }
}
