package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import logweir.integration.harness.BracketingLayout;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.RolledLog;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What archives look like that several JVMs have rolled. */
class RollingFormatsIT {
  private static final int JVMS = 3;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private RolledLog log;

  @BeforeEach
  void setUp() {
    file = directory.resolve("app.log");
    log = new RolledLog(file);
  }

  private WorkerOrders rolling(String suffix) {
    String policies = RolledLog.bySizeAndTime(file, "yyyy-MM-dd", "64KB", "");
    return WorkerOrders.logTo(file)
        .shortLived()
        .rolling(RolledLog.withSuffix(policies, suffix))
        .threads(2)
        .sizes(64, 128, 700);
  }

  private Workers startAll(WorkerOrders orders) {
    return jvms.startAll(IntStream.range(0, JVMS).mapToObj(orders::asJvm).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {".gz", ".zip", ".xz"})
  void shouldCompressThemInTheFormatOfTheirNames(String suffix) throws Exception {
    // To compress to xz takes about 100 MB.
    WorkerOrders orders = rolling(suffix).lines(1000).heapMegabytes(256);
    Workers workers = startAll(orders);
    Worker watcher = jvms.start(orders.asJvm(JVMS).lines(0)).awaitReady();

    workers.go().awaitDone();
    log.awaitTidy();
    watcher.go().awaitDone();

    assertThat(log.archives()).hasSizeGreaterThan(10).allMatch(a -> a.toString().endsWith(suffix));
    workers.assertEveryLineOnce(log);
  }

  /** Some of those who have just written a footer are killed. */
  @Test
  void shouldGiveEachFileItsFirstAndItsLastLineOnce() throws Exception {
    WorkerOrders orders =
        rolling("").bracketed().lines(WorkerOrders.UNTIL_STOPPED).pauseMicros(500);
    Workers workers = startAll(orders).go();
    List<Worker> living = workers.all();
    for (int victims = 0; victims < 3; victims++) {
      WorkerOrders last = orders.asJvm(JVMS + victims).publishMillis(0);
      Worker victim = jvms.start(last.failpoint("FOOTER_WRITTEN")).go().awaitAt("FOOTER_WRITTEN");
      victim.kill();
      living.forEach(worker -> worker.awaitAcknowledged(worker.acknowledged() + 100));
      workers = workers.and(new Workers(List.of(victim)));
    }
    new Workers(living).stop().awaitDone();

    assertThat(log.archives()).hasSizeGreaterThan(3);
    workers.assertEveryLineOnce(withoutBrackets(log.files()));
  }

  private List<Path> withoutBrackets(List<Path> files) throws IOException {
    Path stripped = Files.createDirectory(directory.resolve("stripped"));
    List<Path> all = new ArrayList<>();
    for (Path each : files) {
      List<String> lines = Files.readAllLines(each, StandardCharsets.ISO_8859_1);
      assertThat(lines)
          .as(each.toString())
          .startsWith(BracketingLayout.FIRST)
          .endsWith(BracketingLayout.LAST);
      List<String> rest = lines.subList(1, lines.size() - 1);
      Path target = stripped.resolve(each.getFileName());
      all.add(Files.write(target, rest, StandardCharsets.ISO_8859_1));
    }
    return all;
  }
}
