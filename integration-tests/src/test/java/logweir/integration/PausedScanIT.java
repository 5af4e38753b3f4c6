package logweir.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A publisher that loses the processor between its look at the cursor and its look at the lanes,
 * while a line is reserved. Its batch ends before that line, which is not copied yet.
 */
class PausedScanIT {
  private static final int LINES = 20;
  private static final int LINE = 100;
  private static final int PAUSE_MICROS = 5000;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;

  @Test
  void shouldNotPublishWhatIsReservedDuringTheScan() throws Exception {
    Path file = directory.resolve("app.log");
    WorkerOrders orders = WorkerOrders.logTo(file).sizes(LINE).lines(LINES);
    FaultTrials.of("publisher paused in its look at the lanes")
        .trial(
            () -> {
              // It publishes once when it opens the log; and its own lanes are free when it is
              // paused.
              WorkerOrders unhurried = orders.asJvm(0).pauseMicros(PAUSE_MICROS);
              Worker publisher = jvms.start(unhurried.failpoint("CURSOR_READ#8")).awaitReady();
              publisher.go().awaitAt("CURSOR_READ").awaitAcknowledged(LINES);
              // Only now, so that it publishes none of the other one's lines.
              Worker writer = jvms.start(orders.asJvm(1).failpoint("CLAIMED")).awaitReady();
              writer.go().awaitAt("CLAIMED");

              publisher.goOnFrom("CURSOR_READ");

              publisher.jvm().await("lines of the publisher", () -> size(file) >= LINES * LINE);
              writer.goOnFrom("CLAIMED");
              new Workers(List.of(publisher, writer)).awaitDone().assertEveryLineOnce(file);
            });
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
