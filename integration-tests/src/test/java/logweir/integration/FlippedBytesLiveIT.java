package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import logweir.integration.harness.Expectation;
import logweir.integration.harness.Fault;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.ForkedJvm;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Ledger;
import logweir.integration.harness.LineOracle;
import logweir.integration.harness.LineReport;
import logweir.integration.harness.LinesSince;
import logweir.integration.harness.LogSink;
import logweir.integration.harness.Scale;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two JVMs that log while 1 to 64 bytes of their control file are flipped. Each flip is noticed or
 * does no harm.
 *
 * <p>What is demanded of a case, and why not more:
 *
 * <ol>
 *   <li>No JVM ends, hangs or runs out of its small heap, every call returns, closing returns, no
 *       thread of the product spins or is left behind.
 *   <li>Lines that had been published when the bytes were flipped are there: nothing that the
 *       control file says may reach back into the log. Published is what lies further back than the
 *       ring is long.
 *   <li>Lines that were in the ring at that time, or were staged until the JVMs noticed, may be
 *       lost, torn or repeated: they are where the control file says, and it says something else.
 *       That is bounded by what the ring holds, and so is what is added to the log: it is never
 *       longer than what was logged and the ring, once for each JVM.
 *   <li>From the moment when every JVM has noticed, or, if none does, when the ring has been gone
 *       around some times, lines are in the file whole and once. A JVM that notices later still
 *       moves that moment: then another of its words came into use.
 *   <li>The same holds for all lines of those who open the log when these JVMs have closed it.
 * </ol>
 *
 * A failed case is repeated by {@code -Dlogweir.seed} with the seed that is told; what the JVMs
 * were doing when the bytes changed is not.
 */
class FlippedBytesLiveIT {
  private static final int CASES = Scale.of(30, 1_000);
  private static final int CASES_OF_A_PAIR = 50;
  private static final long FIRST_SEED = Long.getLong("logweir.seed", 1);

  private static final int THREADS = 2;
  private static final int CHUNK_BYTES = 4096;
  private static final int CHUNKS = 8;
  private static final int RING_BYTES = CHUNK_BYTES * CHUNKS;
  private static final int SHORTEST = 128;
  private static final int RING_LINES = RING_BYTES / SHORTEST;
  private static final int LINES_BEFORE = 2 * RING_LINES;
  private static final int LINES_TO_SETTLE = RING_LINES;
  private static final int LINES_AFTER = 200;
  private static final int LINES_OF_NEWCOMERS = 100;

  /** Longer than half the ring, so that it goes through the spill file. */
  private static final int LARGE = 20_000;

  private static final int MAX_BLOCK_MILLIS = 200;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private final List<ForkedJvm> pair = new ArrayList<>();
  private int noticed;
  private int noticedAtTheEnd;

  @Test
  void shouldNoticeFlippedBytesOrNotMind() throws Exception {
    for (int done = 0; done < CASES; done += CASES_OF_A_PAIR) {
      startPair();
      for (int i = done; i < Math.min(CASES, done + CASES_OF_A_PAIR); i++) {
        long seed = FIRST_SEED + i;
        FaultTrials.of("bytes of the control file flipped while JVMs log").trial(() -> run(seed));
      }
      endPair();
    }
    System.out.println(
        "cases "
            + CASES
            + ", noticed by JVMs "
            + noticed
            + ", not before the end "
            + noticedAtTheEnd);
    assertThat(noticed).isPositive();
  }

  private void startPair() {
    pair.clear();
    for (int i = 0; i < 2; i++) {
      pair.add(
          jvms.fork(
              "jvm " + i,
              CaseWorker.class,
              List.of("-Xmx24m", "-XX:MaxDirectMemorySize=16m", "-XX:TieredStopAtLevel=1"),
              List.of()));
    }
  }

  private void endPair() {
    pair.forEach(jvm -> jvm.say(CaseWorker.END));
    pair.forEach(ForkedJvm::awaitSuccess);
  }

  private void run(long seed) throws Exception {
    try {
      runCase(seed);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed=" + seed + ", pair=" + pair, e);
    }
  }

