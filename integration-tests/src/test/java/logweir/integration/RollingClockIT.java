package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import logweir.engine.LogStatus;
import logweir.engine.LogStatusReader;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.RolledLog;
import logweir.integration.harness.WallClock;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several JVMs roll one log by a clock that the test sets: each archive holds the lines of its
 * period, all of them, and is made once.
 */
class RollingClockIT {
  private static final int JVMS = 4;
  private static final int THREADS = 2;
  private static final int LINES = 50;
  private static final int LINES_OF_A_ROUND = JVMS * THREADS * LINES;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private RolledLog log;
  private WallClock clock;
  // Logs nothing, and stays to look after the archives when the others have left.
  private Worker watcher;

  @BeforeEach
  void setUp() throws IOException {
    file = directory.resolve("app.log");
    log = new RolledLog(file);
    clock = WallClock.open(directory.resolve("clock"));
  }

  /**
   * Lines are logged at each of the moments; between them all JVMs are idle. The archives that are
   * to be there have the number of moments behind their names.
   */
  @ParameterizedTest
  @CsvSource({
    // A day, a leap over some, and the days on which Berlin's clocks are set.
    "'yyyy-MM-dd, Europe/Berlin',"
        + " 2026-03-27T09:00Z 2026-03-27T22:59:59Z 2026-03-27T23:00Z 2026-03-28T23:00Z"
        + " 2026-03-29T21:59:59Z 2026-03-29T22:00Z 2026-04-05T12:00Z,"
        + " 2026-03-27=2 2026-03-28=1 2026-03-29=2 2026-03-30=1",
    "'yyyy-MM-dd, Europe/Berlin',"
        + " 2026-10-24T22:00Z 2026-10-25T22:59:59Z 2026-10-25T23:00Z 2026-12-24T12:00Z,"
        + " 2026-10-25=2 2026-10-26=1",
    // Hours; the one after 01 is 03 in spring, and in autumn 02 comes twice.
    "'yyyy-MM-dd_HH, Europe/Berlin',"
        + " 2026-03-29T00:30Z 2026-03-29T00:59:59.999Z 2026-03-29T01:00Z 2026-03-29T02:00Z,"
        + " 2026-03-29_01=2 2026-03-29_03=1",
    "'yyyy-MM-dd_HH, Europe/Berlin',"
        + " 2026-10-24T23:30Z 2026-10-25T00:30Z 2026-10-25T01:30Z 2026-10-25T02:30Z"
        + " 2026-10-27T00:00Z,"
        + " 2026-10-25_01=1 2026-10-25_02=2 2026-10-25_03=1",
    // Seconds, over the end of a year and over the hour that is left out.
    "'yyyy-MM-dd_HH-mm-ss, Europe/Berlin',"
        + " 2026-12-31T22:59:58Z 2026-12-31T22:59:59Z 2026-12-31T22:59:59.999Z"
        + " 2026-12-31T23:00:00Z 2026-12-31T23:00:01Z,"
        + " 2026-12-31_23-59-58=1 2026-12-31_23-59-59=2 2027-01-01_00-00-00=1",
    "'yyyy-MM-dd_HH-mm-ss, Europe/Berlin',"
        + " 2026-03-29T00:59:59Z 2026-03-29T01:00:00Z 2026-03-29T01:00:01Z,"
        + " 2026-03-29_01-59-59=1 2026-03-29_03-00-00=1"
  })
  void shouldPutTheLinesOfEachPeriodIntoAnArchive(String date, String moments, String archives)
      throws Exception {
    List<Instant> times =
        Arrays.stream(moments.split(" ", -1))
            .map(text -> OffsetDateTime.parse(text).toInstant())
            .toList();
    clock.set(times.get(0));
    Workers workers = start(RolledLog.byTime(file, date, ""), times.size());

    logAt(workers, times);
    log.awaitTidy();
    assertThat(describe()).isEqualTo(archives);
    workers.awaitDone();
    watcher.go().awaitDone();
    workers.assertEveryLineOnce(log);
  }

