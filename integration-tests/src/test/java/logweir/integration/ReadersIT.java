package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Run;
import logweir.integration.harness.TailProcess;
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

/** What readers see of a file while JVMs write it. */
class ReadersIT {
  private static final int PAUSES = 5;
  private static final long PAUSE_MILLIS = 1500;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void setUp() {
    file = directory.resolve("app.log");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void shouldShowTailExactlyWhatTheFileHolds(Way way) throws IOException {
    TailProcess tail = jvms.track(TailProcess.follow(file, directory.resolve("tail.out")));
    Workers workers = jvms.startAll(writers(way, 1)).go().awaitDone();

    workers.assertEveryLineOnce(file);
    long size = Files.size(file);
    Hang.await("tail at the end of the file").until(() -> Files.size(tail.output()) >= size);
    assertThat(Files.mismatch(file, tail.output())).as("first byte that differs").isEqualTo(-1);
  }

  /**
   * While a write is under way, a reader may come to a part of it. So the last line that grep
   * prints may be a part of one; whatever it prints is what the file has at that place in the end.
   */
  @Test
  void shouldShowGrepWhatTheFileHolds(TestReporter reporter) throws IOException {
    Files.createFile(file);
    Workers workers = jvms.startAll(writers(Way.ENGINE, 1)).go();
    List<byte[]> printed = new ArrayList<>();
    while (workers.all().stream().anyMatch(worker -> worker.jvm().isAlive())) {
      Run grep = Run.of(List.of("grep", "--text", "", file.toString()));
      printed.add(grep.out().getBytes(StandardCharsets.ISO_8859_1));
    }
    workers.awaitDone();

    workers.assertEveryLineOnce(file);
    byte[] whole = Files.readAllBytes(file);
    int parts = 0;
    for (byte[] lines : printed) {
      int end = Arrays.mismatch(lines, 0, lines.length, whole, 0, whole.length);
      boolean part = end >= 0 && end == lines.length - 1 && lines[end] == '\n';
      assertThat(end < 0 || end == lines.length || part).as("differs at " + end).isTrue();
      parts += part ? 1 : 0;
    }
    reporter.publishEntry("looks of grep=" + printed.size() + ", ending in a part=" + parts);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldEndInAWholeLineWheneverLookedAt(int publishMillis, TestReporter reporter)
      throws IOException {
    Workers workers = jvms.startAll(writers(Way.ENGINE, publishMillis)).go();

    LastByteWatch watch = LastByteWatch.of(file);
    watch.lookWhile(() -> workers.all().stream().anyMatch(worker -> worker.jvm().isAlive()));
    workers.awaitDone();

    reporter.publishEntry(watch.toString());
    workers.assertEveryLineOnce(file);
  }

  /**
   * A lost wake-up would show as a line that comes only when somebody happens to look. The figures
   * are of the line's call and its publishing together; the first has cold code in it.
   */
  @Test
  void shouldShowTheFirstLineAfterAPause(TestReporter reporter)
      throws IOException, InterruptedException {
    Worker worker = jvms.start(WorkerOrders.logTo(file).rounds(PAUSES)).awaitReady();
    for (int round = 0; round < PAUSES; round++) {
      // The pause is what is tested: the writer goes to rest in it.
      Thread.sleep(PAUSE_MILLIS);
      long before = Files.size(file);
      worker.go();
      while (Files.size(file) == before && worker.jvm().isAlive()) {
        Thread.onSpinWait();
      }
      long visible = System.nanoTime();
      long micros = (visible - worker.awaitRoundStart(round)) / 1000;
      reporter.publishEntry("first line visible after microseconds: " + micros);
    }
    worker.awaitDone();

    new Workers(List.of(worker)).assertEveryLineOnce(file);
  }

  private List<WorkerOrders> writers(Way way, int publishMillis) {
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .through(way)
            .publishMillis(publishMillis)
            .geometry(16 * 1024, 16)
            .threads(2)
            .sizes(40, 128, 3000)
            .lines(4000);
    return IntStream.range(0, 3).mapToObj(orders::asJvm).toList();
  }
}
