package logweir.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Scale;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that is killed while it opens the log, and others that start at the same moment. */
class KilledAtStartIT {
  private static final int TRIALS = Scale.of(1, 10);

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ATTACH_LOCKED",
        "FILES_REMOVED",
        "CHUNKS_CREATED",
        "CONTROL_WRITTEN",
        "CONTROL_NAMED",
        "WRITER_LOCKED",
        "SLOT_FILLED",
        "SLOT_TAKEN"
      })
  void shouldLeaveTheLogToOthersWhenTheFirstDies(String point) throws Exception {
    FaultTrials trials = FaultTrials.of("killed while creating the files, others start");
    for (int trial = 0; trial < TRIALS; trial++) {
      int number = trial;
      trials.trial(() -> killAt(point, number, false));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ATTACH_LOCKED", "WRITER_LOCKED", "SLOT_FILLED", "SLOT_TAKEN"})
  void shouldLeaveTheLogToOthersWhenALaterOneDies(String point) throws Exception {
    FaultTrials trials = FaultTrials.of("killed while attaching, others start");
    for (int trial = 0; trial < TRIALS; trial++) {
      int number = trial;
      trials.trial(() -> killAt(point, number, true));
    }
  }

  private void killAt(String point, int trial, boolean oneIsThere) throws Exception {
    Path file = Files.createDirectory(directory.resolve("trial" + trial)).resolve("app.log");
    Mortals mortals = new Mortals(jvms, Mortals.logTo(file));
    WorkerOrders orders = mortals.orders().sizes(Mortals.SIZES).lines(100);
    Worker first = mortals.start(orders);
    Worker victim = mortals.startFor(orders, point);
    Worker second = mortals.start(orders);
    Worker third = mortals.start(orders);
    if (oneIsThere) {
      Mortals.send(first).awaitAcknowledged(1);
    }
    Mortals.sendTo(victim, point);

    Stream.of(first, second, third).forEach(Mortals::send);
    Stream.of(first, second, third).forEach(Worker::awaitOpening);
    victim.kill();

    new Workers(List.of(first, second, third)).awaitDone();
    mortals.all().assertEveryLineOnce(file);
    StagingDirectory.assertNothingLeft(file);
  }
}