  private void runCase(long seed) throws Exception {
    Path home = Files.createDirectory(directory.resolve(Long.toString(seed)));
    Path file = home.resolve("app" + home.getFileName() + ".log");
    int[] known = {losses(0), losses(1)};
    SplittableRandom random = new SplittableRandom(seed);
    Workers running = start(home, random, 0);
    running.all().forEach(worker -> worker.awaitAcknowledged(LINES_BEFORE));

    Expectation published = publishedBefore(running);
    FlippedStart.flip(home.resolve("." + file.getFileName() + ".logweir/control"), seed);
    awaitSettled(running, known);
    LinesSince settled = awaitMore(running);
    int before = losses();
    close(running);

    if (losses() == before) {
      settled.assertOnce(List.of(file));
    } else {
      noticedAtTheEnd++;
    }
    Workers next = start(home, random, 2);
    LinesSince all = LinesSince.now(next);
    next.all().forEach(worker -> worker.awaitAcknowledged(LINES_OF_NEWCOMERS));
    close(next);

    all.assertOnce(List.of(file));
    LineReport report = LineOracle.check(file, 0, published);
    assertThat(report.count(Fault.LOST)).as(report.toString()).isZero();
    assertThat(Files.size(file))
        .isLessThan(bytesBegun(running) + bytesBegun(next) + 2 * (RING_BYTES + LARGE));
    for (int jvm = 0; jvm < 2; jvm++) {
      assertThat(pair.get(jvm).allPrinted(CaseWorker.BAD)).isEmpty();
      noticed += losses(jvm) > known[jvm] ? 1 : 0;
    }
    delete(home);
  }

  private Workers start(Path home, SplittableRandom random, int firstJvm) throws IOException {
    int publishMillis = random.nextInt(2);
    int[] sizes =
        random.nextInt(4) == 0
            ? new int[] {SHORTEST, 700, 2000, LARGE, 300}
            : new int[] {SHORTEST, 700, 2000};
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int jvm = firstJvm + i;
      Path ledger = home.resolve("ledger" + jvm);
      WorkerOrders orders =
          WorkerOrders.logTo(home.resolve("app" + home.getFileName() + ".log"))
              .asJvm(jvm)
              .threads(THREADS)
              .geometry(CHUNK_BYTES, CHUNKS)
              .publishMillis(publishMillis)
              .sizes(sizes)
              .maxBlockMillis(MAX_BLOCK_MILLIS)
              .pauseMicros(50)
              .lines(WorkerOrders.UNTIL_STOPPED)
              .ledger(ledger);
      Ledger kept = Ledger.create(ledger, jvm, THREADS);
      pair.get(i).say(orders.toString());
      workers.add(new Worker(pair.get(i), orders, kept, home));
    }
    return new Workers(workers);
  }

  private static Expectation publishedBefore(Workers running) {
    Expectation expectation = new Expectation();
    for (Worker worker : running.all()) {
      Ledger ledger = worker.ledger();
      for (int thread = 0; thread < THREADS; thread++) {
        int lines = Math.max(0, ledger.acknowledged(thread) - RING_LINES);
        expectation.exactly(ledger.jvm(), thread, lines);
      }
    }
    return expectation;
  }

  // Each JVM notices, or logs as much as goes around the ring several times.
  private void awaitSettled(Workers running, int[] known) {
    for (int i = 0; i < 2; i++) {
      int jvm = i;
      Worker worker = running.all().get(i);
      long enough = worker.acknowledged() + LINES_TO_SETTLE;
      worker
          .jvm()
          .await(
              "lines after the flip",
              () ->
                  !worker.jvm().isAlive()
                      || losses(jvm) > known[jvm]
                      || worker.acknowledged() >= enough);
    }
  }

  private LinesSince awaitMore(Workers running) {
    while (true) {
      int before = losses();
      LinesSince since = LinesSince.now(running);
      running
          .all()
          .get(0)
          .jvm()
          .await("more lines", () -> since.fewestAcknowledged() >= LINES_AFTER || isAnyDead());
      if (losses() == before) {
        return since;
      }
    }
  }

  private boolean isAnyDead() {
    return !pair.stream().allMatch(ForkedJvm::isAlive);
  }

  private void close(Workers running) {
    running.all().forEach(worker -> worker.jvm().say(CaseWorker.STOP));
    for (Worker worker : running.all()) {
      String closed = worker.orders().file().toString();
      int times = worker.orders().jvm() < 2 ? 1 : 2;
      worker
          .jvm()
          .await(
              "closing of the log",
              () ->
                  !worker.jvm().isAlive()
                      || worker.jvm().allPrinted(CaseWorker.CLOSED).stream()
                              .filter(closed::equals)
                              .count()
                          == times);
    }
    assertThat(isAnyDead()).isFalse();
  }

  private int losses() {
    return losses(0) + losses(1);
  }

  private int losses(int jvm) {
    return (int)
        pair.get(jvm).allPrinted(LogSink.COMPLAINT).stream()
            .filter(complaint -> complaint.startsWith(LogSink.STAGING_LOST))
            .count();
  }

  private static long bytesBegun(Workers workers) {
    long bytes = 0;
    for (Worker worker : workers.all()) {
      int[] sizes = worker.orders().sizes();
      for (int thread = 0; thread < THREADS; thread++) {
        for (int line = 0; line < worker.ledger().begun(thread); line++) {
          bytes += sizes[line % sizes.length];
        }
      }
    }
    return bytes;
  }

  private static void delete(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
