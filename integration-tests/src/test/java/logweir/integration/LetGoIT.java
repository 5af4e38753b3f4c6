package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logweir.integration.harness.Hang;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.RolledLog;
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

/**
 * A file that was rolled, renamed or removed is let go by all JVMs, idle ones included: else the
 * disk stays full of a file that nobody can see.
 */
class LetGoIT {
  private static final int JVMS = 4;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private TestReporter reporter;

  @BeforeEach
  void setUp(TestReporter testReporter) {
    file = directory.resolve("app.log");
    reporter = testReporter;
  }

  private Workers startAll(WorkerOrders orders) {
    return jvms.startAll(IntStream.range(0, JVMS).mapToObj(orders::asJvm).toList());
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"ENGINE", "LOGBACK"})
  void shouldLetGoOfARemovedFile(Way way) throws Exception {
    Workers workers = startAll(WorkerOrders.logTo(file).through(way).lines(100).rounds(2));
    workers.go();
    workers.all().forEach(worker -> worker.awaitRoundEnd(0));
    assertThat(workers.all()).anyMatch(worker -> !open(worker, file).isEmpty());

    Path kept = directory.resolve("kept");
    Files.createLink(kept, file);
    Files.delete(file);

    awaitLetGo(workers, "removed");
    workers.all().forEach(Worker::go);
    workers.awaitDone();
    workers.assertEveryLineOnce(List.of(kept, file));
  }

  @Test
  void shouldLetGoOfARolledFile() throws Exception {
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .rolling(RolledLog.bySizeAndTime(file, "yyyy-MM-dd", "10KB", ""))
            .rounds(2);
    Workers idle = startAll(orders.lines(10));
    Worker busy = jvms.start(orders.asJvm(JVMS).lines(1000).rounds(1)).awaitReady();
    idle.go();
    idle.all().forEach(worker -> worker.awaitRoundEnd(0));

    busy.go().awaitDone();

    awaitLetGo(idle, "rolled");
    idle.all().forEach(Worker::go);
    idle.awaitDone();
    idle.and(new Workers(List.of(busy))).assertEveryLineOnce(new RolledLog(file));
  }

  private void awaitLetGo(Workers workers, String how) {
    long start = System.nanoTime();
    Hang.await("no JVM has a " + how + " file open")
        .until(() -> workers.all().stream().allMatch(worker -> gone(worker).isEmpty()));
    reporter.publishEntry(how + ": let go after ms=" + (System.nanoTime() - start) / 1_000_000);
  }

  /** What a JVM has open of the log's directory that is not the log file. */
  private List<String> gone(Worker worker) {
    return open(worker, directory).stream()
        .filter(name -> !name.equals(file.toString()))
        .filter(name -> !name.startsWith(directory.resolve(".app.log.logweir").toString()))
        .toList();
  }

  private static List<String> open(Worker worker, Path path) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> descriptors =
        Files.newDirectoryStream(Path.of("/proc/" + worker.jvm().pid() + "/fd"))) {
      for (Path descriptor : descriptors) {
        nameOf(descriptor).filter(name -> name.startsWith(path.toString())).forEach(names::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  private static Stream<String> nameOf(Path descriptor) throws IOException {
    try {
      return Stream.of(Files.readSymbolicLink(descriptor).toString());
    } catch (NoSuchFileException e) {
      // Closed meanwhile.
      return Stream.empty();
    }
  }
}
