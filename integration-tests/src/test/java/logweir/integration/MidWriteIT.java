package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import logweir.engine.Intent;
import logweir.integration.harness.Backlog;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Scale;
import logweir.integration.harness.ScratchDirectory;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A publisher that is killed in the middle of write(2): on tmpfs, where the kernel then leaves the
 * write after some page, so that the file ends in the midst of a batch. Its event is large, so that
 * the write takes its time.
 *
 * <p>A kill may come too early or too late; the tests go on until the file was seen to be cut.
 */
class MidWriteIT {
  private static final Path TMPFS = Path.of("/dev/shm");
  private static final long NEEDED_BYTES = 1L << 30;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int MIN_BATCH_BYTES = 16 << 20;

  /** A batch of its own, as long as the smallest ring takes it. */
  private static final int LARGE_EVENT_BYTES = MIN_BATCH_BYTES + (1 << 19);

  private static final int MAX_TRIES_PER_CUT = 20;
  private static final int LARGE_LINE_BYTES = 110_000_000;

  /** So that it is still at it when the test comes to kill it. */
  private static final String[] SLOWLY = {"nice", "-n", "19"};

  private static final int[] MAX_CHUNKS = {34, 64, 100};

  @RegisterExtension private final Jvms jvms = new Jvms();
  private final Random random = new Random();
  private final List<Double> cuts = new ArrayList<>();
  private ScratchDirectory directory;
  private int tries;

  @BeforeEach
  void setUp() throws Exception {
    directory = ScratchDirectory.createInMemory("logweir-midwrite");
    FileStore store = Files.getFileStore(TMPFS);
    assumeTrue(store.type().equals("tmpfs"), TMPFS + " is no tmpfs");
    assumeTrue(store.getUsableSpace() > NEEDED_BYTES, TMPFS + " is too small");
  }

  @AfterEach
  void tearDown() throws Exception {
    if (directory != null) {
      directory.close();
    }
  }

  @Test
  void shouldCompleteABatchThatWasCutWhileAnotherGoesOn(TestReporter reporter) throws Exception {
    FaultTrials trials = FaultTrials.of("publisher killed in the middle of write(2)");
    untilCut(Scale.of(3, 100), trials, this::cutBatchAmongOthers);
    reporter.publishEntry(summary());
  }

  @Test
  void shouldCompleteABatchThatWasCutWhenOneStarts(TestReporter reporter) throws Exception {
    FaultTrials trials =
        FaultTrials.of("publisher killed in the middle of write(2), one restarted");
    untilCut(Scale.of(2, 50), trials, this::cutBatchAlone);
    reporter.publishEntry(summary());
  }

  @Test
  void shouldCompleteALargeLineThatWasCut(TestReporter reporter) throws Exception {
    FaultTrials trials = FaultTrials.of("killed in the middle of write(2) of a large line");
    untilCut(Scale.of(2, 50), trials, this::cutLargeLine);
    reporter.publishEntry(summary());
  }

  /** The one who completes the batch is killed in the middle of its own write, and the next too. */
  @Test
  void shouldCompleteABatchThatWasCutAgain(TestReporter reporter) throws Exception {
    FaultTrials trials = FaultTrials.of("killed in the middle of write(2), three deep");
    untilCut(Scale.of(2, 50), trials, this::cutBatchAgain);
    reporter.publishEntry(summary());
  }

  private String summary() {
    return "tries=" + tries + ", cut at the share of the batch: " + cuts;
  }

  /** Returns whether a write was cut, as it was to be. */
  @FunctionalInterface
  private interface Try {
    boolean run(Path file, Mortals mortals) throws Exception;
  }

  private void untilCut(int wanted, FaultTrials trials, Try one) throws Exception {
    int cut = 0;
    while (cut < wanted) {
      assertThat(tries).as("tries, cut=" + cut).isLessThan(wanted * MAX_TRIES_PER_CUT);
      Path file = directory.resolve("app" + tries + ".log");
      Mortals mortals = new Mortals(jvms, logTo(file));
      tries++;
      boolean wasCut = one.run(file, mortals);
      trials.trials(
          wasCut ? 1 : 0,
          () -> {
            mortals.all().assertEveryLineOnce(file);
            StagingDirectory.assertNothingLeft(file);
          });
      cut += wasCut ? 1 : 0;
      Files.delete(file);
    }
  }