  /** Whoever of them publishes first in a second rolls. */
  @Test
  void shouldRollEverySecondWhileAllLog() throws Exception {
    Instant start = Instant.parse("2026-06-01T12:00:00Z");
    clock.set(start);
    WorkerOrders orders =
        orders(RolledLog.byTime(file, "yyyy-MM-dd_HH-mm-ss", ""))
            .lines(WorkerOrders.UNTIL_STOPPED)
            .pauseMicros(200);
    Workers workers = startAll(orders).go();
    int seconds = 20;
    for (int second = 1; second <= seconds; second++) {
      workers.all().forEach(worker -> worker.awaitAcknowledged(worker.acknowledged() + 20));
      // Else nobody knows that they are of this second.
      Hang.await("lines in the file").until(() -> sizeOf(file) > 0);
      int rolled = second;
      clock.set(start.plusSeconds(second));
      // A file is rolled when a line of the next second comes.
      Hang.await("a roll by the clock").until(() -> log.count() == rolled);
    }
    log.awaitTidy();
    workers.stop().awaitDone();
    watcher.go().awaitDone();

    workers.assertEveryLineOnce(log);
    assertThat(log.archives()).hasSize(seconds);
  }

  @Test
  void shouldKeepAsManyDaysAsTheHistoryHas() throws Exception {
    Instant start = Instant.parse("2026-06-01T12:00:00Z");
    clock.set(start);
    List<Instant> days =
        IntStream.range(0, 8).mapToObj(day -> start.plusSeconds(86_400L * day)).toList();
    Workers workers =
        start(RolledLog.byTime(file, "yyyy-MM-dd, UTC", "<maxHistory>3</maxHistory>"), days.size());

    logAt(workers, days);

    log.awaitTidy();
    Hang.await("three archives").until(() -> log.archives().size() == 3);
    assertThat(describe()).isEqualTo("2026-06-05=1 2026-06-06=1 2026-06-07=1");
    workers.awaitDone();
    watcher.go().awaitDone();
    workers.assertNewestLinesOnce(log);
  }

  @Test
  void shouldKeepNoMoreThanTheTotalSize() throws Exception {
    Instant start = Instant.parse("2026-06-01T12:00:00Z");
    clock.set(start);
    String more = "<maxHistory>5</maxHistory><totalSizeCap>100KB</totalSizeCap>";
    String policy = RolledLog.bySizeAndTime(file, "yyyy-MM-dd, UTC", "40KB", more);
    Workers workers = start(policy, 4);

    logAt(
        workers, IntStream.range(0, 4).mapToObj(day -> start.plusSeconds(86_400L * day)).toList());

    log.awaitTidy();
    Hang.await("no more than the total size").until(() -> archivedBytes() <= 100 << 10);
    assertThat(archivedBytes()).isGreaterThan(50 << 10);
    workers.awaitDone();
    watcher.go().awaitDone();
    workers.assertNewestLinesOnce(log);
  }

  private long archivedBytes() throws IOException {
    long bytes = 0;
    for (Path archive : log.archives()) {
      bytes += sizeOf(archive);
    }
    return bytes;
  }

  // It may be removed meanwhile.
  private static long sizeOf(Path archive) throws IOException {
    try {
      return Files.size(archive);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private WorkerOrders orders(String policy) {
    return WorkerOrders.logTo(file)
        .rolling(policy)
        .wallClock(directory.resolve("clock"))
        .threads(THREADS)
        .lines(LINES);
  }

  private Workers start(String policy, int rounds) {
    return startAll(orders(policy).rounds(rounds));
  }

  private Workers startAll(WorkerOrders orders) {
    watcher = jvms.start(orders.asJvm(JVMS).rounds(1).lines(0)).awaitReady();
    Workers workers = jvms.startAll(IntStream.range(0, JVMS).mapToObj(orders::asJvm).toList());
    workers.all().forEach(Worker::awaitReady);
    return workers;
  }

  private void logAt(Workers workers, List<Instant> times) {
    for (int round = 0; round < times.size(); round++) {
      clock.set(times.get(round));
      workers.all().forEach(Worker::go);
      for (Worker worker : workers.all()) {
        worker.awaitRoundEnd(round);
      }
      // The lines of a round are of its period once they are in the file.
      Hang.await("all lines published").until(this::isPublished);
    }
  }

  private boolean isPublished() throws IOException {
    return LogStatusReader.read(file, Optional.empty())
        .map(LogStatus::backlogBytes)
        .filter(bytes -> bytes == 0)
        .isPresent();
  }

  /** The archives, each with the number of rounds whose lines it holds. */
  private String describe() throws IOException {
    List<String> all = new ArrayList<>();
    for (Path archive : log.archives()) {
      String period = archive.getFileName().toString().replaceAll("app-|\\.log.*", "");
      all.add(period + "=" + lines(archive) / LINES_OF_A_ROUND);
      assertThat(lines(archive) % LINES_OF_A_ROUND).as(archive.toString()).isZero();
    }
    return String.join(" ", all);
  }

  private static long lines(Path archive) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(archive)), StandardCharsets.US_ASCII))) {
      return reader.lines().count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
