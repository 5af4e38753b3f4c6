package logweir.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import logweir.integration.harness.DroppedLines;
import logweir.integration.harness.FaultTrials;
import logweir.integration.harness.Jvms;
import logweir.integration.harness.Scale;
import logweir.integration.harness.StagingDirectory;
import logweir.integration.harness.Worker;
import logweir.integration.harness.WorkerOrders;
import logweir.integration.harness.Workers;
import logweir.layout.ControlDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two JVMs that open a log whose staging area is in order, with lines of a killed writer in it, but
 * not theirs to use: it was made before the host was booted, or by a newer version.
 */
class ForeignStagingIT {
  private static final int TRIALS = Scale.of(1, 20);
  private static final int LINES = 500;
  private static final int KILLED = 9;

  @RegisterExtension private final Jvms jvms = new Jvms();
  @TempDir private Path directory;
  private Path file;
  private Path state;
  private int started;

  @Test
  void shouldDiscardAnAreaOfAnotherBootWithOneWarning() throws Exception {
    for (int trial = 0; trial < TRIALS; trial++) {
      String home = "boot" + trial;
      FaultTrials.of("staging area of another boot").trial(() -> meetAnotherBoot(home));
    }
  }

  private void meetAnotherBoot(String home) throws Exception {
    leaveStagedLines(home);
    alterHeader(ControlDescriptor.BOOT_ID_HIGH_OFFSET);
    Map<String, ByteBuffer> old = stagingFiles();

    Workers workers = logWithTwo();
    assertThat(workers.all())
        .allMatch(worker -> DroppedLines.staged(file, worker.jvm().pid()), "stages its lines");
    assertThat(stagingFiles()).doesNotContainKeys(chunksOf(old));
    stop(workers);

    workers.assertEveryLineOnce(file);
    assertThat(complaints(workers))
        .containsExactly("discarded the staging area of an earlier boot: path=" + state);
    StagingDirectory.assertNothingLeft(file);
  }

  @Test
  void shouldLeaveAnAreaOfANewerVersionAlone() throws Exception {
    for (int trial = 0; trial < TRIALS; trial++) {
      String home = "version" + trial;
      FaultTrials.of("control file of a newer version").trial(() -> meetANewerVersion(home));
    }
  }

  private void meetANewerVersion(String home) throws Exception {
    leaveStagedLines(home);
    alterHeader(ControlDescriptor.VERSION_OFFSET);
    Map<String, ByteBuffer> newer = stagingFiles();

    Workers workers = logWithTwo();
    stop(workers);

    workers.assertEveryLineOnce(file);
    assertThat(stagingFiles()).isEqualTo(newer);
    for (Worker worker : workers.all()) {
      assertThat(worker.complaints()).hasSize(1);
      assertThat(worker.complaints().get(0))
          .startsWith("lines are not staged, each is a write: path=" + file)
          .contains("version=2, understood=1");
    }
  }

  private void leaveStagedLines(String home) throws Exception {
    file = Files.createDirectory(directory.resolve(home)).resolve("app.log");
    state = file.resolveSibling(".app.log.logweir");
    started = 0;
    WorkerOrders orders =
        WorkerOrders.logTo(file)
            .asJvm(KILLED)
            .geometry(16 * 1024, 4)
            .publishMillis(60_000)
            .sizes(700)
            .lines(WorkerOrders.UNTIL_STOPPED)
            .failpoint("COMMITTED#20");
    jvms.start(orders).awaitReady().go().awaitAt("COMMITTED").kill();
    assertThat(file).isEmptyFile();
    jvms.startAnew();
  }

  private Workers logWithTwo() {
    Workers workers = jvms.startAll(orders(), orders()).go();
    workers.all().forEach(worker -> worker.awaitAcknowledged(LINES));
    return workers;
  }

  private WorkerOrders orders() {
    return WorkerOrders.logTo(file)
        .asJvm(started++)
        .threads(2)
        .geometry(16 * 1024, 4)
        .sizes(128, 700)
        .pauseMicros(100)
        .lines(WorkerOrders.UNTIL_STOPPED);
  }

  private static void stop(Workers workers) {
    workers.stop();
    workers.all().forEach(Worker::awaitEnded);
  }

  private static List<String> complaints(Workers workers) {
    return workers.all().stream()
        .flatMap(worker -> worker.complaints().stream())
        .map(complaint -> complaint.replaceAll(", logweir.*", ""))
        .toList();
  }

  // Adds one to a word of the header, and makes the checksum right again.
  private void alterHeader(int offset) throws IOException {
    Path control = state.resolve("control");
    byte[] bytes = Files.readAllBytes(control);
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    words.putLong(offset, words.getLong(offset) + 1);
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, ControlDescriptor.HEADER_CHECKSUM_OFFSET);
    words.putLong(ControlDescriptor.HEADER_CHECKSUM_OFFSET, crc.getValue());
    Files.write(control, bytes);
  }

  // Of what is staged, and how far: lock files come and go.
  private Map<String, ByteBuffer> stagingFiles() throws IOException {
    Map<String, ByteBuffer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(state)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        String name = each.getFileName().toString();
        if (name.startsWith("control") || name.startsWith("chunks-")) {
          contents.put(name, ByteBuffer.wrap(Files.readAllBytes(each)));
        }
      }
    }
    return contents;
  }

  private static String[] chunksOf(Map<String, ByteBuffer> files) {
    return files.keySet().stream().filter(n -> n.startsWith("chunks-")).toArray(String[]::new);
  }
}