  private WorkerOrders logTo(Path file) {
    int maxChunks = MAX_CHUNKS[tries % MAX_CHUNKS.length];
    return WorkerOrders.logTo(file).geometry(CHUNK_BYTES, maxChunks).lines(50);
  }

  private boolean cutBatchAmongOthers(Path file, Mortals mortals) throws Exception {
    Worker other = mortals.start(mortals.orders());
    Worker victim = startPublisher(mortals);
    pause(other);
    boolean cut = killInLargeBatch(victim, file);
    goOn(other);
    return cut;
  }

  private boolean cutBatchAlone(Path file, Mortals mortals) throws Exception {
    Worker victim = startPublisher(mortals);
    Worker next = mortals.start(mortals.orders());
    boolean cut = killInLargeBatch(victim, file);
    Mortals.send(next).awaitDone();
    return cut;
  }

  private boolean cutLargeLine(Path file, Mortals mortals) throws Exception {
    WorkerOrders large =
        mortals
            .orders()
            .prefix(SLOWLY)
            .sizes(128, LARGE_LINE_BYTES)
            .heapMegabytes(512)
            .lines(WorkerOrders.UNTIL_STOPPED);
    Worker other = mortals.start(mortals.orders());
    Worker victim = mortals.startFor(large, "SPILL_RECORDED");
    pause(other);
    boolean cut = killInWrite(Mortals.sendTo(victim, "SPILL_RECORDED"), "SPILL_RECORDED", file);
    goOn(other);
    return cut;
  }

  private boolean cutBatchAgain(Path file, Mortals mortals) throws Exception {
    WorkerOrders slow = mortals.orders().prefix(SLOWLY);
    Worker other = mortals.start(mortals.orders());
    Worker victim = startPublisher(mortals);
    Worker successor = mortals.startFor(slow, "LANDED_COUNTED");
    Worker third = mortals.startFor(slow, "LANDED_COUNTED");
    pause(other);
    boolean again =
        killInLargeBatch(victim, file)
            && killInWrite(Mortals.sendTo(successor, "LANDED_COUNTED"), "LANDED_COUNTED", file);
    if (again) {
      killInWrite(Mortals.sendTo(third, "LANDED_COUNTED"), "LANDED_COUNTED", file);
    }
    goOn(other);
    return again;
  }

  /** One of whose threads holds back what the other one stages, and then what it publishes. */
  private Worker startPublisher(Mortals mortals) {
    WorkerOrders orders =
        mortals
            .orders()
            .prefix(SLOWLY)
            .publishMillis(60_000)
            .threads(2)
            .sizes(LARGE_EVENT_BYTES)
            .heapMegabytes(256)
            .lines(WorkerOrders.UNTIL_STOPPED);
    return mortals.startFor(orders, "CLAIMED", "INTENT_RECORDED");
  }

  private static void pause(Worker other) {
    other.go().awaitReady();
    other.jvm().pause();
  }

  private static void goOn(Worker other) {
    other.jvm().resume();
    other.go().awaitDone();
  }

  private boolean killInLargeBatch(Worker victim, Path file) throws Exception {
    Mortals.sendTo(victim, "CLAIMED");
    Hang.await("a large batch")
        .until(() -> Backlog.bytes(file) >= MIN_BATCH_BYTES || victim.isAt("INTENT_RECORDED"));
    victim.goOnFrom("CLAIMED");
    return killInWrite(victim.awaitAt("INTENT_RECORDED"), "INTENT_RECORDED", file);
  }

  /**
   * Lets the write begin that the failpoint stands before, and kills the process as soon as a
   * random share of it is in the file.
   *
   * @return whether a part of it is in the file then, and not all
   */
  private boolean killInWrite(Worker victim, String failpoint, Path file) throws Exception {
    Intent intent = Intent.of(file);
    long before = Files.size(file);
    long end = intent.fileSize() + intent.bytes();
    long enough = before + 1 + (long) (random.nextDouble() * (end - before));
    victim.goOnFrom(failpoint);
    while (Files.size(file) < enough) {
      LockSupport.parkNanos(1);
    }
    victim.kill();

    long size = Files.size(file);
    boolean cut =
        Intent.of(file).isUnderWay()
            && intent.bytes() >= MIN_BATCH_BYTES
            && size > before
            && size < end;
    if (cut) {
      cuts.add((double) Math.round(100.0 * (size - intent.fileSize()) / intent.bytes()) / 100);
    }
    return cut;
  }
}
