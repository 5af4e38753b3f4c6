package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.RolledLog;
import logweir.integration.harness.Scale;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several JVMs roll one log: each line is in one of its files, and no file is too long. */
class RollingIT {
  private static final int JVMS = 8;
  private static final int THREADS = 4;
  private static final int LINES = Scale.of(50_000, 2_000_000);
  private static final int[] SIZES = {64, 128, 256, 1000};
  private static final int LONGEST = 1000;
  private static final int MEGABYTE = 1 << 20;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private RolledLog log;
  private TestReporter reporter;

  @BeforeEach
  void setUp(TestReporter testReporter) {
    file = directory.resolve("app.log");
    log = new RolledLog(file);
    reporter = testReporter;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldKeepEveryLineOfEightJvms(int publishMillis) throws Exception {
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .rolling(RolledLog.bySizeAndTime(file, "yyyy-MM-dd", "1MB", ""))
            .publishMillis(publishMillis)
            .threads(THREADS)
            .sizes(SIZES)
            .lines(LINES / JVMS / THREADS);
    Workers workers = startAll(JVMS, orders);
    Worker watcher = jvms.start(orders.asJvm(JVMS).lines(0)).awaitReady();

    workers.go().awaitDone();
    log.awaitTidy();
    watcher.go().awaitDone();

    workers.assertEveryLineOnce(log);
    assertSizes(MEGABYTE);
    reporter.publishEntry(
        "lines="
            + workers.all().stream().mapToLong(Worker::acknowledged).sum()
            + ", archives="
            + log.archives().size());
  }

  /** As those who used prudent mode have it, which takes no file. */
  @Test
  void shouldKeepEveryLineOfALogThatNamesNoFile() throws Exception {
    RolledLog unnamed = RolledLog.unnamed(directory, "yyyy-MM-dd");
    WorkerOrders orders =
        WorkerOrders.logTo(unnamed.file())
            .rolling(RolledLog.bySizeAndTime(unnamed.file(), "yyyy-MM-dd", "100KB", ""))
            .unnamed()
            .threads(THREADS)
            .sizes(SIZES)
            .lines(LINES / JVMS / THREADS / 2);
    Workers workers = startAll(JVMS, orders);
    Worker watcher = jvms.start(orders.asJvm(JVMS).lines(0)).awaitReady();

    workers.go().awaitDone();
    unnamed.awaitTidy();
    watcher.go().awaitDone();

    workers.assertEveryLineOnce(unnamed);
    Path present = unnamed.archives().get(unnamed.archives().size() - 1);
    assertThat(Files.isSameFile(present, unnamed.file())).isTrue();
    assertThat(Files.size(present)).isLessThan((100 << 10) + LONGEST);
  }

  @Test
  void shouldKeepTheNewestFilesOfAWindow() throws Exception {
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .rolling(RolledLog.byWindow(file, 5, "100KB"))
            .threads(THREADS)
            .sizes(SIZES)
            .lines(LINES / JVMS / THREADS / 2);
    Workers workers = startAll(JVMS, orders);
    Worker watcher = jvms.start(orders.asJvm(JVMS).lines(0)).awaitReady();

    workers.go().awaitDone();
    log.awaitTidy();
    watcher.go().awaitDone();

    workers.assertNewestLinesOnce(log);
    assertThat(log.archives()).hasSize(5);
    assertSizes(100 << 10);
  }

  @Test
  void shouldLeaveTheRollingToThoseWhoWereThereBefore() throws Exception {
    WorkerOrders orders = WorkerOrders.logTo(file).threads(2).sizes(SIZES).lines(LINES / 100);
    String policy = RolledLog.bySizeAndTime(file, "yyyy-MM-dd", "100KB", "");
    Workers group = startAll(2, orders.rolling(policy));
    group.all().forEach(Worker::awaitReady);
    String other = RolledLog.bySizeAndTime(file, "yyyy-MM-dd", "1KB", "");
    Worker newcomer = jvms.start(orders.asJvm(2).rolling(other)).awaitReady().go().awaitEnded();
    Worker watcher = jvms.start(orders.asJvm(3).rolling(policy).lines(0)).awaitReady();

    group.go().awaitDone();
    log.awaitTidy();
    watcher.go().awaitDone();

    assertThat(newcomer.complaints())
        .singleElement()
        .asString()
        .contains("rolling is left to the processes that were there before");
    group.and(new Workers(List.of(newcomer))).assertEveryLineOnce(log);
    assertSizes(100 << 10);
  }

  private Workers startAll(int count, WorkerOrders orders) {
    return jvms.startAll(IntStream.range(0, count).mapToObj(orders::asJvm).toList());
  }

  /** No archive passes the limit by more than a line, and none is shorter, but at midnight. */
  private void assertSizes(long limit) throws IOException {
    List<Path> archives = log.archives();
    assertThat(archives).isNotEmpty();
    int shorter = 0;
    for (Path archive : archives) {
      long size = sizeOf(archive);
      assertThat(size).as(archive.toString()).isLessThan(limit + LONGEST);
      shorter += size < limit ? 1 : 0;
    }
    assertThat(shorter).isLessThanOrEqualTo(1);
    assertThat(Files.size(file)).isLessThan(limit + LONGEST);
  }

  private static long sizeOf(Path archive) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive), 1 << 16)) {
      return in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
